"""search/concurrency-settings: how many searches may run at the same time.

REST API Reference, search/concurrency-settings; as 10.6.0.5 shows it (panoramicdata/Splunk.Api,
SearchConcurrencySettingsTests.cs). Of these limits.conf has an effect on base_max_searches and max_searches_per_cpu;
the rest is Splunk's defaults: here the scheduler runs one search at a time, and there are no real-time searches.
"""

from __future__ import annotations

from ...conf.layers import SYSTEM
from ...jobs.concurrency import BASE, LIMITS, PER_CPU, STANZA, setting
from ..eai import Acl, Answer, Content, Entry
from ..eai.arguments import arguments, check, number_setting
from ..eai.namespaces import missing
from ..eai.paging import paged
from ..http import HttpError, Request, Route
from ..instance import Splunkd

_PATH = "search/concurrency-settings"
_ACL = Acl(app="", owner="system", sharing="system")
_EFFECTIVE = (BASE[0], PER_CPU[0])
_OTHERS = ("auto_summary_perc", "max_rt_search_multiplier", "max_searches_perc")


def settings(splunkd: Splunkd, request: Request) -> Answer:
    return paged(request, "concurrency-settings", _entries(splunkd))


def get(splunkd: Splunkd, request: Request) -> Answer:
    named = [entry for entry in _entries(splunkd) if entry.name == request.args["name"]]
    if not named:
        raise missing(request.args["name"])
    return paged(request, "concurrency-settings", named)


def change(splunkd: Splunkd, request: Request) -> Answer:
    """Of `search`, what has an effect. It is written to the system's limits.conf."""
    given = arguments(request)
    check(given, (*_EFFECTIVE, *_OTHERS))
    for name in given:
        if name in _OTHERS:
            raise HttpError(501, f"minisplunk does not support {name}: it has no effect on its searches.")
    written = {name: number_setting(name, value) for name, value in given.items()}
    splunkd.splunk.change(SYSTEM, LIMITS, STANZA, written)
    return paged(request, "concurrency-settings", [entry for entry in _entries(splunkd) if entry.name == "search"])


def _entries(splunkd: Splunkd) -> list[Entry]:
    view = splunkd.splunk.contexts.everywhere
    contents: dict[str, dict[str, Content]] = {
        "scheduler": {"auto_summary_perc": 50, "max_searches_perc": 50},
        "search": {
            "base_max_searches": setting(view, *BASE),
            "max_rt_search_multiplier": 1,
            "max_searches_per_cpu": setting(view, *PER_CPU),
            "shc_adhoc_quota_enforcement": "off",
            "total_search_concurrency_limit": "auto",
        },
    }
    return [Entry(name, content, _ACL, path=f"/services/{_PATH}/{name}") for name, content in contents.items()]


ROUTES = (
    Route("GET", _PATH, settings),
    Route("GET", f"{_PATH}/{{name}}", get),
    Route("POST", f"{_PATH}/search", change, capability="edit_search_concurrency_all"),
)
