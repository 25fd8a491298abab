"""What a running search has so far is shown to whoever asks, and asking changes nothing of what it finds."""

from __future__ import annotations

import threading

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import MinisplunkError
from minisplunk.jobs.preview import Preview
from minisplunk.search import Control
from tests.waiting import PATIENCE, until

EVENTS = 3_000


@pytest.fixture(scope="module")
def many():
    with Splunk() as splunk:
        events = ((1_700_000_000_000_000 + n, f"user={n % 7} n={n}") for n in range(EVENTS))
        splunk.ingest(events, index="main", sourcetype="x", source="s", host="h")
        yield splunk


@pytest.mark.parametrize(
    "spl",
    [
        "stats count by user",
        "stats count by user | sort 0 - user | head 3",
        "eventstats count as c by user | sort 0 - n | head 2",
        "sort 0 n | eval n=n+1 | head 5",
        "timechart span=1d count by user",
        "top user | eval percent=round(percent, 1)",
        "dedup user sortby - n",
        "stats count by user | append [| makeresults]",
        "join [| makeresults | eval z=1]",
    ],
)
def test_asking_all_the_time_changes_nothing(many: Splunk, spl: str) -> None:
    request = many.request(f"search index=main | {spl} | fields - _*")
    expected = many.jobs.run(request).results
    job = many.jobs.start(many.request(request.spl))
    while not job.is_done:
        job.preview_results(PATIENCE)
    assert (job.state, job.results) == ("DONE", expected)


def test_what_fails_still_fails(many: Splunk) -> None:
    job = many.jobs.start(many.request("search index=main | join [| savedsearch nope] | stats count"))
    while not job.is_done:
        job.preview_results(1)
    with pytest.raises(MinisplunkError, match="Unable to find saved search named 'nope'"):
        job.finished()


def test_a_paused_search_can_be_previewed_again_and_again(many: Splunk) -> None:
    job = many.jobs.start(many.request("search index=main | append [search index=main] | stats count by user"))
    until(lambda: job.run is not None and job.run.progress.scanned)
    job.pause()
    for _ in range(50):
        job.preview_results(PATIENCE)
    job.unpause()
    assert job.wait(PATIENCE)
    assert (job.state, len(job.results)) == ("DONE", 7)


def test_a_preview_is_made_once_for_all_who_ask_together() -> None:
    """And not again before the search has run ten times as long as it took."""
    control, made = Control(), []
    preview = Preview(control)

    def peek() -> list[dict[str, int]]:
        made.append(1)
        return [{"n": len(made)}]

    askers = [threading.Thread(target=preview.rows, args=(peek, PATIENCE)) for _ in range(5)]
    for asker in askers:
        asker.start()
    until(lambda: control.asked)
    control.checkpoint()
    for asker in askers:
        asker.join()
    assert not control.asked or control.checkpoint() is False
    assert len(made) <= 2


def test_who_asks_a_search_that_ends_is_not_kept_waiting() -> None:
    preview = Preview(Control())
    asker = threading.Thread(target=preview.rows, args=(list, PATIENCE))
    asker.start()
    until(lambda: preview._pending is not None)
    preview.end()
    asker.join(PATIENCE)
    assert not asker.is_alive()


def test_events_are_read_again_and_nothing_is_written_again(many: Splunk) -> None:
    many.store.create_index("again")
    job = many.jobs.run(
        many.request("search index=main [search index=main | head 1 | collect index=again | fields user] | stats count")
    )
    before = many.store.counts()["again"].events
    assert before == 1
    assert len(many.jobs.events(job)) == int(job.results[0]["count"])
    assert many.store.counts()["again"].events == before
