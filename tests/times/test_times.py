"""Time modifiers, strftime and strptime in Splunk's notation, ranges and clocks."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.times import (
    ManualClock,
    SystemClock,
    TimeRange,
    UnknownVariable,
    match_time,
    moment,
    relative,
    strftime,
    strptime,
    unknown_directives,
)

UTC = ZoneInfo("UTC")
NOW = 1767323045.25
FOLDER = Path(__file__).parent / "cases"


def cases(name: str) -> Any:
    found = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return pytest.mark.parametrize("case", found, ids=lambda case: case["name"])


def instant(written: str | None, default: float) -> float:
    if written is None:
        return default
    return datetime.strptime(written, "%Y-%m-%d %H:%M:%S %Z").replace(tzinfo=timezone.utc).timestamp()


@cases("modifiers")
def test_relative(case: dict[str, Any]) -> None:
    zone = ZoneInfo(case.get("zone", "UTC"))
    now = instant(case.get("now"), NOW)
    if "error" in case:
        with pytest.raises(ValueError, match=case["error"]):
            relative(case["modifier"], now, zone)
    else:
        assert strftime(relative(case["modifier"], now, zone), "%F %T.%3N %z", zone) == case["result"]


@cases("printing")
def test_strftime(case: dict[str, Any]) -> None:
    zone, time = ZoneInfo(case.get("zone", "UTC")), instant(case.get("time"), 1767323045.2505)
    if "unsupported" in case:
        with pytest.raises(UnknownVariable) as refused:
            strftime(time, case["format"], zone)
        assert str(refused.value) == case["unsupported"]
        with pytest.raises(UnknownVariable):
            strptime("2026", case["format"], zone, NOW)
    else:
        assert strftime(time, case["format"], zone) == case["text"]


@cases("reading")
def test_strptime(case: dict[str, Any]) -> None:
    zone = ZoneInfo(case.get("zone", "UTC"))
    found = strptime(case["text"], case["format"], zone, NOW)
    assert (None if found is None else strftime(found, "%F %T.%3N", UTC)) == case["result"]


def test_match_time_starts_at_a_position_and_returns_the_end() -> None:
    record = '"eventTime": "2026-01-02T03:04:05Z", "x": 1'
    start = record.index("2026")
    assert match_time(record, start, "%Y-%m-%dT%H:%M:%S%Z", UTC, NOW) == ((1767323045.0, 0), start + 20)
    assert match_time(record, 0, "%Y-%m-%dT%H:%M:%S%Z", UTC, NOW) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("-1h@h", "2026-01-02 02:00:00"),
        ("10/19/2025:00:00:00", "2025-10-19 00:00:00"),
        ("2025-10-19T01:02:03.000+01:00", "2025-10-19 00:02:03"),
        ("2025-10-19T01:02:03", "2025-10-19 01:02:03"),
    ],
)
def test_moment(written: str, expected: str) -> None:
    assert strftime(moment(written, NOW, UTC), "%F %T", UTC) == expected


def test_moment_in_a_format_of_its_own() -> None:
    assert moment("19.10.2025", NOW, UTC, "%d.%m.%Y") == moment("10/19/2025:0:0:0", NOW, UTC)


def test_moment_refuses_the_rest() -> None:
    with pytest.raises(ValueError, match="not a time modifier"):
        moment("last tuesday", NOW, UTC)


def test_unknown_directives() -> None:
    assert unknown_directives("%Y-%m-%dT%H:%M:%S.%3N%:z %% %Ez") == ()
    assert unknown_directives("%Y %q %5Y %") == ("%q", "%5Y", "%")


def test_range_is_half_open() -> None:
    window = TimeRange.between(1.0, 2.0)
    assert window == TimeRange(1_000_000, 2_000_000)
    assert 1_000_000 in window
    assert 1_999_999 in window
    assert 2_000_000 not in window
    assert -1 in TimeRange.ALL


def test_clocks() -> None:
    clock = ManualClock(5.0)
    clock.advance(2.5)
    assert clock.now() == 7.5
    clock.set(1.0)
    assert clock.now() == 1.0
    assert SystemClock().now() > NOW


ZONES = st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"])
INSTANTS = st.integers(min_value=0, max_value=4_102_444_800)


@given(INSTANTS, st.integers(0, 999_999), ZONES, st.sampled_from(["%FT%T.%6N%z", "%A, %d %B %Y %I:%M:%S.%6N %p %:z"]))
def test_what_strftime_prints_strptime_reads(seconds: int, micros: int, zone_name: str, format: str) -> None:
    zone = ZoneInfo(zone_name)
    printed = strftime(seconds + micros / 1e6, format, zone)
    read = strptime(printed, format, UTC, NOW)
    assert read is not None
    assert abs(read - (seconds + micros / 1e6)) < 2e-6


@given(st.text(), INSTANTS)
def test_any_text_is_a_modifier_or_a_value_error(modifier: str, now: int) -> None:
    try:
        found = relative(modifier, now, UTC)
    except ValueError:
        return
    assert isinstance(found, float)


STEP = st.from_regex(r"[+-][0-9]{0,9}(us|ms|s|m|h|d|w|mon|q|y)|@(s|m|h|d|w[0-7]?|mon|q|y)", fullmatch=True)


@given(st.lists(STEP, min_size=1, max_size=6).map("".join), INSTANTS, ZONES)
def test_every_chain_of_steps_is_a_time_or_a_value_error(modifier: str, now: int, zone: str) -> None:
    try:
        found = relative(modifier, now, ZoneInfo(zone))
    except ValueError as error:
        assert "calendar" in str(error) or "range" in str(error)
    else:
        assert isinstance(found, float)


@given(INSTANTS, ZONES, st.sampled_from(["s", "m", "h", "d", "w", "w3", "mon", "q", "y"]))
def test_a_snap_goes_back_and_stays(now: int, zone_name: str, unit: str) -> None:
    zone = ZoneInfo(zone_name)
    snapped = relative(f"@{unit}", now, zone)
    assert snapped <= now
    assert relative(f"@{unit}", snapped, zone) == snapped


@given(st.text(), st.text())
def test_strptime_takes_any_text_and_format(text: str, format: str) -> None:
    try:
        found = strptime(text, format, UTC, NOW)
    except UnknownVariable:
        assert unknown_directives(format)
    else:
        assert found is None or isinstance(found, float)


@given(st.floats(), st.text())
def test_strftime_takes_any_time_and_format(t: float, format: str) -> None:
    try:
        assert isinstance(strftime(t, format, UTC), str)
    except UnknownVariable:
        assert unknown_directives(format)
    except ValueError:
        assert not -62_135_596_800 < t < 253_402_300_799
