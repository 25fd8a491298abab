"""search/distributed: the settings of distributed search, and the search peers, of which there are none.

REST API Reference, search/distributed; the settings are what 10.6.0.5 shows with none (panoramicdata/Splunk.Api,
DistributedSearchTests.cs). Here nothing asks for them, so that they cannot be changed.
"""

from __future__ import annotations

from ..eai import Acl, Answer, Content, Entry
from ..eai.nothing import empty_routes
from ..eai.paging import paged
from ..http import Request, Route
from ..instance import Splunkd

_NAME = "distributedSearch"
_PATH = "search/distributed/config"
_SETTINGS: dict[str, Content] = {
    "checkTimedOutServersFrequency": "60",
    "connectionTimeout": 10,
    "disabled": False,
    "dist_search_enabled": True,
    "receiveTimeout": 600,
    "removedTimedOutServers": "0",
    "sendTimeout": 30,
    "serverTimeout": 10,
    "servers": "",
    "shareBundles": "1",
    "statusTimeout": 10,
}
_ACL = Acl(app="", owner="system", sharing="system", modifiable=False)


def config(splunkd: Splunkd, request: Request) -> Answer:
    entry = Entry(_NAME, _SETTINGS, _ACL, path=f"/services/{_PATH}/{_NAME}")
    return paged(request, "distsearch-setup", [entry])


ROUTES = (
    Route("GET", _PATH, config, capability="list_dist_peer"),
    Route("GET", f"{_PATH}/{_NAME}", config, capability="list_dist_peer"),
    *empty_routes("search/distributed/peers", "distsearch-peer", "list_dist_peer"),
    *empty_routes("search/distributed/groups", "distsearch-groups", "list_dist_peer"),
)
