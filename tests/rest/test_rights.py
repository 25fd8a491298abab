"""Who may do and see what: capabilities, other users' jobs, tokens that are secrets, cookies of several servers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from minisplunk.rest.instance.users import User
from minisplunk.rest.server import Address

Ask = Callable[..., Any]
JOBS = "/services/search/jobs"


def headers(server: Address, user: str, *roles: str) -> dict[str, str]:
    """A session of a user who has these roles."""
    server.splunkd.users.put(User(user, roles, ""), "a-long-password")
    return {"Authorization": f"Splunk {server.splunkd.sessions.begin(user)}"}


@pytest.fixture
def reader(server: Address) -> dict[str, str]:
    return headers(server, "rights-reader", "user")


@pytest.fixture
def role(rest: Ask) -> Iterator[Callable[..., str]]:
    """A role that has these capabilities and no others."""
    made: list[str] = []

    def make(name: str, *capabilities: str) -> str:
        form = {"name": name, "capabilities": capabilities, "srchIndexesAllowed": "*", "srchIndexesDefault": "main"}
        assert rest("POST", "/services/authorization/roles", **form).status == 201
        made.append(name)
        return name

    yield make
    for name in made:
        rest("DELETE", f"/services/authorization/roles/{name}")


@pytest.mark.parametrize("path", [JOBS, "/services/search/v2/jobs", "/services/search/v2/jobs/export"])
def test_searches_need_a_capability(server: Address, rest: Ask, role: Callable[..., str], path: str) -> None:
    may, cannot = role("rights-searcher", "search"), role("rights-mute", "edit_messages")
    form = {"search": "| makeresults", "exec_mode": "blocking"} if "export" not in path else {"search": "| makeresults"}
    refused = rest("POST", path, headers=headers(server, "rights-mute", cannot), **form)
    assert refused.status == 403
    assert b"(requires capability: search)" in refused.body
    assert rest("POST", path, headers=headers(server, "rights-searcher", may), **form).status in (200, 201)


def test_a_saved_search_is_dispatched_by_who_may_search(server: Address, rest: Ask, role: Callable[..., str]) -> None:
    rest("POST", "/servicesNS/nobody/search/saved/searches", name="rights-dispatched", search="| makeresults")
    path = "/servicesNS/nobody/search/saved/searches/rights-dispatched/dispatch"
    who = headers(server, "rights-mute", role("rights-mute", "edit_messages"))
    assert rest("POST", path, headers=who).status == 403


def test_collect_needs_a_capability(server: Address, rest: Ask, role: Callable[..., str]) -> None:
    form = {"search": "| makeresults | collect index=summary", "exec_mode": "oneshot", "output_mode": "json"}
    who = headers(server, "rights-searcher", role("rights-searcher", "search"))
    (said,) = rest("POST", JOBS, headers=who, **form).json["messages"]
    assert (said["type"], "needs the capability run_collect" in said["text"]) == ("FATAL", True)
    assert rest("POST", JOBS, **form).json["messages"] == []


def test_others_jobs_are_seen_by_who_may_see_all(
    server: Address, rest: Ask, role: Callable[..., str], reader: dict[str, str]
) -> None:
    rest("POST", JOBS, search="| makeresults", id="rights-job", exec_mode="blocking")
    path = f"{JOBS}/rights-job"
    assert rest("GET", path, headers=reader).status == 404
    all_seeing = headers(server, "rights-all", role("rights-all", "admin_all_objects"))
    assert rest("GET", path, headers=all_seeing).status == 200


def test_who_dispatches_as_the_owner_sees_the_job(server: Address, rest: Ask, reader: dict[str, str]) -> None:
    owner = headers(server, "rights-owner", "power")
    path = "/servicesNS/rights-owner/search/saved/searches"
    assert rest("POST", path, headers=owner, name="rights-shared", search="| makeresults").status == 201
    acl = {"sharing": "app", "owner": "rights-owner", "perms.read": "*"}
    assert rest("POST", f"{path}/rights-shared/acl", **acl).status == 200
    shared = "/servicesNS/nobody/search/saved/searches/rights-shared/dispatch"
    sid = rest("POST", shared, headers=reader, output_mode="json").json["sid"]
    assert sid.startswith("rights-reader__rights-owner__search__")
    assert rest("GET", f"{JOBS}/{quote(sid)}", headers=reader).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/servicesNS/nobody/splunk_httpinput/configs/conf-inputs",
        "/servicesNS/-/-/configs/conf-inputs",
        "/servicesNS/nobody/splunk_httpinput/properties/inputs",
    ],
)
def test_hec_s_tokens_are_not_read_by_all(server: Address, rest: Ask, reader: dict[str, str], path: str) -> None:
    stanza = "http://splunk_hec_token"
    for below in ("", f"/{quote(stanza, safe='')}"):
        there = {"output_mode": "json", "count": "0"} if "configs" in path else {"output_mode": "json"}
        assert stanza.encode() in rest("GET", path + below, **there).body.replace(b"%3A%2F%2F", b"://")
        hidden = rest("GET", path + below, headers=reader, **there)
        assert server.hec_token.encode() not in hidden.body
        assert (hidden.status, stanza.encode() in hidden.body) == ((404, True) if below else (200, False))


@pytest.mark.parametrize("order", [1, -1])
def test_the_cookie_of_this_server_counts(server: Address, rest: Ask, order: int) -> None:
    """A browser sends those of all servers of a host, whatever their ports."""
    mine = f"splunkd_{server.management_port}={server.splunkd.sessions.begin('admin')}"
    cookies = "; ".join(("splunkd_1=of-another", mine)[::order])
    assert rest("GET", "/services/apps/local", headers={"Cookie": cookies}).status == 200


def test_who_may_not_do_it_keeps_the_session(server: Address, rest: Ask, reader: dict[str, str]) -> None:
    cookie = f"splunkd_{server.management_port}={reader['Authorization'].removeprefix('Splunk ')}"
    refused = rest("POST", "/services/authorization/roles", headers={"Cookie": cookie}, name="x")
    assert refused.status == 403
    assert refused.headers["Set-Cookie"].startswith(f"{cookie};")


def test_default_is_shared_with_nobody(rest: Ask) -> None:
    for what in ("acl", "move"):
        form = {"sharing": "global", "owner": "nobody"} if what == "acl" else {"app": "search", "user": "nobody"}
        reply = rest("POST", f"/servicesNS/nobody/search/configs/conf-savedsearches/default/{what}", **form)
        assert (reply.status, b"cannot be named" in reply.body) == (400, True)


def test_what_is_not_served_is_named_as_it_was_asked_for(rest: Ask) -> None:
    text = rest("GET", "/services/indexing/preview/a%252Fb", output_mode="json").json["messages"][0]["text"]
    assert "does not serve GET indexing/preview/a/b (indexing/preview/{name})." in text


def test_the_list_of_jobs_has_no_place_for_messages(rest: Ask) -> None:
    document = rest("GET", JOBS, output_mode="json").json
    assert "messages" not in document
    assert document["paging"]["offset"] == 0


@pytest.mark.parametrize("mode", ["json", "xml"])
def test_a_job_tells_when_it_was_started(rest: Ask, mode: str) -> None:
    rest("POST", JOBS, search="| makeresults", id=f"rights-published-{mode}", exec_mode="blocking")
    body = rest("GET", f"{JOBS}/rights-published-{mode}", output_mode=mode).body.decode()
    start = time.strftime("%Y-%m-%dT", time.gmtime())[:8]
    assert (f'"published":"{start}' if mode == "json" else f"<published>{start}") in body


def test_a_disabled_index_is_not_searched(server: Address, rest: Ask, hec: Ask) -> None:
    rest("POST", "/services/data/indexes", name="rights-off")
    hec("/services/collector/event", {"event": "rights-off event", "index": "rights-off"})
    assert len(server.splunk.search("search index=rights-off").results) == 1
    rest("POST", "/services/data/indexes/rights-off/disable")
    assert server.splunk.search("search index=rights-off").results == []
    rest("POST", "/services/data/indexes/rights-off/enable")
    assert len(server.splunk.search("search index=rights-off").results) == 1


def test_many_unknown_indexes_are_told_of_in_bounds(server: Address, hec: Ask) -> None:
    body = "".join(f'{{"event":"x","index":"rights-gone-{number}-{"x" * 1000}"}}' for number in range(3000))
    assert hec("/services/collector/event", body).status == 200
    told = [m for m in server.splunkd.bulletins.visible((), frozenset()) if "rights-gone" in m.name]
    assert 0 < len(told) <= 100
    assert all(len(message.text) < 2000 for message in told)


def test_what_users_had_in_an_app_that_is_gone_is_out_of_sight(rest: Ask) -> None:
    rest("POST", "/services/apps/local", name="rights_gone")
    rest("POST", "/servicesNS/admin/rights_gone/admin/macros", name="rights-own", definition="x")
    assert b"rights-own" in rest("GET", "/servicesNS/-/-/admin/macros", count=0).body
    rest("DELETE", "/services/apps/local/rights_gone")
    listed = rest("GET", "/servicesNS/-/-/admin/macros", count=0)
    assert (listed.status, b"rights-own" in listed.body) == (200, False)


@pytest.mark.parametrize("bound", ["earliest_time", "latest_time"])
def test_a_time_beyond_the_calendar_does_not_hide_the_jobs(rest: Ask, bound: str) -> None:
    for when in ("4398046511104", "-4398046511104"):
        rest("POST", JOBS, search="search index=main", exec_mode="blocking", **{bound: when})
        assert rest("GET", JOBS, output_mode="json").status == 200
