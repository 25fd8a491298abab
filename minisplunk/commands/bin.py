"""bin (alias bucket): puts numbers and times into bins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timezone
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from ..errors import Span
from ..operators.rows import Gathered
from ..operators.spans import Cut, LogSpan, NumberSpan, TimeSpan, has_timescale, power_of_ten
from ..spl.arguments import Reader, field_name, positive
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Operator
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..times import TimeRange, moment
from ..values import Row

_BINS = 100  # limits.conf [discretize] maxbins


@dataclass(frozen=True, slots=True)
class TimeBins:
    """`align`: a time modifier, `earliest` or `latest` of the search, or empty for the epoch."""

    span: TimeSpan
    align: str

    def cut(self, search: Context) -> Cut:
        return self.span.cut(search.zone, self._origin(search) if self.align else 0.0)

    def _origin(self, search: Context) -> float:
        """Without an end to the search's time range, from the epoch or now."""
        window, unbounded = search.window, TimeRange.ALL
        if self.align == "earliest":
            return 0.0 if window.earliest == unbounded.earliest else window.earliest / 1_000_000
        if self.align == "latest":
            return search.now if window.latest == unbounded.latest else window.latest / 1_000_000
        return moment(self.align, search.now, search.zone)


@dataclass(frozen=True, slots=True)
class AutoBins:
    """At most `bins` bins, no narrower than `least`, over the field's values and `extent`."""

    bins: int
    least: Decimal
    extent: tuple[Decimal, ...]


Bins = TimeBins | NumberSpan | LogSpan | AutoBins


@dataclass(frozen=True, slots=True)
class Bin(Command):
    """A value that belongs to no bin stays as it is."""

    name = "bin"

    field: str
    new: str
    bins: Bins

    @property
    def kind(self) -> Kind:
        return Kind.DATASET if isinstance(self.bins, AutoBins) else Kind.STREAMING

    @classmethod
    def parse(cls, p: Parser) -> Bin:
        """`[bins= | minspan= | span= | start= | end= | aligntime=]... <field> [AS <newfield>]`, in any order."""
        options: dict[str, Any] = {}
        field = new = ""
        start = p.rest()
        while (token := p.peek()) is not None:
            if (option := p.option(_OPTIONS)) is not None:
                options[option[0]] = option[1]
            elif field and p.accept("as"):
                new = p.field("a new name")
            elif field:
                raise p.invalid(token)
            else:
                field = field_name(p)
        if not field:
            raise p.error("You must specify a field to discretize.")
        return cls(field, new or field, _bins(p, field, options, start))

    def needs(self, wanted: Fields) -> Fields:
        """What had the new name is still needed: it stays where the field has no bin."""
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding([self.new])

    def operator(self, search: Context) -> Operator:
        if isinstance(self.bins, AutoBins):
            return Gathered(search.memory, partial(self._automatic, self.bins))
        return partial(self._cut, self.bins.cut(search) if isinstance(self.bins, TimeBins) else self.bins.cut)

    def _automatic(self, bins: AutoBins, rows: Iterable[Row]) -> Iterator[Row]:
        column = (row.get(self.field) for row in rows)
        return self._cut(power_of_ten(column, bins.bins, bins.least, bins.extent).cut, rows)

    def _cut(self, cut: Cut, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            value = cut(row.get(self.field))
            if value is not None:
                row[self.new] = value
            elif self.new != self.field and row.get(self.field) is not None:
                row[self.new] = row[self.field]
            yield row


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("it must be a number") from None
    if not number.is_finite():
        raise ValueError("it must be a number")
    return number


def _alignment(text: str) -> str:
    if text not in ("earliest", "latest"):
        moment(text, 0.0, timezone.utc)
    return text


_OPTIONS: dict[str, Reader] = {
    "span": str,
    "bins": positive,
    "minspan": str,
    "start": _decimal,
    "end": _decimal,
    "aligntime": _alignment,
}


def _bins(p: Parser, field: str, options: dict[str, Any], place: Span) -> Bins:
    """`span` makes the options about automatic bins void (Search Reference, bin, "start-end")."""
    span = options.get("span")
    if field != "_time" and "aligntime" in options:
        raise p.error("The option 'aligntime' is only valid for _time.", place)
    if span is None:
        return _auto(p, field, options, place)
    try:
        if "@" in span:
            raise p.unsupported(f"The span '{span}', which snaps to a time.", place)
        if field == "_time":
            return TimeBins(TimeSpan.read(span), options.get("aligntime", ""))
        if has_timescale(span):
            raise p.unsupported(f"A span of time, '{span}', for a field other than _time.", place)
        return LogSpan.read(span) or NumberSpan.read(span)
    except ValueError as error:
        raise p.error(f"Invalid value '{span}' for the option 'span': {error}.", place) from error


def _auto(p: Parser, field: str, options: dict[str, Any], place: Span) -> AutoBins:
    if field == "_time":
        raise p.unsupported("Bins of _time without the option 'span'.", place)
    least = options.get("minspan", "0")
    try:
        minimum = _decimal(least)
    except ValueError as error:
        raise p.unsupported(f"The option minspan={least}.", place) from error
    extent = tuple(options[name] for name in ("start", "end") if name in options)
    return AutoBins(options.get("bins", _BINS), minimum, extent)
