"""The course of a job: cancelled, held, finalized, bounded."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import DataError, NotFound
from minisplunk.jobs import Dispatch, Job, SearchJob
from minisplunk.search import Cancelled, Run
from minisplunk.search.over_results import filtered
from minisplunk.values import Row
from tests.waiting import PATIENCE, until

ENDLESS = "| makeresults count=100000000"


def running(splunk: Splunk, search: str, **dispatch: Any) -> Job:
    job = splunk.jobs.start(splunk.request(search), Dispatch(**dispatch))
    until(lambda: job.state == "RUNNING")
    return job


def stopping(job: Job) -> threading.Event:
    """Set when its thread stands still because somebody has paused it."""
    stopped, paused = threading.Event(), job.control._while_paused

    @contextmanager
    def told() -> Iterator[None]:
        with paused():
            stopped.set()
            yield

    job.control._while_paused = told
    return stopped


@pytest.mark.parametrize(
    "search",
    [
        f"{ENDLESS} | stats count",
        f"{ENDLESS} | where 1=2",
        f"{ENDLESS} | eval a=_time | sort 0 a",
        f"{ENDLESS} | stats values(_time) by _time",
        f"{ENDLESS} | append [makeresults] | dedup _time",
        "search index=main | append [| makeresults count=100000000 | stats count]",
    ],
)
def test_cancel(splunk: Splunk, search: str) -> None:
    job = running(splunk, search)
    splunk.jobs.remove(job.sid)
    assert job.wait(PATIENCE)
    assert (job.state, job.is_failed, job.results) == ("USER_CANCEL", False, [])
    with pytest.raises(NotFound, match=r"Unknown sid\."):
        splunk.jobs.get(job.sid)
    with pytest.raises(Cancelled):
        job.finished()


def test_cancel_while_paused(splunk: Splunk) -> None:
    job = running(splunk, f"{ENDLESS} | stats count")
    job.pause()
    job.cancel()
    assert job.wait(PATIENCE)


def test_finalize_reports_on_what_was_read(splunk: Splunk) -> None:
    # spath says of the first row that x is too long, which shows that one was read
    job = running(splunk, f'{ENDLESS} | eval x="{"x" * 5_001}" | spath input=x | stats count')
    until(lambda: job.messages)
    job.finalize()
    (row,) = job.finished().results
    assert isinstance(row["count"], int)
    assert 0 < row["count"] < 100_000_000
    assert (job.state, job.is_finalized) == ("DONE", True)


def test_what_is_done_shows_that_it_was_finalized_or_paused(splunk: Splunk) -> None:
    """It keeps its results, and a search over them is not held up."""
    job = splunk.jobs.run(splunk.request("search index=main"))
    results = list(job.results)
    job.finalize()
    job.pause()
    assert (job.state, job.is_finalized, job.is_paused, job.results) == ("DONE", True, True, results)
    assert job.run is not None
    assert [row["count"] for row in filtered("stats count", job.results, job.run.afterwards())] == [len(results)]
    job.unpause()
    assert not job.is_paused


def test_pause_and_unpause(splunk: Splunk) -> None:
    job = running(splunk, ENDLESS, max_count=10**9)
    stopped = stopping(job)
    job.pause()
    assert (job.state, job.is_paused) == ("PAUSE", True)
    assert stopped.wait(PATIENCE)
    held = len(job.results)
    time.sleep(0.05)
    assert len(job.results) == held
    job.unpause()
    until(lambda: len(job.results) > held)
    assert job.state == "RUNNING"
    job.cancel()


def test_a_held_scan_reads_nothing(splunk: Splunk) -> None:
    """Also when no event matches, so that no row would be asked."""
    splunk.ingest(((n, "x") for n in range(1000)), index="main", sourcetype="x", source="x", host="x")
    run = splunk.run(splunk.request("search index=main nomatch=1 | stats count"))
    run.context.control.finalize()
    assert [row["count"] for row in run.rows()] == [0]
    assert run.scan is not None
    assert run.scan.progress.scanned < 1000


def test_max_time_finalizes(splunk: Splunk) -> None:
    job = splunk.jobs.start(splunk.request(f"{ENDLESS} | stats count"), Dispatch(max_time=0.05))
    assert job.wait(PATIENCE)
    assert (job.state, job.is_finalized, len(job.results)) == ("DONE", True, 1)


def test_max_count_cuts_with_a_message(splunk: Splunk) -> None:
    job = splunk.jobs.run(splunk.request("search index=main"), Dispatch(max_count=3))
    assert len(job.results) == 3
    assert [message.kind for message in job.messages] == ["WARN"]


def test_auto_finalize_ec(splunk: Splunk) -> None:
    splunk.ingest(((n, "x") for n in range(1000)), index="main", sourcetype="x", source="x", host="x")
    job = splunk.jobs.run(splunk.request("search index=main | stats count"), Dispatch(auto_finalize_ec=100))
    assert job.is_finalized
    assert 100 <= job.results[0]["count"] < 1000  # type: ignore[operator]


def test_counts(splunk: Splunk) -> None:
    job = splunk.jobs.run(splunk.request("search index=main u=u1"))
    assert job.run is not None
    assert job.run.scan is not None
    assert (job.run.scan.progress.scanned, job.run.scan.progress.matched) == (10, 2)


def test_preview_of_a_running_search(splunk: Splunk) -> None:
    job = running(splunk, f"{ENDLESS} | eval a=1")
    until(lambda: len(job.results) > 10)
    assert job.fields == ["_time", "a"]
    job.cancel()


# What follows


def test_then_sees_the_results_before_the_job_is_done(splunk: Splunk) -> None:
    seen: list[tuple[str, int]] = []

    def then(run: Run, found: SearchJob) -> None:
        seen.append((splunk.jobs.get(found.sid).state, len(found.results)))
        run.context.message("WARN", "said")

    job = splunk.jobs.start(splunk.request("search index=main"), then=then)
    assert job.wait(PATIENCE)
    assert seen == [("FINALIZING", 10)]
    assert [message.text for message in job.messages] == ["said"]


def test_then_may_fail_the_job(splunk: Splunk) -> None:
    def then(run: Run, found: SearchJob) -> None:
        raise DataError("no")

    job = splunk.jobs.run(splunk.request("search index=main"), then=then)
    assert (job.state, job.messages[0].text) == ("FAILED", "no")
    with pytest.raises(DataError):
        job.finished()


def test_then_may_search_after_finalize(splunk: Splunk) -> None:
    left: list[Row] = []

    def then(run: Run, job: SearchJob) -> None:
        rows: list[Row] = [{"u": "u1"}, {"u": "u2"}]
        left.extend(filtered("search [search index=main u=u1 | fields u]", rows, run.afterwards()))

    job = splunk.jobs.start(splunk.request(f"{ENDLESS} | stats count"), then=then)
    until(lambda: job.state == "RUNNING")
    job.finalize()
    assert job.wait(PATIENCE)
    assert left == [{"u": "u1"}]


def test_an_error_of_ours_fails_the_job(splunk: Splunk, caplog: pytest.LogCaptureFixture) -> None:
    def then(run: Run, found: SearchJob) -> None:
        raise ZeroDivisionError

    job = splunk.jobs.run(splunk.request("search index=main"), then=then)
    assert (job.state, job.messages[0].text) == ("FAILED", "Internal error.")
    assert job.sid in caplog.text


def test_a_max_time_beyond_all_timers(splunk: Splunk) -> None:
    job = splunk.jobs.run(splunk.request("search index=main"), Dispatch(max_time=2**53))
    assert (job.state, len(job.results)) == ("DONE", 10)
