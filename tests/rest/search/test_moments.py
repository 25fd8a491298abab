"""Points in time in results, against what the standard library makes of each second."""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minisplunk.rest.search.moments import exported, iso, shown

ZONES = (
    timezone.utc,
    *map(ZoneInfo, ("Europe/Berlin", "Australia/Lord_Howe", "Europe/Amsterdam", "Africa/Monrovia", "Asia/Kathmandu")),
)
"""With changes at half hours, and with offsets that have seconds: Amsterdam until 1937, Monrovia until 1972."""


@given(st.integers(-3_000_000_000, 4_000_000_000) | st.floats(-3e9, 4e9), st.sampled_from(ZONES))
@example(-1_025_740_800 - 1, ZONES[3])
def test_any_moment(moment, zone):
    second, milliseconds = divmod(round(moment * 1_000_000) // 1000, 1000)
    point = datetime.fromtimestamp(second, zone)
    text = point.isoformat()
    assert iso(moment, zone) == f"{text[:19]}.{milliseconds:03d}{text[19:]}"
    name = "GMT" if zone is timezone.utc else point.tzname()
    assert exported(moment, zone) == f"{text[:10]} {text[11:19]}.{milliseconds:03d} {name}"


@pytest.mark.parametrize(
    "value", ["text", ["1", "2"], 10**30, -(10**30), 1e300, float("inf"), float("nan"), None, "1e99"]
)
def test_what_is_no_moment_is_shown_as_it_is(value):
    assert shown(value, lambda moment: iso(moment, timezone.utc)) is value


def test_texts_that_say_one():
    assert shown("1600000000.5", lambda moment: iso(moment, timezone.utc)) == "2020-09-13T12:26:40.500+00:00"
