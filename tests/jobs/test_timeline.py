"""When a job's events were: each case is a timeline."""

from __future__ import annotations

from datetime import datetime, tzinfo
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.jobs.timeline import Timeline, TimelineCounter
from minisplunk.times import TimeRange

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "timeline.yaml").read_text())
UTC = ZoneInfo("UTC")


def epoch(time: str, zone: tzinfo) -> float:
    return datetime.fromisoformat(time).replace(tzinfo=zone).timestamp()


def window_of(case: dict[str, Any], zone: tzinfo) -> TimeRange:
    earliest, latest = case.get("window", (None, None))
    return TimeRange(
        TimeRange.ALL.earliest if earliest is None else round(epoch(earliest, zone) * 1_000_000),
        TimeRange.ALL.latest if latest is None else round(epoch(latest, zone) * 1_000_000),
    )


def timeline_of(times: list[float | None], window: TimeRange, most: int, zone: tzinfo, available: int) -> Timeline:
    counter = TimelineCounter(window, most, zone, available)
    for time in times:
        counter.add(time)
    return counter.timeline()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_timeline(case: dict[str, Any]) -> None:
    zone = ZoneInfo(case.get("zone", "UTC"))
    times = [epoch(time, zone) if isinstance(time, str) else time for time in case["times"]]
    timeline = timeline_of(times, window_of(case, zone), case["most"], zone, case.get("available", 1000))
    counts = {bucket.start: bucket.total for bucket in timeline.buckets if bucket.total}
    assert counts == {epoch(start, zone): count for start, count in case["buckets"].items()}
    assert (timeline.events, len(timeline.buckets)) == (len(times), case["number"])
    if timeline.buckets:
        first = timeline.buckets[0]
        assert round(first.end - first.start, 6) == case["span"]
    kept = {bucket.start: bucket.available for bucket in timeline.buckets if bucket.available}
    assert kept == {epoch(start, zone): count for start, count in case.get("kept", case["buckets"]).items()}


@given(
    st.lists(st.floats(min_value=0, max_value=4e9), min_size=1, max_size=50),
    st.integers(min_value=2, max_value=400),
    st.sampled_from([UTC, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")]),
)
def test_every_event_is_in_its_bucket_and_there_are_few_enough(times: list[float], most: int, zone: tzinfo) -> None:
    timeline = timeline_of(list(times), TimeRange.ALL, most, zone, 1000)
    assert sum(bucket.total for bucket in timeline.buckets) == len(times)
    assert len(timeline.buckets) <= most or timeline.buckets[0].end - timeline.buckets[0].start >= 365 * 86_400
    ends = [(bucket.start, bucket.end) for bucket in timeline.buckets]
    assert all(end == start for (_, end), (start, _) in pairwise(ends))
    micro = [round(time * 1_000_000) for time in times]
    for bucket in timeline.buckets:
        start, end = round(bucket.start * 1_000_000), round(bucket.end * 1_000_000)
        assert bucket.total == sum(start <= time < end for time in micro)
