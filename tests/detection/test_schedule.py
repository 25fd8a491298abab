"""The detection as the scheduler runs it, hour after hour: each failure counts once, none falls between two runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from minisplunk.scheduler import ScheduledRun, Scheduler
from minisplunk.testing.moments import moment
from tests.detection import guide
from tests.detection.records import Case, events
from tests.detection.staging import APP, SEARCH, dispatched, ingest, of_index, plain, prepared, set_clock, staged

DAY = "2026-03-03T"
MOMENTS = [
    *("08:49:59", "08:50:00", "09:20:00", "09:49:59", "09:50:00", "09:59:59", "10:00:00", "10:49:59", "10:50:00"),
    *("11:30:00", "12:49:59", "12:50:00", "13:49:59"),
]
"""Of the windows that meet at ten to each hour: their middles, and both sides of their ends."""


def failures(times: list[str]) -> list[Case]:
    return [{"record": "iam_user_failed_mfa", "set": {"eventTime": f"{DAY}{t}Z", "eventID": t}} for t in times]


@contextmanager
def scheduled(spl: Path, *, since: str = "09:30:00") -> Iterator[tuple[Splunk, Scheduler]]:
    """The detection, enabled, and the scheduler that looks at it from a time on."""
    with staged({}, spl) as splunk:
        set_clock(splunk, moment(f"{DAY}{since}Z"))
        scheduler = Scheduler(splunk)
        scheduler.look()
        yield splunk, scheduler


def tick(splunk: Splunk, scheduler: Scheduler, time: float) -> list[ScheduledRun]:
    set_clock(splunk, time)
    return [run for run in scheduler.tick() if run.saved[2] == SEARCH]


def scored(splunk: Splunk) -> Counter[str]:
    return Counter(str(plain(row["eventID"])) for row in of_index(splunk, "risk"))


def clock_time(time: float) -> str:
    return datetime.fromtimestamp(time, timezone.utc).strftime("%H:%M:%S")


def test_every_hour_each_failure_counts_once(spl: Path) -> None:
    """Records come in five minutes after the sign-in, as CloudTrail's do, and the scheduler looks every minute."""
    waiting = sorted(events({"events": failures(MOMENTS)}), key=lambda event: event.time)
    runs: list[ScheduledRun] = []
    with scheduled(spl) as (splunk, scheduler):
        for minute in range(5 * 60):
            now = moment(f"{DAY}09:30:00Z") + 60 * minute
            while waiting and waiting[0].time + 300 <= now:
                ingest(splunk, {}, [waiting.pop(0)])
            runs += tick(splunk, scheduler, now)
        assert scored(splunk) == Counter(MOMENTS[1:])
    assert [clock_time(run.scheduled) for run in runs] == ["10:00:00", "11:00:00", "12:00:00", "13:00:00", "14:00:00"]
    assert [run.results for run in runs] == [3, 4, 2, 1, 2]
    assert {run.status for run in runs} == {"success"}


def test_every_five_minutes_a_failure_is_found_within_a_quarter_of_an_hour(spl: Path) -> None:
    """With the settings of the guide, each once."""
    times = ["09:50:00", "09:54:59", "09:55:00", "10:02:30", "10:29:59", "10:30:00"]
    with scheduled(spl, since="10:00:00") as (splunk, scheduler):
        splunk.change(APP, "savedsearches", SEARCH, guide.settings(guide.blocks("ini")[guide.OFTEN][0]))
        ingest(splunk, {}, events({"events": failures(times)}))
        runs = [run for n in range(61) for run in tick(splunk, scheduler, moment(f"{DAY}10:00:00Z") + 60 * n)]
        assert len(runs) == 12
        assert scored(splunk) == Counter(times)
        found = {str(plain(row["eventID"])): float(str(plain(row["_time"]))) for row in of_index(splunk, "risk")}
    delays = [found[time] - moment(f"{DAY}{time}Z") for time in times]
    assert (min(delays), max(delays)) == (601, 900)


def test_runs_that_were_missed_are_made_up_for(spl: Path) -> None:
    """The search head was down over four of them: continuous scheduling leaves no hour out."""
    with scheduled(spl) as (splunk, scheduler):
        ingest(splunk, {}, events({"events": failures(MOMENTS)}))
        runs = tick(splunk, scheduler, moment(f"{DAY}14:10:00Z"))
        assert [clock_time(run.scheduled) for run in runs] == [f"{hour}:00:00" for hour in range(10, 15)]
        assert scored(splunk) == Counter(MOMENTS[1:])


def test_one_triggered_alert_of_high_severity_for_all_results_of_a_run(spl: Path) -> None:
    with scheduled(spl) as (splunk, scheduler):
        ingest(splunk, {}, events({"events": failures(MOMENTS)}))
        (run,) = tick(splunk, scheduler, moment(f"{DAY}10:00:00Z"))
        (alert,) = splunk.alerting.fired.all(splunk.clock.now())
    assert run.results == 3
    assert (alert.saved[1:], alert.severity, alert.triggered) == (run.saved[1:], 4, 1)


def test_an_hour_without_failures_triggers_nothing(spl: Path) -> None:
    with scheduled(spl) as (splunk, scheduler):
        ingest(splunk, {}, events({"events": [{"record": "iam_user_success"}]}))
        (run,) = tick(splunk, scheduler, moment(f"{DAY}10:00:00Z"))
        assert not run.triggered
        assert splunk.alerting.fired.all(splunk.clock.now()) == []


@pytest.mark.parametrize(("time", "found"), [("09:34:59", 1), ("09:35:10", 0), ("08:35:00", 1), ("08:34:59", 0)])
def test_run_by_hand_it_looks_at_whole_minutes(time: str, found: int, spl: Path) -> None:
    with prepared({"events": failures([time])}, spl) as splunk:
        set_clock(splunk, moment(f"{DAY}09:45:20Z"))
        assert len(dispatched(splunk).job.results) == found


def test_as_shipped_it_does_not_run(spl: Path) -> None:
    with scheduled(spl) as (splunk, scheduler):
        splunk.change(APP, "savedsearches", SEARCH, {"disabled": None})
        assert tick(splunk, scheduler, moment(f"{DAY}14:10:00Z")) == []
