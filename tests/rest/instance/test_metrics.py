"""What metrics.log says of what was indexed."""

from __future__ import annotations

from minisplunk.engine import Splunk
from minisplunk.rest.instance import metrics
from minisplunk.rest.instance.metrics import Reading, lines
from minisplunk.rest.server import serve
from minisplunk.store import StoreError
from minisplunk.times import ManualClock
from tests.waiting import until

NOW = 1_790_000_000.0


def by_group(found):
    return {line["group"]: line for line in found}


def test_what_was_indexed_from_one_reading_to_the_next():
    clock = ManualClock(NOW)
    with Splunk(clock=clock) as splunk:
        first = Reading.of(splunk)
        splunk.ingest([(1, "a"), (2, "b"), (3, "c")], index="main", sourcetype="s", source="x", host="h")
        clock.set(NOW + 30)
        said = by_group(lines(splunk, first, first, Reading.of(splunk)))
    assert (said["thruput"]["ev"], said["thruput"]["instantaneous_eps"]) == (3, "0.100")
    assert (said["per_index_thruput"]["series"], said["per_index_thruput"]["ev"]) == ('"main"', 3)
    assert said["queue"]["current_size_kb"] == 0
    assert said["search_concurrency"]["active_hist_searches"] == 0


def test_events_that_are_gone_and_a_clock_that_stands_still():
    now = Reading(NOW, {"main": 1}, 10)
    with Splunk() as splunk:
        said = by_group(lines(splunk, now, Reading(NOW, {"main": 5, "gone": 2}, 99), now))
    assert (said["thruput"]["ev"], said["thruput"]["instantaneous_kbps"]) == (0, "0.000")
    assert "per_index_thruput" not in said


def test_a_served_minisplunk_writes_it():
    spl = "search index=_internal source=*metrics.log group=thruput | head 1 | table name component sourcetype"
    with Splunk() as splunk, serve(splunk):
        until(lambda: splunk.search(spl).results)
        assert splunk.search(spl).results == [
            {"name": "index_thruput", "component": "Metrics", "sourcetype": "splunkd"}
        ]


def test_a_store_that_cannot_be_written_is_asked_again(monkeypatch):
    written = []

    def busy_at_first(found):
        written.append(list(found))
        if len(written) == 1:
            raise StoreError("the store is busy")

    with Splunk() as splunk:
        monkeypatch.setattr(splunk.host.log, "write_metrics", busy_at_first)
        with metrics.running(splunk, 0.01):
            until(lambda: len(written) > 2)
