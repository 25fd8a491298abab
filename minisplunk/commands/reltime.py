"""reltime: how long ago a time was, in words, as a field."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import partial

from ..dataclass import dataclass
from ..errors import Span, UnsupportedSpl
from ..spl.arguments import Arguments, Option
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value, number

_TARGET = "reltime"
_DAY = 24 * 60 * 60
_UNITS = (
    ("year", 360 * _DAY),
    ("month", 30 * _DAY),
    ("day", _DAY),
    ("hour", 60 * 60),
    ("minute", 60),
    ("second", 1),
)


@dataclass(frozen=True, slots=True)
class Reltime(Command):
    """From the start of the search back to the time of a field; `names`: of the new fields, by that of the time.

    [unverified] on a recent Splunk: whole units are counted, a month having 30 days and a year 12 months, and what is
    no time is `unknown`, as in Splunk 5. `place`: where the user wrote the arguments.
    """

    name = "reltime"
    kind = Kind.STREAMING
    arguments = Arguments(timefield=Option(str, "_time"), prefix=Option(str))

    names: dict[str, str]
    place: Span

    @classmethod
    def parse(cls, p: Parser) -> Reltime:
        """`[timefield=<field-list>] [prefix=<string>]`; of several fields each has a name of its own (Search Reference,
        reltime, "Usage")."""
        place = p.rest()
        given = cls.arguments.read(p)
        fields = given["timefield"].replace(",", " ").split()
        if not fields:
            raise p.error("The option timefield names no field.", place)
        if len(fields) > 1:
            prefix = f"{_TARGET}_" if given["prefix"] is None else given["prefix"]
            return cls({field: prefix + field for field in fields}, place)
        if given["prefix"] is not None:
            # By the page's table it stands before `reltime`, by its example before the field.
            raise p.unsupported("The option prefix with a single time field.", place)
        return cls({fields[0]: _TARGET}, place)

    def needs(self, wanted: Fields) -> Fields:
        return wanted.without(self.names.values()) | Fields(frozenset(self.names))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding(self.names.values())

    def operator(self, search: Context) -> PerRow:
        return partial(self._added, search.now)

    def _added(self, now: float, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            times = {new: row.get(field) for field, new in self.names.items()}
            row.update((new, self._ago(time, now)) for new, time in times.items())
            yield row

    def _ago(self, time: Value, now: float) -> str:
        moment = number(time)
        if moment is None or not math.isfinite(moment):
            return "unknown"
        seconds = int(now - moment)
        if seconds < 0:
            raise UnsupportedSpl("Error in 'reltime' command: A time after the start of the search.", self.place)
        unit, size = next(((unit, size) for unit, size in _UNITS if seconds >= size), _UNITS[-1])
        count = seconds // size
        return f"{count} {unit}{'s' if count > 1 else ''} ago"
