"""An engine with a few events, and a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from minisplunk import engine
from minisplunk.engine import Splunk
from minisplunk.times import ManualClock

NOW = 1_700_000_000.0
FEW = 3


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def splunk(clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Splunk]:
    """Ten events, a second apart, of the users u0 to u4 in turn; few jobs may run, so that a test can start as many."""
    monkeypatch.setattr(engine, "max_running", lambda view: FEW)
    with Splunk(clock=clock) as splunk:
        events = ((round((NOW - 100 + n) * 1_000_000), f'{{"n":{n},"u":"u{n % 5}"}}') for n in range(10))
        splunk.ingest(events, index="main", sourcetype="json", source="test", host="host")
        yield splunk
