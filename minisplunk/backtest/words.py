"""Numbers and times of a backtest as a person reads them."""

from __future__ import annotations

from datetime import date

from .summaries import WEEKDAYS, moment

_UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB")


def number(value: float) -> str:
    """`1,234`, `0.5`."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def size(count: float) -> str:
    """`2.1 GB`, in powers of 1,000."""
    for unit in _UNITS:
        if count < 1_000 or unit == _UNITS[-1]:
            return f"{count:,.0f} {unit}" if unit == "bytes" or count >= 100 else f"{count:,.1f} {unit}"
        count /= 1_000
    raise AssertionError


def stamp(time: int) -> str:
    """`2026-03-03 09:20:11`"""
    return moment(time).strftime("%Y-%m-%d %H:%M:%S").zfill(19)


def weekday(day: date) -> str:
    """`Tue 2026-03-03`"""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.isoformat()}"


def share(part: float, whole: float) -> str:
    """`12 %`, `0.02 %`, `1 in 140,000`."""
    if not whole or not part:
        return ""
    if part * 10_000 < whole:
        return f"1 in {whole / part:,.0f}"
    percent = 100 * part / whole
    return f"{percent:.0f} %" if percent >= 10 else f"{percent:.2g} %"


def cut(value: str, most: int = 200) -> str:
    return value if len(value) <= most else f"{value[:most]}… ({len(value):,} characters)"
