"""Any form is answered by splunkd's own refusals or by what was asked for, never by a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.engine import Splunk
from minisplunk.rest.http.incoming import Incoming
from minisplunk.rest.instance import Splunkd
from minisplunk.rest.instance.users import User, Users
from minisplunk.rest.management.port import ManagementPort
from minisplunk.rest.saved.content import DEFAULTS, FLAGS, NUMBERS
from minisplunk.times import ManualClock

SETTINGS = {*DEFAULTS, *FLAGS, *NUMBERS, "search", "actions", "action.risk.ttl", "args.x"}
PARAMETERS = {"name", "dispatch.now", "trigger_actions", "earliest_time", "latest_time", "schedule_time", "expiration"}
NAMES = st.sampled_from(sorted(SETTINGS | PARAMETERS | {"key", "count", "sort_key", "owner", "sharing", "app"}))
VALUES = st.one_of(
    st.sampled_from(["", "1", "0", "true", "auto", "-1h", "now", "* * * * *", "number of events", "rt", "10p", "-1"]),
    st.text(max_size=12),
)
ACTIONS = ("dispatch", "history", "scheduled_times", "reschedule", "suppress", "acknowledge", "enable", "acl", "move")
PATHS = st.sampled_from(
    ["", "/_new", "/kept", "/x", *(f"/{name}/{action}" for name in ("kept", "x") for action in ACTIONS)]
)


@pytest.fixture(scope="module")
def management() -> Iterator[ManagementPort]:
    with Splunk(clock=ManualClock(1_772_531_100)) as splunk:
        users = Users()
        users.put(User("admin", ("admin",), ""), "secret")
        yield ManagementPort(Splunkd(splunk, users))


@given(
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    path=PATHS,
    fields=st.lists(st.tuples(NAMES, VALUES), max_size=6),
    name=st.one_of(st.just("kept"), st.text(min_size=1, max_size=6)),
)
def test_saved_searches(
    management: ManagementPort, method: str, path: str, fields: list[tuple[str, str]], name: str
) -> None:
    if "kept" not in management.splunkd.splunk.context("search")[0].conf("savedsearches").stanzas:
        management.splunkd.splunk.change("search", "savedsearches", "kept", {"search": "| makeresults"})
    form = urlencode([*fields, ("name", name)], errors="replace")
    target = f"/servicesNS/nobody/search/saved/searches{path.replace('x', quote_plus(name, errors='replace'))}"
    headers = {"authorization": f"Splunk {management.splunkd.sessions.begin('admin')}"}
    body = form.encode() if method == "POST" else b""
    answer = management.respond(Incoming(method, target if method == "POST" else f"{target}?{form}", headers, body))
    assert answer.status in (200, 201, 400, 403, 404, 405, 409, 501)
