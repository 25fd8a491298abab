"""A user's searches are in the user's time zone, whoever starts them; schedules are in the server's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import splunklib.client
from splunklib.binding import HTTPError
from splunklib.results import JSONResultsReader

from minisplunk.rest.instance.users import User
from minisplunk.rest.server import Address
from minisplunk.times import ManualClock
from tests.waiting import until

Service = splunklib.client.Service
Ask = Callable[..., tuple[int, Any]]
TIMES = (
    '| makeresults | eval told=strftime(_time, "%F %T %Z"), day=strftime(relative_time(_time, "@d"), "%F %T"), '
    'read=strptime("2026-03-03", "%F") | bin _time span=1d | addinfo | table told day read _time info_*'
)
NEW_YORK = {
    "told": "2026-03-03 04:45:00 EST",
    "day": "2026-03-03 00:00:00",
    "read": "1772514000.000000",
    "_time": "2026-03-03T00:00:00.000-05:00",
    "info_min_time": "1772514000.000",  # midnight there
}
UTC = {
    "told": "2026-03-03 09:45:00 UTC",
    "day": "2026-03-03 00:00:00",
    "read": "1772496000.000000",
    "_time": "2026-03-03T00:00:00.000+00:00",
    "info_min_time": "1772496000.000",
}
TODAY = {"dispatch.earliest_time": "@d", "dispatch.latest_time": "now"}


def row(reply: Any) -> dict[str, str]:
    (found,) = JSONResultsReader(reply)
    return {name: found[name] for name in UTC}


def results(job: splunklib.client.Job) -> dict[str, str]:
    until(job.is_done)
    return row(job.results(output_mode="json"))


@pytest.fixture
def moved(connect: Callable[..., Service]) -> Service:
    """splunk-sdk as a user who has moved to New York."""
    service = connect(owner="admin", app="acme")
    service.post("authentication/users/admin", tz="America/New_York")
    return service


def test_a_search_of_the_users(moved: Service) -> None:
    today = {"earliest_time": "@d", "latest_time": "now"}
    assert row(moved.jobs.oneshot(TIMES, output_mode="json", **today)) == NEW_YORK
    assert results(moved.jobs.create(TIMES, **today)) == NEW_YORK
    moved.post("authentication/users/admin", tz="")
    assert row(moved.jobs.oneshot(TIMES, output_mode="json", **today)) == UTC


def test_times_are_shown_in_the_zone_of_whoever_asks(moved: Service) -> None:
    spl = "| makeresults"
    job = moved.jobs.create(spl, exec_mode="blocking")
    (shown,) = JSONResultsReader(job.results(output_mode="json"))
    assert shown["_time"] == "2026-03-03T04:45:00.000-05:00"
    exported = moved.jobs.export(spl, output_mode="json").read().decode()
    assert '"_time":"2026-03-03 04:45:00.000 EST"' in exported.replace(": ", ":")
    moved.post("authentication/users/admin", tz="")
    (shown,) = JSONResultsReader(job.results(output_mode="json"))
    assert shown["_time"] == "2026-03-03T09:45:00.000+00:00"


def test_events_of_a_time_range_of_theirs(moved: Service, address: Address) -> None:
    kind = {"index": "main", "sourcetype": "x", "source": "x", "host": "x"}
    address.splunk.ingest([(1_772_514_000_000_000 + us, raw) for us, raw in ((-1, "before"), (0, "after"))], **kind)
    found = JSONResultsReader(moved.jobs.oneshot("search index=main earliest=@d", output_mode="json"))
    assert [event["_raw"] for event in found if isinstance(event, dict)] == ["after"]
    job = moved.jobs.create("search index=main", exec_mode="blocking")
    late = job.events(output_mode="json", earliest_time="03/03/2026:00:00:00", output_time_format="%H:%M")
    assert [(event["_raw"], event["_time"]) for event in JSONResultsReader(late)] == [("after", "00:00")]


def test_a_saved_search_is_in_its_owners_zone(connect: Callable[..., Service], address: Address) -> None:
    address.splunkd.users.put(User("bob", ("user",), "", time_zone="America/New_York"), "a-long-password")
    of_bob = connect(owner="bob", app="acme").saved_searches.create("bob's", TIMES, **TODAY)
    shown = {**NEW_YORK, "_time": UTC["_time"].replace("T00", "T05")}  # admin asks for the results
    assert results(of_bob.dispatch()) == shown
    assert results(of_bob.dispatch(dispatchAs="user")) == UTC
    of_all = connect(owner="nobody", app="acme").saved_searches.create("everybody's", TIMES, **TODAY)
    assert results(of_all.dispatch()) == UTC


def test_a_schedule_is_in_the_servers_zone(
    connect: Callable[..., Service], address: Address, clock: ManualClock
) -> None:
    address.splunkd.users.put(User("bob", ("user",), "", time_zone="America/New_York"), "a-long-password")
    settings = {"is_scheduled": "1", "cron_schedule": "0 10 * * *", **TODAY}
    connect(owner="bob", app="acme").saved_searches.create("bob's", TIMES, **settings)
    clock.advance(15 * 60)
    (run,) = address.splunkd.scheduler.tick()
    assert run.scheduled == clock.now()
    found = address.splunk.jobs.get(run.sid).results[0]
    assert (found["told"], found["info_min_time"]) == ("2026-03-03 05:00:00 EST", "1772514000.000")


@pytest.mark.parametrize("tz", ["Mars/Olympus", "../etc/passwd", "America"])
def test_a_zone_that_there_is_not(moved: Service, tz: str) -> None:
    with pytest.raises(HTTPError, match="is no time zone of the tz database") as refused:
        moved.post("authentication/users/admin", tz=tz)
    assert refused.value.status == 400
