"""Axes of the charts: where a time or a number is drawn, and which of them are labelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...dataclass import dataclass
from ..summaries import DAY, HOUR, moment
from ..words import number
from .markup import Html, h

WIDE, NARROW = 840, 400
"""Widths of a chart in a window and on a phone: each is drawn for both, so that its letters stay readable."""
LEFT, RIGHT = 44, 14
_MOST_BINS = 400
_STEPS = (HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, *(days * DAY for days in (1, 2, 7, 14, 28, 91, 182, 364)))


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) in microseconds, whole bins of `size`."""

    start: int
    end: int
    size: int

    @classmethod
    def of(cls, first: int, last: int) -> Span:
        """Whole days with bins of an hour for up to two days, bins of a day for up to a year, and of weeks beyond."""
        size = HOUR if last - first <= 2 * DAY else DAY
        while (last - first) // size >= _MOST_BINS:
            size = 7 * DAY if size == DAY else 2 * size
        whole = max(size, DAY)
        start = (first - _monday(size)) // whole * whole + _monday(size)
        return cls(start, start + ((last - start) // whole + 1) * whole, size)

    def bins(self) -> range:
        return range(self.start, self.end, self.size)

    def bin(self, time: int) -> int:
        return self.start + (time - self.start) // self.size * self.size


@dataclass(frozen=True, slots=True)
class Across:
    """A span of time across a chart of a width."""

    span: Span
    width: int

    def x(self, time: int) -> float:
        share = (time - self.span.start) / (self.span.end - self.span.start)
        return LEFT + share * (self.width - LEFT - RIGHT)

    @property
    def bin_width(self) -> float:
        return (self.width - LEFT - RIGHT) / len(self.span.bins())

    def ticks(self, top: float, bottom: float) -> Iterator[Html]:
        """A line at round times, and below it which time that is; the year where it is another one."""
        most = self.width // 70
        length = self.span.end - self.span.start
        step = next((step for step in _STEPS if length / step <= most), None) or -(-length // most // DAY) * DAY
        year, monday = None, _monday(step)
        for time in range(-((monday - self.span.start) // step) * step + monday, self.span.end, step):
            at, x = moment(time), self.x(time)
            label = f"{at.day} {at:%b}" if time % DAY == 0 else f"{at:%H:%M}"
            if at.year != year and time % DAY == 0:
                label, year = f"{label} {at.year}", at.year
            yield h("line", class_="grid", x1=x, x2=x, y1=top, y2=bottom)
            yield h(
                "text", label, class_="tick", x=x, y=bottom + 17, text_anchor="start" if x < LEFT + 24 else "middle"
            )


def _monday(size: int) -> int:
    """Weeks begin on a Monday; the first day of the epoch is a Thursday."""
    return 4 * DAY if size >= 7 * DAY else 0


@dataclass(frozen=True, slots=True)
class Upward:
    """Numbers from 0 to `most` between two heights of a chart."""

    most: float
    top: float
    bottom: float

    def y(self, value: float) -> float:
        return self.bottom - value / self.most * (self.bottom - self.top)

    def ticks(self, width: int) -> Iterator[Html]:
        for value in round_numbers(self.most):
            y = self.y(value)
            yield h("line", class_="grid", x1=LEFT, x2=width - RIGHT, y1=y, y2=y)
            yield h("text", number(value), class_="tick", x=LEFT - 8, y=y + 4, text_anchor="end")


def round_numbers(most: float) -> Sequence[float]:
    """0 and up to four round numbers."""
    step = 1.0
    while most / step > 4:
        step *= 2.5 if str(step).startswith("2") else 2
    return [step * count for count in range(int(most / step) + 1)]


def in_both_widths(draw: Iterator[Html]) -> Html:
    """A chart for windows, and another for phones."""
    wide, narrow = draw
    return h("div", h("div", wide, class_="wide"), h("div", narrow, class_="narrow"), class_="chart")


def svg(label: str, width: int, height: float, *drawn: Iterator[Html] | Sequence[Html]) -> Html:
    return h("svg", h("title", label), *drawn, viewBox=f"0 0 {width} {height:g}", role="img", aria_label=label)
