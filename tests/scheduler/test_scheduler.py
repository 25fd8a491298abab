"""What scheduled runs leave behind: alerts, listed and throttled, and lines in the log; and the thread that ticks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import ConfError, NotWritten
from minisplunk.scheduler import Scheduler
from minisplunk.times import ManualClock
from tests.waiting import PATIENCE

START = 1_772_531_100.0  # 2026-03-03 09:45:00 UTC
HOUR = 3600.0
APP = "acme"
KEY = ("nobody", APP, "alert")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def splunk(clock: ManualClock, tmp_path: Path) -> Iterator[Splunk]:
    (tmp_path / APP / "default").mkdir(parents=True)
    (tmp_path / APP / "default" / "app.conf").write_text("")
    with Splunk(tmp_path / "splunk", clock=clock) as made:
        made.install(tmp_path / APP)
        yield made


@pytest.fixture
def scheduler(splunk: Splunk) -> Scheduler:
    return Scheduler(splunk)


def save(splunk: Splunk, name: str = "alert", **settings: str) -> None:
    """A saved search that runs every hour; `alert_track` is alert.track."""
    conf = {"search": "| makeresults count=2", "enableSched": "1", "cron_schedule": "0 * * * *"}
    conf |= {
        key.replace("_", ".", 1) if key.startswith(("alert_", "action_")) else key: v for key, v in settings.items()
    }
    splunk.change(APP, "savedsearches", name, conf)


def hours(scheduler: Scheduler, clock: ManualClock, count: int) -> list[Any]:
    """Tick at the next `count` full hours; the runs."""
    scheduler.look()
    runs = []
    for _ in range(count):
        clock.set(clock.now() // HOUR * HOUR + HOUR)
        runs += scheduler.tick()
    return runs


def test_a_run_is_a_job_of_its_saved_search(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    save(splunk)
    (run,) = hours(scheduler, clock, 1)
    (job,) = splunk.jobs.of("nobody", APP, "alert")
    assert (job.sid, run.results, job.state) == (run.sid, 2, "DONE")
    assert run.sid.startswith("scheduler__nobody__acme__RMD5")
    assert f"_at_{int(clock.now())}_" in run.sid


def test_the_search_takes_the_scheduled_time_for_now(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    save(splunk, search="| makeresults | eval then=now()", realtime_schedule="0")
    scheduler.look()
    clock.advance(2 * HOUR)
    assert [splunk.jobs.get(run.sid).results[0]["then"] for run in scheduler.tick()] == [START + 900, START + 4500]


def test_tracked_alerts_are_listed_until_they_expire(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    save(splunk, alert_track="1", alert_severity="5", alert_expires="2h")
    first, _ = hours(scheduler, clock, 2)
    newest, oldest = splunk.alerting.fired.all(clock.now())
    assert oldest.sid == first.sid
    assert oldest.name == f"{first.sid}_{int(oldest.trigger_time)}"
    assert (newest.severity, newest.digest, newest.triggered, newest.actions) == (5, True, 1, ())
    assert newest.expires == newest.trigger_time + 2 * HOUR
    clock.advance(HOUR)
    assert splunk.alerting.fired.all(clock.now()) == [newest]
    assert splunk.alerting.fired.remove(newest.name)
    assert not splunk.alerting.fired.remove(newest.name)
    assert splunk.alerting.fired.all(clock.now()) == []


@pytest.mark.parametrize(
    ("track", "counttype", "track_alert", "listed"),
    [
        ("auto", "number of events", "1", True),
        ("auto", "number of events", "0", False),
        ("auto", "always", "1", False),
        ("1", "always", "0", True),
        ("0", "number of events", "1", False),
    ],
)
def test_what_is_tracked(
    splunk: Splunk, scheduler: Scheduler, clock: ManualClock, track: str, counttype: str, track_alert: str, listed: bool
) -> None:
    splunk.install_enterprise_security()
    splunk.change("SplunkEnterpriseSecuritySuite", "alert_actions", "risk", {"track_alert": track_alert})
    save(splunk, alert_track=track, counttype=counttype, relation="greater than", quantity="0")
    risk = '[{"risk_object_field":"_time","risk_object_type":"other","risk_score":1}]'
    splunk.change(APP, "savedsearches", "alert", {"action.risk": "1", "action.risk.param._risk": risk})
    (run,) = hours(scheduler, clock, 1)
    assert [(action.action, action.outcome, action.events) for action in run.actions] == [("risk", "done", 2)]
    assert [alert.actions for alert in splunk.alerting.fired.all(clock.now())] == ([("risk",)] if listed else [])


def test_without_digest_mode_each_result_is_an_alert(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    save(splunk, alert_track="1")
    splunk.change(APP, "savedsearches", "alert", {"alert.digest_mode": "0"})
    hours(scheduler, clock, 1)
    (alert,) = splunk.alerting.fired.all(clock.now())
    assert (alert.digest, alert.triggered) == (False, 2)


def test_a_condition_that_is_not_met_is_no_alert(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    save(splunk, alert_track="1", counttype="number of events", relation="greater than", quantity="2")
    (run,) = hours(scheduler, clock, 1)
    assert (run.status, run.triggered) == ("success", False)
    assert splunk.alerting.fired.all(clock.now()) == []


def test_a_throttled_run_is_no_alert(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    save(splunk, alert_track="1", alert_suppress="1")
    splunk.change(APP, "savedsearches", "alert", {"alert.suppress.period": "2h"})
    runs = hours(scheduler, clock, 4)
    assert [run.suppressed for run in runs] == [0, 2, 0, 2]
    assert len(splunk.alerting.fired.all(clock.now())) == 2


def test_throttling_can_be_set_and_lifted_by_hand(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    save(splunk, alert_track="1")
    saved, suppressor = splunk.saved_search("alert", APP), splunk.alerting.suppressor
    suppressor.silence(saved, clock.now() + 2 * HOUR)
    assert suppressor.silent_until(saved, clock.now()) == START + 2 * HOUR
    assert [run.suppressed for run in hours(scheduler, clock, 3)] == [2, 2, 0]
    suppressor.silence(saved, clock.now() + 2 * HOUR)
    suppressor.lift(saved.key)
    assert suppressor.silent_until(saved, clock.now()) is None
    assert [run.suppressed for run in hours(scheduler, clock, 1)] == [0]


def test_an_action_s_ttl_is_the_job_s(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    splunk.install_enterprise_security()
    save(splunk)
    save(splunk, "risky")
    risk = {"action.risk": "1", "action.risk.param._risk": "[]", "action.risk.ttl": "7p"}
    splunk.change(APP, "savedsearches", "risky", risk)
    plain, risky = hours(scheduler, clock, 1)
    assert [splunk.jobs.get(run.sid).ttl for run in (plain, risky)] == [2 * HOUR, 7 * HOUR]


@pytest.mark.parametrize(
    ("settings", "next_time"),
    [
        ({}, START + 900),
        ({"cron_schedule": "50 * * * *"}, START + 300),
        ({"disabled": "1"}, None),
        ({"enableSched": "0"}, None),
        ({"cron_schedule": ""}, None),
        ({"cron_schedule": "never"}, None),
    ],
)
def test_when_it_runs_next(
    splunk: Splunk, scheduler: Scheduler, settings: dict[str, str], next_time: float | None
) -> None:
    save(splunk, **settings)
    assert scheduler.next_time(KEY) == next_time
    assert scheduler.move(KEY, START + 1) == (next_time is not None)


def test_a_moved_run_is_the_next_one(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    save(splunk)
    scheduler.move(KEY, START + 60)
    assert scheduler.next_time(KEY) == START + 60
    clock.advance(60)
    assert [run.scheduled for run in scheduler.tick()] == [START + 60]
    assert scheduler.next_time(KEY) == START + 900


def test_scheduler_log_tells_of_runs(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    save(splunk)
    (run,) = hours(scheduler, clock, 1)
    spl = 'search index=_internal sourcetype=scheduler savedsearch_name="alert" status=success'
    (row,) = splunk.search(spl).results
    assert (row["sid"], row["result_count"], row["scheduled_time"]) == (run.sid, "2", str(int(clock.now())))
    assert (row["app"], row["user"], row["suppressed"], row["component"]) == (APP, "nobody", "0", "SavedSplunker")


def test_a_file_that_cannot_be_written_is_an_error(splunk: Splunk, scheduler: Scheduler, clock: ManualClock) -> None:
    save(splunk, realtime_schedule="0")
    (splunk.folder / "var" / "run").mkdir(parents=True, exist_ok=True)
    (splunk.folder / "var" / "run" / "splunk" / "dispatch").parent.mkdir(exist_ok=True)
    (splunk.folder / "var" / "run" / "splunk" / "scheduler.json").mkdir()
    with pytest.raises(NotWritten, match=r"scheduler\.json cannot be written"):
        hours(scheduler, clock, 1)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[1]", '[["a"]]', '[["o","a","n","c","x"]]', "\xff", '[["nobody","acme","alert","0 * * * *",NaN]]'],
)
def test_a_broken_file_is_as_good_as_none(splunk: Splunk, clock: ManualClock, content: str) -> None:
    save(splunk, realtime_schedule="0")
    file = splunk.folder / "var" / "run" / "splunk" / "scheduler.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode("latin-1"))
    assert [run.status for run in hours(Scheduler(splunk), clock, 1)] == ["success"]


def test_the_thread_runs_what_is_due(splunk: Splunk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minisplunk.scheduler.scheduler._TICK", 0.01)
    save(splunk, alert_track="1")
    scheduler, done = Scheduler(splunk), threading.Event()
    before = set(threading.enumerate())
    add = splunk.alerting.fired.add

    def listed(alert: Any) -> None:
        add(alert)
        done.set()

    monkeypatch.setattr(splunk.alerting.fired, "add", listed)
    with scheduler.running():
        clock.advance(HOUR)
        assert done.wait(PATIENCE)
    assert not [thread for thread in set(threading.enumerate()) - before if thread.name == "scheduler"]


def test_the_thread_survives_a_fault(splunk: Splunk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minisplunk.scheduler.scheduler._TICK", 0.001)
    scheduler, ticks = Scheduler(splunk), threading.Semaphore(0)

    def tick(stop: threading.Event) -> list[Any]:
        ticks.release()
        raise ConfError("broken")

    monkeypatch.setattr(scheduler, "tick", tick)
    with scheduler.running():
        assert all(ticks.acquire(timeout=PATIENCE) for _ in range(3))


def test_a_search_that_runs_may_ask_the_scheduler(
    splunk: Splunk, scheduler: Scheduler, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a script does that lists saved searches; from another thread than the one that ticks."""
    save(splunk, alert_track="1")
    asked: list[float | None] = []

    def listed(alert: Any) -> None:
        thread = threading.Thread(target=lambda: asked.append(scheduler.next_time(KEY)), daemon=True)
        thread.start()
        thread.join(PATIENCE)

    monkeypatch.setattr(splunk.alerting.fired, "add", listed)
    hours(scheduler, clock, 1)
    assert asked == [clock.now() + HOUR]


