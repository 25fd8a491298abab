"""search/scheduler: whether scheduled searches run, and the switch for that.

REST API Reference, search/scheduler/status; the setting is limits.conf's, [scheduler] saved_searches_disabled, of the
system (panoramicdata/Splunk.Api, SearchSchedulerTests.cs). [unverified]: what the switch answers.
"""

from __future__ import annotations

from ...conf.layers import SYSTEM
from ...scheduler.switch import DISABLED, LIMITS, STANZA, is_disabled
from ..eai import Acl, Answer, Entry
from ..eai.arguments import arguments, boolean, check, flag_setting, require
from ..eai.paging import paged
from ..http import Request, Route
from ..instance import Splunkd

_ACL = Acl(app="", owner="system", sharing="system")


def status(splunkd: Splunkd, request: Request) -> Answer:
    content = {DISABLED: is_disabled(splunkd.splunk.contexts.everywhere)}
    return paged(
        request, "search-scheduler", [Entry("status", content, _ACL, path="/services/search/scheduler/status")]
    )


def switch(splunkd: Splunkd, request: Request) -> Answer:
    """`disabled`: run none from now on; those that run are not ended."""
    given = arguments(request)
    check(given, ("disabled",))
    require(given, ("disabled",))
    boolean("disabled", given["disabled"])
    splunkd.splunk.change(SYSTEM, LIMITS, STANZA, {DISABLED: flag_setting("disabled", given["disabled"])})
    return status(splunkd, request)


ROUTES = (
    Route("GET", "search/scheduler", status, capability="list_search_scheduler"),
    Route("GET", "search/scheduler/status", status, capability="list_search_scheduler"),
    Route("POST", "search/scheduler/status", switch, capability="edit_search_scheduler"),
)
