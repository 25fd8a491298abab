"""kvstore/status: whether the KV store can be used.

REST API Reference, KV store endpoint descriptions; as 10.6.0.5 answers it (panoramicdata/Splunk.Api, KvStoreTests.cs),
less what is about MongoDB. [unverified]: what it says of a store that cannot be opened.
"""

from __future__ import annotations

from ..eai import Acl, Answer, Content, Entry
from ..eai.paging import paged
from ..http import Request, Route
from ..instance import Splunkd

_ACL = Acl(app="", owner="system", sharing="system", modifiable=False)


def status(splunkd: Splunkd, request: Request) -> Answer:
    current: Content = {
        "disabled": False,
        "guid": splunkd.info.guid,
        "replicationStatus": "KV store captain",
        "standalone": True,
        "status": "ready" if splunkd.splunk.kvstore.ready() else "failed",
    }
    entry = Entry("status", {"current": current}, _ACL, path="/services/kvstore/status")
    return paged(request, "kvstore-status", [entry])


ROUTES = (Route("GET", "kvstore/status", status),)
