"""What the loadjob command finds: a job by its sid, or the runs of a saved search."""

from __future__ import annotations

from typing import Any

import pytest

from minisplunk.alerts.dispatcher import DispatchRequest
from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError, SplError, UnsupportedSpl
from minisplunk.jobs import Dispatch, Job
from minisplunk.times import ManualClock

from .conftest import NOW

SAVED = 'savedsearch="admin:search:a:b"'
ENDLESS = "| makeresults count=100000000 | stats count"


def rows(splunk: Splunk, spl: str, **asked: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in splunk.search(spl, **asked).results]


def fault(splunk: Splunk, spl: str, **asked: Any) -> MinisplunkError:
    with pytest.raises(MinisplunkError) as caught:
        splunk.search(spl, **asked)
    return caught.value


def ran(splunk: Splunk, spl: str, dispatch: Dispatch | None = None) -> Job:
    return splunk.jobs.run(splunk.request(spl), dispatch or Dispatch())


def runs(splunk: Splunk, clock: ManualClock, *, scheduled: bool = True, count: int = 3) -> None:
    """Runs of a saved search, a minute apart from a minute after NOW on, of which each tells its time."""
    splunk.change("search", "savedsearches", "a:b", {"search": "| makeresults | eval n=now()"}, user="admin")
    for _ in range(count):
        clock.advance(60)
        saved = splunk.saved_search("a:b", "search")
        splunk.dispatcher.run(saved, DispatchRequest(clock.now(), scheduled=scheduled))


def test_the_results_of_a_job(splunk: Splunk) -> None:
    job = ran(splunk, "search index=main | stats count by u | sort - u")
    loaded = f"| loadjob {job.sid}"
    assert rows(splunk, f"{loaded} | eval count=count+1 | head 1") == [{"u": "u4", "count": 3}]
    assert rows(splunk, loaded) == [dict(row) for row in job.results]


def test_in_a_subsearch(splunk: Splunk) -> None:
    job = ran(splunk, '| makeresults | eval u="u1" | fields u')
    assert rows(splunk, f"search index=main [| loadjob {job.sid} | fields u] | stats count") == [{"count": 2}]


def test_its_events(splunk: Splunk) -> None:
    """Only what splunkd keeps."""
    spl = "search index=main u=u1 | eval a=n | stats count"
    assert rows(splunk, f"| loadjob {ran(splunk, spl).sid} events=t") == []
    job = ran(splunk, spl, Dispatch(status_buckets=300))
    assert [row["a"] for row in rows(splunk, f"| loadjob {job.sid} events=t")] == ["6", "1"]
    job = ran(splunk, "search index=main u=u1 | fields n")
    assert [row["n"] for row in rows(splunk, f"| loadjob events=t {job.sid}")] == ["6", "1"]


def test_somebody_elses_job_is_none(splunk: Splunk) -> None:
    job = ran(splunk, "| makeresults")
    error = fault(splunk, f"| loadjob {job.sid}", user="ann", roles=("user",))
    assert isinstance(error, SplError)
    assert error.message == f"Error in 'loadjob' command: Cannot find artifacts for search_id '{job.sid}'."
    asked = splunk.jobs.run(splunk.request("| makeresults"), Dispatch(asker="ann"))
    assert len(rows(splunk, f"| loadjob {asked.sid}", user="ann", roles=("user",))) == 1
    assert len(rows(splunk, f"| loadjob {asked.sid}", user="eve")) == 1


def test_the_latest_run_of_a_saved_search(splunk: Splunk, clock: ManualClock) -> None:
    runs(splunk, clock)
    assert [row["n"] for row in rows(splunk, f"| loadjob {SAVED}")] == [NOW + 180]
    assert [row["n"] for row in rows(splunk, f"| loadjob {SAVED} artifact_offset=2")] == [NOW + 60]
    assert [row["n"] for row in rows(splunk, f"| loadjob {SAVED}", latest=str(NOW + 180))] == [NOW + 120]


def test_no_such_run(splunk: Splunk, clock: ManualClock) -> None:
    runs(splunk, clock, count=1)
    none = (
        "Error in 'loadjob' command: Cannot find artifacts within the search time range for savedsearch_ident "
        "'admin:search:a:b'."
    )
    assert fault(splunk, f"| loadjob {SAVED}", latest=str(NOW)).message == none
    past = fault(splunk, f"| loadjob {SAVED} artifact_offset=1")
    assert past.message == f"{none} There are 1, and artifact_offset=1."
    assert fault(splunk, f"| loadjob {SAVED} job_delegate=admin").message == none
    assert fault(splunk, f"| loadjob {SAVED}", user="ann", roles=("user",)).message == none


def test_the_runs_that_a_user_has_started(splunk: Splunk, clock: ManualClock) -> None:
    runs(splunk, clock, scheduled=False, count=1)
    assert [row["n"] for row in rows(splunk, f"| loadjob {SAVED} job_delegate=admin")] == [NOW + 60]
    assert "Cannot find" in fault(splunk, f"| loadjob {SAVED}").message


def test_a_job_without_results(splunk: Splunk) -> None:
    failed = splunk.jobs.start(splunk.request('| makeresults | map search="| nosuch"'))
    failed.wait()
    assert failed.is_failed
    assert isinstance(fault(splunk, f"| loadjob {failed.sid}"), UnsupportedSpl)
    running = splunk.jobs.start(splunk.request(ENDLESS))
    error = fault(splunk, f"| loadjob {running.sid}")
    assert isinstance(error, UnsupportedSpl)
    assert "still runs" in error.message


def test_a_run_that_goes_on(splunk: Splunk, clock: ManualClock) -> None:
    runs(splunk, clock)
    splunk.change("search", "savedsearches", "a:b", {"search": ENDLESS}, user="admin")
    clock.advance(60)
    splunk.dispatcher.start(splunk.saved_search("a:b", "search"), DispatchRequest(clock.now(), scheduled=True))
    assert [row["n"] for row in rows(splunk, f"| loadjob {SAVED}")] == [NOW + 180]
    assert "still runs" in fault(splunk, f"| loadjob {SAVED} ignore_running=f").message
