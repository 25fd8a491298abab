"""Times that no calendar has, and names that no file system takes: whoever sends them is told, and none is a 500."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.data.lookup_files import STAGING
from minisplunk.rest.server import Address, serve
from tests.waiting import until

from .conftest import Reply

Rest = Callable[..., Reply]
FAR = "9" * 30
LONG = "a" * 400
OWN = "/servicesNS/admin/search"
SHARED = "/servicesNS/nobody/search"


@pytest.fixture(scope="module")
def server() -> Iterator[Address]:
    """One of its own, for what is changed here must not be in the way of others."""
    with Splunk() as splunk, serve(splunk, scheduler=False) as address:
        yield address


@pytest.fixture(scope="module", autouse=True)
def alert(server: Address) -> None:
    settings = {
        "search": "| makeresults",
        "enableSched": "1",
        "cron_schedule": "* * * * *",
        "counttype": "always",
        "alert.track": "1",
        "alert.expires": "9999999999h",
    }
    server.splunk.change("search", "savedsearches", "far", settings, user="admin")


def test_an_alert_that_expires_after_the_calendar(rest: Rest) -> None:
    assert rest("POST", f"{OWN}/saved/searches/far/dispatch", trigger_actions="1").status == 201
    until(lambda: rest("GET", f"{OWN}/alerts/fired_alerts/far", output_mode="json").status == 200)
    answer = rest("GET", f"{OWN}/alerts/fired_alerts/far", output_mode="json")
    content = answer.json["entry"][0]["content"]
    assert content["expiration_time_rendered"].isdigit()
    assert content["trigger_time_rendered"].endswith(" UTC")


def test_a_search_that_is_rescheduled_for_after_it(rest: Rest) -> None:
    assert rest("POST", f"{OWN}/saved/searches/far/reschedule", schedule_time=FAR).status == 200
    answer = rest("GET", f"{OWN}/saved/searches/far", output_mode="json")
    assert answer.json["entry"][0]["content"]["next_scheduled_time"].isdigit()
    assert rest("GET", f"{OWN}/saved/searches/far/scheduled_times", earliest_time="0", latest_time="1").status == 200


@pytest.mark.parametrize("earliest", ["253402300700", FAR])
def test_scheduled_times_end_with_it(rest: Rest, earliest: str) -> None:
    path = f"{OWN}/saved/searches/far/scheduled_times"
    assert rest("GET", path, earliest_time=earliest, latest_time=FAR, output_mode="json").status == 200


def test_a_saved_search_that_is_run_as_if_it_were_after_it(rest: Rest) -> None:
    assert rest("POST", f"{OWN}/saved/searches/far/dispatch", **{"dispatch.now": FAR}).status in (201, 400)


@pytest.mark.parametrize(
    ("method", "path", "fields"),
    [
        ("POST", "/services/apps/local", {"name": LONG, "filename": "1"}),
        ("POST", "/services/apps/local", {"name": "/" + "a/" * 3000, "filename": "1"}),
        ("POST", "/services/apps/appinstall", {"name": LONG}),
        ("POST", f"{SHARED}/properties", {"__conf": LONG}),
        ("POST", f"{SHARED}/configs/conf-{LONG}", {"name": "a"}),
        ("POST", "/services/authentication/users", {"name": LONG, "password": "changeme", "roles": "user"}),
        ("POST", f"/servicesNS/{LONG}/search/saved/searches", {"name": "a", "search": "b"}),
        ("POST", f"{SHARED}/data/lookup-table-files", {"name": f"{LONG}.csv", "eai:data": "STAGED/a.csv"}),
        ("POST", f"{SHARED}/data/lookup-table-files", {"name": "a.csv", "eai:data": f"STAGED/{LONG}.csv"}),
    ],
)
def test_a_name_that_is_too_long(server: Address, rest: Rest, method: str, path: str, fields: dict[str, str]) -> None:
    folder = server.splunk.folder.absolute() / STAGING
    (folder / "a.csv").write_text("a,b\n1,2\n")
    given = {name: value.replace("STAGED", str(folder)) for name, value in fields.items()}
    answer = rest(method, path, **given)
    assert 400 <= answer.status < 500, answer.body


def test_a_search_that_writes_to_one(rest: Rest) -> None:
    form = {"search": f"| makeresults | outputlookup {LONG}.csv", "exec_mode": "oneshot", "output_mode": "json"}
    (message,) = rest("POST", f"{OWN}/search/jobs", **form).json["messages"]
    assert "cannot be named" in message["text"]
