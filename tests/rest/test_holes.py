"""What somebody could once do, or lose, that nobody may: each case was an open door."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.rest.http.faults import fault
from minisplunk.rest.instance.users import User, Users
from minisplunk.rest.server import Address, ServeError, serve
from minisplunk.scheduler import Scheduler
from minisplunk.store import StoreError
from tests.rest.conftest import send
from tests.waiting import until

Ask = Callable[..., object]


@pytest.fixture
def reader(server: Address, rest: Ask) -> dict[str, str]:
    """The headers of somebody with the role `user` alone."""
    server.splunkd.users.put(User("holes-reader", ("user",), ""), "a-long-password")
    return {"Authorization": f"Splunk {server.splunkd.sessions.begin('holes-reader')}"}


def test_every_member_of_a_gzip_body_is_stored(server: Address, hec: Ask) -> None:
    body = b"".join(gzip.compress(json.dumps({"event": f"holes-member {n}"}).encode(), mtime=0) for n in range(3))
    reply = hec("/services/collector/event", body, headers={"Content-Encoding": "gzip"})
    assert reply.status == 200
    assert len(server.splunk.search("search holes-member").results) == 3


def test_what_follows_a_gzip_body_and_is_none_is_refused(hec: Ask) -> None:
    body = gzip.compress(b'{"event":"holes-tail"}', mtime=0) + b"rubbish"
    assert hec("/services/collector/event", body, headers={"Content-Encoding": "gzip"}).status == 400


@pytest.mark.parametrize("name", ["default", "_new", "_acl", "_reload"])
def test_no_object_takes_the_name_of_all_or_of_an_endpoint(rest: Ask, name: str) -> None:
    assert rest("POST", "/servicesNS/nobody/search/saved/searches", name=name, search="search x").status == 400
    assert rest("POST", "/servicesNS/nobody/search/admin/macros", name=name, definition="x").status == 400


def test_a_message_for_others_is_for_nobody_else(server: Address, rest: Ask, reader: dict[str, str]) -> None:
    rest("POST", "/services/messages", name="holes-secret", value="x", role="admin")
    path = "/services/messages/holes-secret"
    assert rest("GET", path).status == 200
    assert rest("GET", path, headers=reader).status == 404


def test_who_only_reads_takes_no_alert_off_the_list(rest: Ask, reader: dict[str, str]) -> None:
    with Splunk() as splunk, serve(splunk, scheduler=False) as address:
        stanza = "holes alert"
        settings = {"search": "| makeresults", "enableSched": "1", "cron_schedule": "* * * * *", "alert.track": "1"}
        splunk.change("search", "savedsearches", stanza, {**settings, "counttype": "always"})
        scheduler = address.splunkd.scheduler
        key = splunk.saved_search(stanza, "search").key
        scheduler.look()
        scheduler.move(key, splunk.clock.now())
        scheduler.tick()
        (fired,) = splunk.alerting.fired.all(splunk.clock.now())
        address.splunkd.users.put(User("bob", ("user",), ""), "a-long-password")

        def removed_by(user: str) -> int:
            headers = {"Authorization": f"Splunk {address.splunkd.sessions.begin(user)}"}
            return send(
                f"{address.management}/services/alerts/fired_alerts/{fired.name}", None, headers, "DELETE"
            ).status

        assert removed_by("bob") == 403
        assert removed_by("admin") == 200


def test_a_folder_with_the_default_password_is_not_served_to_others(tmp_path) -> None:
    with Splunk(tmp_path) as splunk, serve(splunk, scheduler=False):
        pass
    with (
        Splunk(tmp_path) as splunk,
        pytest.raises(ServeError, match="the user admin has the default password"),
        serve(splunk, host="0.0.0.0", username="ops", password="a-long-password", scheduler=False),
    ):
        raise AssertionError("it was served")


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\x0b", "\n", ":"])
def test_a_user_s_name_that_would_break_the_file_is_refused(tmp_path, sign: str) -> None:
    users = Users(tmp_path / "passwd")
    with pytest.raises(MinisplunkError, match="cannot be kept"):
        users.put(User("carol", ("user",), "", f"A{sign}B"), "a-long-password")
    users.put(User("carol", ("user",), "", "Çarol Ω"), "a-long-password")
    assert [user.real_name for user in Users(tmp_path / "passwd")] == ["Çarol Ω"]


def test_a_store_that_is_locked_is_no_fault_of_the_request() -> None:
    assert fault(StoreError("database is locked")).status == 503


def test_the_scheduler_outlives_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    with Splunk() as splunk:
        scheduler, steps = Scheduler(splunk), []

        def faulty(stop: object = None) -> None:
            steps.append(1)
            raise RuntimeError("a fault of ours")

        monkeypatch.setattr("minisplunk.scheduler.scheduler._TICK", 0.01)
        monkeypatch.setattr(scheduler, "tick", faulty)
        with scheduler.running():
            until(lambda: len(steps) >= 3)