def test_a_window_whose_run_was_cancelled_at_the_end_is_made_up_for(
    splunk: Splunk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minisplunk.scheduler.scheduler._TICK", 0.01)
    save(splunk, search="| makeresults count=50000 | eval n=1 | eval n=n+1 | sort 0 n", realtime_schedule="0")
    scheduler, begun = Scheduler(splunk), threading.Event()
    start = splunk.jobs._start

    def plan(*args: Any, **kwargs: Any) -> Any:
        run = start(*args, **kwargs)
        kwargs["control"].pause()
        begun.set()
        return run

    monkeypatch.setattr(splunk.jobs, "_start", plan)
    with scheduler.running():
        clock.advance(HOUR)
        assert begun.wait(PATIENCE)
    monkeypatch.setattr(splunk.jobs, "_start", start)
    assert [(run.scheduled, run.status) for run in Scheduler(splunk).tick()] == [(START + 900, "success")]


def test_a_clock_that_jumps_writes_once_of_all_that_was_skipped(
    splunk: Splunk, scheduler: Scheduler, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(splunk, cron_schedule="* * * * *")
    scheduler.look()
    clock.advance(24 * HOUR)
    writes: list[int] = []
    add = splunk.store.add

    def counted(meta: Any, events: Any, moment: int) -> int:
        written = add(meta, events, moment)
        writes.append(written)
        return written

    monkeypatch.setattr(splunk.store, "add", counted)
    runs = scheduler.tick()
    assert [run.status for run in runs] == ["skipped"] * 1439 + ["success"]
    assert writes == [1439, 1]


def test_what_users_had_in_an_app_that_is_gone_is_not_run(
    splunk: Splunk, scheduler: Scheduler, clock: ManualClock, tmp_path: Path
) -> None:
    save(splunk)
    (tmp_path / "gone" / "default").mkdir(parents=True)
    (tmp_path / "gone" / "default" / "app.conf").write_text("")
    splunk.install(tmp_path / "gone")
    splunk.change("gone", "savedsearches", "own", {"search": "| makeresults", "cron_schedule": "0 * * * *"}, user="ann")
    splunk.uninstall("gone")
    assert [run.saved for run in hours(scheduler, clock, 1)] == [KEY]


def test_nothing_runs_while_scheduling_is_switched_off(
    splunk: Splunk, scheduler: Scheduler, clock: ManualClock
) -> None:
    """limits.conf.spec, [scheduler] saved_searches_disabled; a continuous schedule catches up."""
    save(splunk)
    save(splunk, "continuous", realtime_schedule="0")
    assert len(hours(scheduler, clock, 1)) == 2
    splunk.change("system", "limits", "scheduler", {"saved_searches_disabled": "1"})
    assert hours(scheduler, clock, 2) == []
    splunk.change("system", "limits", "scheduler", {"saved_searches_disabled": "0"})
    runs = [run for run in hours(scheduler, clock, 1) if not run.error]
    names = [run.saved[2] for run in runs]
    assert (names.count("continuous"), names.count("alert")) == (3, 1)
