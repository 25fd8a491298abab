"""Findings over time, and below them the risk of objects, with the moment at which it passes the threshold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...explain.reasons import counted
from ...times import TimeRange
from ..report import THRESHOLD, Backtest, Finding
from ..summaries import DAY, Day, ObjectRisk, days, risks
from ..words import cut, number, stamp, weekday
from .chart import LEFT, NARROW, RIGHT, WIDE, Across, Span, Upward, in_both_widths, svg
from .markup import Html, h
from .parts import folded, section, table, when

_DRAWN = 6
"""Objects whose risk is drawn; each has a colour and a number."""
_TOP, _HIGH, _GAP = 14.0, 120.0, 40.0
_LONGEST = 400 * DAY


def timeline(backtest: Backtest) -> Html:
    found = backtest.findings
    span, highest = span_of(backtest), risks(found)[:_DRAWN]
    label = f"{counted(len(found), 'finding')} over time" + (", and the risk of objects" if highest else "")
    chart = in_both_widths(_drawn(found, highest, Across(span, width), label) for width in (WIDE, NARROW))
    return section(
        "timeline",
        "Findings over time",
        chart,
        h("ol", map(_legend, range(len(highest)), highest), class_="legend") if highest else None,
        folded("Day by day", _by_day(days(found))),
    )


def span_of(backtest: Backtest) -> Span:
    """The window, where that is closed and no longer than a year; else what has findings. All of them are in it."""
    change = backtest.change
    found = (*backtest.findings, *(() if change is None else (*change.before, *change.lost)))
    times = [finding.time for finding in found]
    window = backtest.window
    closed = window.earliest != TimeRange.ALL.earliest and window.latest != TimeRange.ALL.latest
    if closed and 0 < window.latest - window.earliest <= _LONGEST:
        times += [window.earliest, window.latest - 1]
    return Span.of(min(times), max(times))


def _drawn(found: Sequence[Finding], highest: Sequence[ObjectRisk], across: Across, label: str) -> Html:
    bottom = _TOP + _HIGH
    counts = Counter(across.span.bin(finding.time) for finding in found)
    held = Counter(across.span.bin(finding.time) for finding in found if finding.suppressed)
    up = Upward(max(counts.values()) * 1.05, _TOP, bottom)
    end = bottom + _GAP + 26 + _HIGH if highest else bottom
    return svg(
        label,
        across.width,
        end + 26,
        [*across.ticks(_TOP, end), *up.ticks(across.width)],
        [_words("Findings; faint ones were suppressed" if held.total() else "Findings", _TOP - 4)],
        _bars(counts, held, across, up),
        [*_risk(highest, across, end - _HIGH, end)] if highest else [],
    )


def _words(words: str, y: float) -> Html:
    return h("text", words, class_="name", x=LEFT, y=y)


def _bars(counts: Counter[int], held: Counter[int], across: Across, up: Upward) -> Iterator[Html]:
    """A bar for each bin with findings; what throttling has held back is the faint part of it."""
    width = min(28.0, max(1.5, across.bin_width * 0.8))
    for time, count in sorted(counts.items()):
        x = across.x(time) + (across.bin_width - width) / 2
        acted, y = up.y(count - held[time]), up.y(count)
        told = f"{stamp(time)[: 16 if across.span.size < DAY else 10]}: {counted(count, 'finding')}"
        yield h(
            "g",
            h("title", f"{told}, {held[time]:,} of them suppressed" if held[time] else told),
            h("rect", class_="bar", x=x, y=acted, width=width, height=up.bottom - acted) if acted < up.bottom else None,
            h("rect", class_="bar held", x=x, y=y, width=width, height=acted - y) if held[time] else None,
        )


def _risk(highest: Sequence[ObjectRisk], across: Across, top: float, bottom: float) -> Iterator[Html]:
    up = Upward(max(highest[0].peak, THRESHOLD) * 1.1, top, bottom)
    yield from up.ticks(across.width)
    yield _words("Risk of the last 24 hours", top - 44)
    y = up.y(THRESHOLD)
    yield h("line", class_="threshold", x1=LEFT, x2=across.width - RIGHT, y1=y, y2=y)
    yield h("text", f"{THRESHOLD}", class_="limit", x=across.width - RIGHT, y=y - 5, text_anchor="end")
    for place, risk in reversed([*enumerate(highest)]):  # the highest lies on top
        yield h("path", h("title", _told(risk)), class_=f"risk s{place}", d=_steps(risk, across, up))
    flag = 0.0
    passing = [(place, risk) for place, risk in enumerate(highest) if risk.passings]
    for place, risk in sorted(passing, key=lambda one: one[1].passings[0].time):
        moment = risk.passings[0]
        x, y = across.x(moment.time), up.y(moment.sum)
        flag = min(max(x, flag + 22), across.width - 10)
        yield h("path", class_=f"lead s{place}", d=f"M{x:.1f} {y:.1f}L{flag:.1f} {top - 20:.1f}")
        yield h("circle", class_=f"dot s{place}", cx=x, cy=y, r=3.5)
        yield h("circle", h("title", _told(risk)), class_=f"flag s{place}", cx=flag, cy=top - 20, r=9)
        yield h("text", str(place + 1), class_="flag", x=flag, y=top - 16, text_anchor="middle")


def _steps(risk: ObjectRisk, across: Across, up: Upward) -> str:
    """It stays until it changes. Where there is none, and beyond the end of the chart, nothing is drawn."""
    path, before = "", 0.0
    for time, total in risk.course:
        if time >= across.span.end:
            return f"{path}H{across.x(across.span.end):.1f}"
        x = across.x(time)
        path += f"H{x:.1f}" if before else f"M{x:.1f} {up.y(0):.1f}"
        path += f"V{up.y(total):.1f}"
        before = total
    return path


def _told(risk: ObjectRisk) -> str:
    name = f"{cut(risk.object, 80)} ({cut(risk.type, 20)})"
    if not risk.passings:
        return f"{name}: {number(risk.peak)} at most"
    first = risk.passings[0]
    return f"{name}: passes {THRESHOLD} at {stamp(first.time)} UTC with {number(first.sum)}"


def _legend(place: int, risk: ObjectRisk) -> Html:
    return h(
        "li",
        h("span", str(place + 1), class_=f"key s{place}", aria_hidden="true"),
        h("span", h("b", cut(risk.object, 80)), " ", h("span", cut(risk.type, 20), class_="soft")),
        h("span", *passes(risk)),
    )


def passes(risk: ObjectRisk) -> Iterator[str]:
    """When the risk of an object passes the threshold, or how high it comes."""
    if not risk.passings:
        yield h("span", f"{number(risk.peak)} at most in 24 hours", class_="soft")
        return
    first, *others = risk.passings
    yield h("b", f"passes {THRESHOLD}", class_="over")
    yield f" with {number(first.sum)} at "
    yield when(first.time)
    if others:
        yield f", and {len(others):,} more {'time' if len(others) == 1 else 'times'}"


def _by_day(found: Sequence[Day]) -> Html:
    return table(
        "Findings of each day, UTC",
        ("Day", "#Findings", "#Suppressed", "#Users", "#Risk"),
        (
            (weekday(day.day), f"{day.findings:,}", f"{day.suppressed:,}", f"{day.users:,}", number(day.risk))
            for day in found
        ),
    )
