"""The x-axis of a chart: the bins that it has, and rows for those without results."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from ..dataclass import dataclass
from ..errors import LimitError
from ..times import TimeRange
from ..values import Value, number, texts
from .spans import Scale, Start, TimeScale, TimeSpan, begun, written

SPANS = tuple(map(TimeSpan.read, ("1s", "5s", "10s", "30s", "1m", "5m", "10m", "30m", "1h", "1d", "1mon")))
"""What an automatic span is chosen from ("Spans used when minspan is specified"): the first that gives at most `bins`
bins, which agrees with the page's table "Default time spans"."""
MOMENT = 1 / 1_000_000
"""The smallest difference between two times, in seconds."""
MAX_ROWS = 50_000
"""limits.conf.spec, [discretize] maxbins."""
_MONTH = 30.4375 * 86_400

S = TypeVar("S", bound=Scale)


_ROUNDED = 1e-6
"""A time that lies this near before the next bin may be rounded into it."""


@dataclass(frozen=True, slots=True)
class Axis(Generic[S]):
    """`first` and `last`: where the outermost bins start, infinite without a bound of the search."""

    scale: S
    first: Start = -math.inf
    last: Start = math.inf

    def at(self) -> Callable[[Value], Sequence[str]]:
        """A row's time -> its bin as text, or none. It remembers the last bin, which neighbouring rows often share."""
        low, high, found = math.inf, -math.inf, tuple[str, ...]()

        def at(value: Value) -> Sequence[str]:
            nonlocal low, high, found
            time = number(value)
            if time is None:
                return ()
            if not low <= time < high:
                start = self.scale.start(time)
                if start is None:
                    return ()
                low, high = start, self.scale.after(start) - _ROUNDED
                found = (written(start),) if self.first <= start <= self.last else ()
            return found

        return at

    def among(self, value: Value) -> Sequence[str]:
        """The bins of all values of a field, as texts; a value that belongs to none stays as it is."""
        starts = ((self.scale.start(single), single) for single in texts(value))
        return [single if start is None else written(start) for start, single in starts]

    def shown(
        self, rows: Iterable[tuple[str, list[Value]]], empty: list[Value] | None, command: str
    ) -> Iterator[tuple[Any, list[Value]]]:
        """The rows under the names of their bins. With `empty` values also bins without a row have one: from the first
        to the last if the axis is bounded, else between rows. Raises LimitError for too many."""
        found = self._named(rows) if empty is None else self._filled(rows, empty)
        for given, row in enumerate(found):
            if given >= MAX_ROWS:
                raise too_many(command)
            yield row

    def _named(self, rows: Iterable[tuple[str, list[Value]]]) -> Iterator[tuple[Value, list[Value]]]:
        for x, values in rows:
            start = begun(self.scale, x)
            yield x if start is None else self.scale.name(start), values

    def _filled(
        self, rows: Iterable[tuple[str, list[Value]]], empty: list[Value]
    ) -> Iterator[tuple[Value, list[Value]]]:
        after, name, due = self.scale.after, self.scale.name, self.first
        for x, values in rows:
            start = begun(self.scale, x)
            if start is None:
                yield x, values
                continue
            while -math.inf < due < start:
                yield name(due), empty
                due = after(due)
            yield name(start), values
            due = after(start)
        while -math.inf < due <= self.last < math.inf:
            yield name(due), empty
            due = after(due)


def bounds(window: TimeRange) -> tuple[float, float]:
    """In seconds, the end excluded; infinite where there is no bound. "All time" is dispatched from the epoch on."""
    unbounded = TimeRange.ALL
    earliest = -math.inf if window.earliest in (0, unbounded.earliest) else window.earliest / 1_000_000
    return earliest, math.inf if window.latest == unbounded.latest else window.latest / 1_000_000


def begins(scale: TimeScale, time: float) -> float:
    """The time at which its bin begins; an infinite time stays as it is."""
    start = scale.start(time) if math.isfinite(time) else None
    return start if isinstance(start, (int, float)) else time


def width(scale: TimeScale, begin: float, end: float) -> float:
    """How many bins there are from one time to another; 0 when the end comes before the beginning."""
    if not begin <= end:
        return 0
    length = _MONTH if scale.span.unit == "mon" else scale.span.seconds
    bins = (begins(scale, end) - begins(scale, begin)) / length
    # rounded: days on which the clock is changed are longer or shorter
    return round(bins) + 1 if math.isfinite(bins) else bins


def too_many(command: str) -> LimitError:
    message = f"The specified span would result in too many (>{MAX_ROWS}) rows."
    return LimitError(f"Error in '{command}' command: {message}")
