"""bin (alias bucket): puts numbers and times into bins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timezone
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from ..errors import Span
from ..spl.ast import Context, Fields
from ..spl.parser import Parser, natural
from ..times import TimeRange, moment
from ..values import Row
from . import names
from .spans import Cut, LogSpan, NumberSpan, TimeSpan, has_timescale, power_of_ten

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
class Bin:
    """A value that belongs to no bin stays as it is."""

    name: ClassVar[str] = "bin"
    generating: ClassVar[bool] = False

    field: str
    new: str
    bins: Bins

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
                new = names.field(p, "a new name")
            else:
                name = names.field(p, "a field")
                if field or ("=" in name and not token.quoted):
                    raise p.error(f"Invalid argument: '{name}'", token.span)
                if "*" in name:
                    raise p.unsupported(f"The wildcard '{name}'.", token.span)
                field = name
        if not field:
            raise p.error("You must specify a field to discretize.")
        return cls(field, new or field, _bins(p, field, options, start))

    def needs(self, wanted: Fields) -> Fields:
        """What had the new name is still needed: it stays where the field has no bin."""
        return wanted | Fields(frozenset({self.field}))

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        cut: Cut
        if isinstance(self.bins, AutoBins):
            rows = list(rows)
            column = (row.get(self.field) for row in rows)
            cut = power_of_ten(column, self.bins.bins, self.bins.least, self.bins.extent).cut
        elif isinstance(self.bins, TimeBins):
            cut = self.bins.cut(search)
        else:
            cut = self.bins.cut
        for row in rows:
            value = cut(row.get(self.field))
            if value is not None:
                row[self.new] = value
            elif self.new != self.field and row.get(self.field) is not None:
                row[self.new] = row[self.field]
            yield row


def _positive(text: str) -> int:
    number = natural(text)
    if not number:
        raise ValueError("it must be greater than zero")
    return number


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


_OPTIONS: dict[str, Callable[[str], Any]] = {
    "span": str,
    "bins": _positive,
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
