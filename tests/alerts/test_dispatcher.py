"""Saved searches as jobs: their own time range, limits, owner and arguments; and what cannot be done is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import ConfError, MinisplunkError, NotFound, UnsupportedConf, UnsupportedSpl
from minisplunk.times import ManualClock, TimeRange

NOW = 1_772_531_100.0  # 2026-03-03 09:45:00 UTC
MINUTE = 60


@pytest.fixture
def splunk() -> Iterator[Splunk]:
    with Splunk(clock=ManualClock(NOW)) as made:
        yield made


def save(splunk: Splunk, search: str = "| makeresults", user: str | None = None, **settings: str) -> None:
    conf = {"search": search} | {key.replace("__", "."): value for key, value in settings.items()}
    splunk.change("search", "savedsearches", "s", conf, user=user)


def test_its_window_is_its_own(splunk: Splunk) -> None:
    save(splunk, dispatch__earliest_time="-70m@m", dispatch__latest_time="-10m@m")
    window = splunk.dispatch("s", app="search").job.window
    assert window == TimeRange.between(NOW - 70 * MINUTE, NOW - 10 * MINUTE)


def test_a_window_of_index_times(splunk: Splunk) -> None:
    clock = splunk.clock
    assert isinstance(clock, ManualClock)
    for minutes in (30, 20, 10):
        clock.set(NOW - minutes * MINUTE)
        meta = {"index": "main", "sourcetype": "x", "source": "x", "host": "x"}
        splunk.ingest([(round(NOW * 1e6), f"indexed {minutes} minutes ago")], **meta)
    clock.set(NOW)
    save(splunk, "index=main", dispatch__index_earliest="-25m", dispatch__index_latest="-15m")
    assert [row["_raw"] for row in splunk.dispatch("s", app="search").job.results] == ["indexed 20 minutes ago"]


def test_its_limits(splunk: Splunk) -> None:
    save(splunk, "| makeresults count=5", dispatch__max_count="3", dispatch__ttl="77", dispatch__buckets="0")
    sid = splunk.dispatch("s", app="search").job.sid
    job = splunk.jobs.get(sid)
    assert (len(job.results), job.ttl, job.dispatch.label) == (3, 77, "s")


@pytest.mark.parametrize(("ttl", "seconds"), [("2p", 600), ("1p", 300), ("10m", 600), ("", 600), ("45", 45)])
def test_a_period_without_a_schedule_is_five_minutes(splunk: Splunk, ttl: str, seconds: int) -> None:
    save(splunk, dispatch__ttl=ttl)
    assert splunk.jobs.get(splunk.dispatch("s", app="search").job.sid).ttl == seconds


def test_arguments_stand_in_the_search(splunk: Splunk) -> None:
    save(splunk, '| makeresults | eval who="$who$", cost="$5"', args__who="dana")
    assert splunk.dispatch("s", app="search").job.results[0]["who"] == "dana"
    given = splunk.saved_search("s", "search", given={"args.who": "bob"})
    assert given.search == '| makeresults | eval who="bob", cost="$5"'


def test_whose_it_is(splunk: Splunk) -> None:
    save(splunk)
    assert splunk.saved_search("s", "search").key == ("nobody", "search", "s")
    save(splunk, user="bob")
    assert splunk.saved_search("s", "search", "bob").key == ("bob", "search", "s")
    splunk.update(lambda layers: layers.with_rules("search", ("savedsearches", "s"), {"owner": "carla"}))
    assert splunk.saved_search("s", "search").key == ("carla", "search", "s")


@pytest.mark.parametrize(
    ("settings", "error", "text"),
    [
        ({"dispatch__sample_ratio": "100"}, UnsupportedConf, "dispatch.sample_ratio = 100 is not supported"),
        ({"dispatch__lookups": "0"}, UnsupportedConf, "dispatch.lookups = 0 is not supported"),
        ({"alert__suppress__group_name": "g"}, UnsupportedConf, "alert.suppress.group_name = g is not supported"),
        ({"dispatch__earliest_time": "rt-5m"}, UnsupportedSpl, "Real-time searches"),
        ({"dispatch__index_earliest": "soon"}, ConfError, "dispatch.index_earliest is no time: 'soon'"),
        ({"dispatch__ttl": "long"}, ConfError, "dispatch.ttl is a number and a unit"),
        ({"dispatch__max_count": "many"}, ConfError, "dispatch.max_count is not a whole number"),
        ({"alert__expires": "never"}, ConfError, "alert.expires is a number and a unit"),
        ({"search": ""}, ConfError, "the saved search [s] has no search"),
    ],
)
def test_refusals(splunk: Splunk, settings: dict[str, str], error: type[MinisplunkError], text: str) -> None:
    save(splunk, **{"search": "| makeresults", **settings})
    with pytest.raises(error) as raised:
        splunk.dispatch("s", app="search")
    assert text in str(raised.value)


def test_none_of_that_name(splunk: Splunk) -> None:
    for name in ("none", "default"):
        with pytest.raises(NotFound, match=f"Unable to find saved search named '{name}'"):
            splunk.dispatch(name, app="search")
