"""The list of jobs: order, lifetimes, places."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import NotFound
from minisplunk.jobs import Dispatch, DuplicateSid, Job, Saved, saved_sid
from minisplunk.search import Cancelled
from minisplunk.times import ManualClock
from tests.jobs.conftest import FEW
from tests.waiting import PATIENCE, until

ENDLESS = "| makeresults count=100000000 | stats count"


def started(splunk: Splunk, search: str = "search index=main", **dispatch: Any) -> Job:
    return splunk.jobs.start(splunk.request(search), Dispatch(**dispatch))


def test_the_newest_first(splunk: Splunk) -> None:
    sids = [started(splunk).sid for _ in range(3)]
    assert [job.sid for job in splunk.jobs.all()] == sids[::-1]


def test_a_sid_is_taken_once(splunk: Splunk) -> None:
    request = splunk.request("search index=main")
    splunk.jobs.run(request)
    with pytest.raises(DuplicateSid):
        splunk.jobs.start(request)


def test_jobs_of_a_saved_search(splunk: Splunk) -> None:
    mine = started(splunk, saved=Saved("nobody", "search", "mine"))
    started(splunk, saved=Saved("nobody", "search", "other"))
    started(splunk)
    assert splunk.jobs.of("nobody", "search", "mine") == [mine]


def test_oneshot_is_on_no_list(splunk: Splunk) -> None:
    job = splunk.jobs.oneshot(splunk.request("search index=main"))
    assert (len(job.results), splunk.jobs.all()) == (10, [])


def test_a_job_expires_after_its_ttl(splunk: Splunk, clock: ManualClock) -> None:
    job = splunk.jobs.run(splunk.request("search index=main"), Dispatch(ttl=60))
    clock.advance(59)
    assert (splunk.jobs.get(job.sid), job.remaining) == (job, 1)
    clock.advance(1)
    with pytest.raises(NotFound):
        splunk.jobs.get(job.sid)


@pytest.mark.parametrize("jump", [-5 * 3600, 5 * 3600])
def test_a_job_is_kept_for_its_ttl_whatever_the_clock_is_set_to(
    splunk: Splunk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    elapsed = 0.0
    monkeypatch.setattr(ManualClock, "elapsed", lambda _: elapsed)
    job = splunk.jobs.run(splunk.request("search index=main"), Dispatch(ttl=60))
    clock.advance(jump)
    elapsed = 59.0
    assert (splunk.jobs.get(job.sid), job.remaining) == (job, 1)
    elapsed = 60.0
    with pytest.raises(NotFound):
        splunk.jobs.get(job.sid)


def test_touch_begins_its_lifetime_anew(splunk: Splunk, clock: ManualClock) -> None:
    job = splunk.jobs.run(splunk.request("search index=main"), Dispatch(ttl=60))
    clock.advance(50)
    job.touch()
    clock.advance(50)
    assert (splunk.jobs.get(job.sid), job.remaining) == (job, 10)


def test_a_running_job_does_not_expire(splunk: Splunk, clock: ManualClock) -> None:
    job = started(splunk, ENDLESS, ttl=60)
    clock.advance(3600)
    assert (splunk.jobs.get(job.sid), job.remaining) == (job, 60)


def test_save_keeps_it_for_a_week(splunk: Splunk) -> None:
    job = splunk.jobs.run(splunk.request("search index=main"))
    job.save()
    assert (job.is_saved, job.remaining) == (True, 7 * 24 * 3600)
    job.unsave()
    assert (job.is_saved, job.remaining) == (False, 600)


def test_auto_cancel(splunk: Splunk, clock: ManualClock) -> None:
    job = started(splunk, ENDLESS, auto_cancel=30)
    clock.advance(30)
    splunk.jobs.expire()
    assert job.wait(PATIENCE)
    assert splunk.jobs.all() == []


def test_auto_pause(splunk: Splunk, clock: ManualClock) -> None:
    job = started(splunk, ENDLESS, auto_pause=30)
    clock.advance(30)
    splunk.jobs.expire()
    assert job.state == "PAUSE"


def test_expires_by_itself(splunk: Splunk, clock: ManualClock) -> None:
    job = started(splunk, ENDLESS, auto_cancel=30)
    clock.advance(30)
    assert job.wait(PATIENCE)


def test_more_than_may_run_are_queued(splunk: Splunk) -> None:
    first = [started(splunk, ENDLESS) for _ in range(FEW)]
    queued = started(splunk)
    assert not queued.wait(0.1)
    assert queued.state == "QUEUED"
    splunk.jobs.forget(first[0])
    assert queued.wait(PATIENCE)
    assert queued.state == "DONE"


def test_a_queued_job_can_be_cancelled(splunk: Splunk) -> None:
    for _ in range(FEW):
        started(splunk, ENDLESS)
    queued = started(splunk)
    splunk.jobs.remove(queued.sid)
    assert queued.wait(PATIENCE)


def test_closing_ends_all_searches(clock: ManualClock) -> None:
    before = set(threading.enumerate())
    with Splunk(clock=clock) as splunk:
        jobs = [started(splunk, ENDLESS) for _ in range(3)]
    assert all(job.wait(PATIENCE) for job in jobs)
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
    assert set(threading.enumerate()) <= before


def test_sids_of_saved_searches() -> None:
    first = saved_sid("admin", "admin", "search", "My search", 1_700_000_000.5)
    second = saved_sid("admin", "admin", "search", "My search", 1_700_000_000.5, scheduled=True)
    head, _, number = first.rpartition("_")
    assert head.startswith("admin__admin__search__RMD5")
    assert head.endswith("_at_1700000000")
    assert second.startswith(head.replace("admin__admin", "scheduler__admin", 1))
    assert number.isdecimal()


def test_events_before_the_report_are_read_anew(splunk: Splunk) -> None:
    job = splunk.jobs.run(splunk.request("search index=main u=u1 | eval a=n | stats count"))
    assert [(row["n"], row["a"]) for row in splunk.jobs.events(job)] == [("6", "6"), ("1", "1")]


def full(splunk: Splunk) -> list[Job]:
    """As many jobs as may run, all running."""
    jobs = [started(splunk, ENDLESS) for _ in range(FEW)]
    until(lambda: all(job.state == "RUNNING" for job in jobs))
    return jobs


def test_another_runs_in_the_place_of_a_paused_job(splunk: Splunk) -> None:
    first, *_ = full(splunk)
    queued = started(splunk)
    first.pause()
    assert queued.wait(PATIENCE)
    assert queued.state == "DONE"


def test_an_unpaused_job_waits_for_a_place(splunk: Splunk) -> None:
    first, *others = full(splunk)
    first.pause()
    others.append(started(splunk, ENDLESS))
    until(lambda: others[-1].state == "RUNNING")
    first.finalize()
    assert not first.wait(0.1)
    splunk.jobs.forget(others[0])
    assert first.wait(PATIENCE)
    assert first.state == "DONE"


def test_an_unpaused_job_that_waits_can_be_cancelled(splunk: Splunk) -> None:
    first, *others = full(splunk)
    first.pause()
    others.append(started(splunk, ENDLESS))
    until(lambda: others[-1].state == "RUNNING")
    first.unpause()
    splunk.jobs.forget(first)
    assert first.wait(PATIENCE)
    queued = started(splunk)
    assert not queued.wait(0.1)
    splunk.jobs.forget(others[0])
    assert queued.wait(PATIENCE)


def test_a_queued_job_has_no_thread(splunk: Splunk) -> None:
    full(splunk)
    before = set(threading.enumerate())
    queued = [started(splunk) for _ in range(20)]
    assert set(threading.enumerate()) <= before
    for job in queued:
        splunk.jobs.forget(job)
        assert job.wait(PATIENCE)


def test_events_that_pass_are_the_results_themselves(splunk: Splunk) -> None:
    job = splunk.jobs.run(splunk.request("search index=main"))
    assert all(row is result for row, result in zip(splunk.jobs.passing_events(job), job.results, strict=True))


def test_events_of_a_report_pass_and_are_not_kept(splunk: Splunk) -> None:
    job = splunk.jobs.run(splunk.request("search index=main | stats count"), Dispatch(max_count=2))
    used = job.usage.bytes
    assert len(list(splunk.jobs.passing_events(job))) == 10
    assert (job.usage.bytes, job.results) == (used, [{"count": 10}])


def test_events_no_longer_pass_when_the_job_is_removed(splunk: Splunk) -> None:
    job = splunk.jobs.run(splunk.request("search index=main | stats count"))
    passing = splunk.jobs.passing_events(job)
    next(passing)
    splunk.jobs.remove(job.sid)
    with pytest.raises(Cancelled):
        list(passing)


def test_a_timeline_is_worked_out_once_when_the_job_is_done(splunk: Splunk) -> None:
    job = splunk.jobs.run(splunk.request("search index=main | stats count"), Dispatch(status_buckets=10))
    first = splunk.jobs.timeline(job)
    assert (first.events, len(first.buckets)) == (10, 10)
    assert splunk.jobs.timeline(job) is first


def test_a_timeline_of_a_job_that_runs_is_not_kept(splunk: Splunk) -> None:
    job = started(splunk, 'search index=main | where like(n, "%")', status_buckets=10)
    job.wait(PATIENCE)
    job.timeline = None
    job._ended.clear()
    splunk.jobs.timeline(job)
    assert job.timeline is None
    job._ended.set()
