"""Times and durations as a case writes them in; seconds out, the same for each version of Python."""

from __future__ import annotations

import pytest

from minisplunk.testing.moments import duration, moment

NINE = 1772528400.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-03-03T09:00:00Z", NINE),
        ("2026-03-03T09:00:00", NINE),
        ("2026-03-03 09:00", NINE),
        ("2026-03-03", NINE - 9 * 3600),
        ("2026-03-03T09:00:00.5Z", NINE + 0.5),
        ("2026-03-03t09:00:00.1234567z", NINE + 0.123456),
        ("2026-03-03T10:00:00+0100", NINE),
        (" 2026-03-03T03:30:00-05:30 ", NINE),
        (NINE, NINE),
        (-1, -1.0),
        ("9999-12-31T23:59:59-10:00", 253402336799.0),
    ],
)
def test_moment(text: str | float, seconds: float) -> None:
    assert moment(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "now", "09:00", "2026-3-3", "2026-02-30", "2026-03-03T24:00", "2026-03-03T09:00+25:00", "20260303T090000Z",
     "2026-W10-2", "1772528400", 1e300, -1e12, 10**400, float("nan"), float("inf")],
)  # fmt: skip
def test_no_moment(text: str | float) -> None:
    with pytest.raises(ValueError, match="is no time"):
        moment(text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5m", 300), ("-1d", -86_400), ("+90m", 5400), ("1h", 3600), ("2w", 1_209_600), ("500ms", 0.5), ("0s", 0)],
)
def test_duration(text: str, seconds: float) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize("text", ["", "5", "m", "5 m", "1.5h", "1M", "1y", "999999999999w", "٣m"])
def test_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        duration(text)
