"""When a result happened, as its fields say."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from minisplunk.backtest.rows import Span, span, when
from minisplunk.times import TimeRange, zone
from minisplunk.values import Row
from tests.backtest.conftest import at

DAY = TimeRange(at("00:00"), at("23:59:59.5"))


def shown(time: int) -> str:
    return (
        datetime.fromtimestamp(time / 1e6, timezone.utc)
        .isoformat(" ")
        .removesuffix("+00:00")
        .removeprefix("2026-03-03 ")
    )


@pytest.mark.parametrize(
    ("row", "moment"),
    [
        ({"lastTime": "2026-03-03T10:05:00"}, "10:05:00"),
        ({"lastTime": "2026-03-03T10:05:00.250"}, "10:05:00.250000"),
        ({"lastTime": "2026-03-03T10:05:00Z"}, "10:05:00"),
        ({"lastTime": "2026-03-03T10:05:00+02:00"}, "08:05:00"),
        ({"lastTime": "2026-03-03 10:05:00"}, "10:05:00"),
        ({"lastTime": "2026-03-03 10:05:00 UTC"}, "10:05:00"),
        ({"LastTime": "03/03/2026 10:05:00"}, "10:05:00"),
        ({"lastTime": "1772532300.5"}, "10:05:00.500000"),
        ({"max(_time)": 1772532300}, "10:05:00"),
        ({"latest": ["1772532300", "1772532360"]}, "10:06:00"),
        ({"lastTime": "2026-03-03T00:00:00", "latest": "1772532300"}, "00:00:00"),
        ({"_time": "1", "lastTime": "1772532300"}, "1970-01-01 00:00:01"),
        ({"lastTime": "2025-03-03T10:05:00", "last_seen": "1772532300"}, "10:05:00"),
        ({"lastTime": "2026-03-03T10:05:00 or so"}, "23:59:59.500000"),
        ({"lastTime": None, "latest": "17"}, "23:59:59.500000"),
        ({}, "23:59:59.500000"),
    ],
)
def test_when(row: Row, moment: str) -> None:
    assert shown(when(row, DAY, timezone.utc)) == moment


def test_a_time_that_names_no_zone_is_in_that_of_the_search() -> None:
    row: Row = {"firstTime": "2026-03-03T10:05:00", "lastTime": "2026-03-03T10:06:00"}
    assert shown(when(row, DAY, zone("Europe/Berlin"))) == "09:06:00"
    assert span(row, DAY, zone("Europe/Berlin")) == Span(at("09:05") // 1_000_000, at("09:06") // 1_000_000)
