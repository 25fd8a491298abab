"""What this version of the search finds that the baseline does not, and the other way round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ...explain.reasons import counted
from ..report import Backtest, Change, Finding
from ..summaries import DAY, changed
from ..words import number, stamp, weekday
from .chart import LEFT, NARROW, RIGHT, WIDE, Across, in_both_widths, round_numbers, svg
from .findings import listed
from .markup import Html, h
from .parts import folded, section, table
from .timeline import span_of

_HIGH, _TOP = 64.0, 22.0
_MOST = 200
"""Findings of either kind that are shown."""


def against(backtest: Backtest) -> Html:
    change = backtest.change
    assert change is not None
    gained, lost = counted(len(change.gained), "finding"), counted(len(change.lost), "finding")
    told = f"{gained} gained and {lost} lost against {change.baseline}"
    return section(
        "change",
        "Against the baseline",
        h("p", h("b", f"{gained} gained", class_="gain"), " and ", h("b", f"{lost} lost", class_="loss"),
          f" against {change.baseline}: {len(change.before):,} before, {len(backtest.findings):,} now."),
        _parts(backtest, change, told) if backtest.findings or change.before else None,
    )  # fmt: skip


def _parts(backtest: Backtest, change: Change, told: str) -> Iterator[Html]:
    if change.gained or change.lost:
        yield in_both_widths(_drawn(change, Across(span_of(backtest), width), told) for width in (WIDE, NARROW))
    yield folded("Day by day", _by_day(backtest, change))
    for word, found in (("Gained", change.gained), ("Lost", change.lost)):
        if found:
            yield folded(f"{word}: {len(found):,}", *listed(found, backtest.fields, _MOST))


def _drawn(change: Change, across: Across, label: str) -> Html:
    gained, lost = _binned(change.gained, across), _binned(change.lost, across)
    most = max((*gained.values(), *lost.values()), default=1)
    zero, end = _TOP + _HIGH, _TOP + 2 * _HIGH
    return svg(
        label,
        across.width,
        end + 26,
        [*across.ticks(_TOP, end)],
        _numbers(most, zero, across.width),
        [h("text", "Gained above the line, lost below", class_="name", x=LEFT, y=_TOP - 8)],
        _bars(gained, across, zero, -_HIGH / most, "gained"),
        _bars(lost, across, zero, _HIGH / most, "lost"),
        [h("line", class_="zero", x1=LEFT, x2=across.width - RIGHT, y1=zero, y2=zero)],
    )


def _binned(findings: Iterable[Finding], across: Across) -> Counter[int]:
    return Counter(across.span.bin(finding.time) for finding in findings)


def _numbers(most: int, zero: float, width: int) -> Iterator[Html]:
    for value in round_numbers(most):
        for y in dict.fromkeys((zero - value * _HIGH / most, zero + value * _HIGH / most)):
            yield h("line", class_="grid", x1=LEFT, x2=width - RIGHT, y1=y, y2=y)
            yield h("text", number(value), class_="tick", x=LEFT - 8, y=y + 4, text_anchor="end")


def _bars(counts: Counter[int], across: Across, zero: float, each: float, word: str) -> Iterator[Html]:
    width = min(28.0, max(1.5, across.bin_width * 0.8))
    for time, count in sorted(counts.items()):
        x, high = across.x(time) + (across.bin_width - width) / 2, count * each
        told = f"{stamp(time)[: 16 if across.span.size < DAY else 10]}: {count:,} {word}"
        y = min(zero, zero + high)
        yield h("rect", h("title", told), class_=word, x=x, y=y, width=width, height=abs(high))


def _by_day(backtest: Backtest, change: Change) -> Html:
    return table(
        "Findings of each day by both versions, UTC",
        ("Day", "#Before", "#Now", "#Gained", "#Lost"),
        (
            (weekday(day.day), f"{day.before:,}", f"{day.after:,}", f"{day.gained:,}", f"{day.lost:,}")
            for day in changed(change, backtest.findings)
        ),
    )
