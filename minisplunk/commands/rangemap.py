"""rangemap: the names of the ranges that a number lies in become the field `range`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..dataclass import dataclass
from ..spl import lexer
from ..spl.arguments import repeated
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.lexer import Token
from ..spl.parser import Parser
from ..values import Row, Value, multivalue, number, texts

_TARGET = "range"
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_RANGE = re.compile(rf"({_NUMBER})-({_NUMBER})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends belong to it."""

    name: str
    low: float
    high: float

    def has(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Rangemap(Command):
    """A number in several ranges gets the names of all, in the order in which they are written; one in none the default
    (Search Reference, rangemap).

    [unverified] on a real Splunk: no value, and what is no number, get the default too; of a multivalue field each
    value counts.
    """

    name = "rangemap"
    kind = Kind.STREAMING
    takes = {"field": str, "default": str}

    field: str
    ranges: tuple[Range, ...]
    default: str

    @classmethod
    def parse(cls, p: Parser) -> Rangemap:
        """`field=<field> [<attribute_name>=<num>-<num>]... [default=<string>]`, in any order."""
        given: dict[str, Any] = {}
        ranges: dict[str, Range] = {}
        while (token := p.peek()) is not None:
            if p.accept(",") or p.option(cls.takes, given):
                continue
            range_ = _range(p, token)
            if range_.name in ranges:
                raise p.option_error(repeated(range_.name), token.span)
            ranges[range_.name] = range_
        if not given.get("field"):
            raise p.error("The option field is missing.")
        return cls(given["field"], tuple(ranges.values()), given.get("default", "None"))

    def needs(self, wanted: Fields) -> Fields:
        return wanted.without({_TARGET}) | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((_TARGET,))

    def operator(self, search: Context) -> PerRow:
        return self._mapped

    def _mapped(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            row[_TARGET] = self._names(row.get(self.field)) or self.default
            yield row

    def _names(self, value: Value) -> Value:
        numbers = [found for single in texts(value) if (found := number(single)) is not None]
        return multivalue([range_.name for range_ in self.ranges if any(map(range_.has, numbers))])


def _range(p: Parser, token: Token) -> Range:
    name = p.next()
    if name.kind == "punctuation" or not p.accept("="):
        raise p.invalid(token)
    value = lexer.value(p.source, p.position, p.end)
    found = _RANGE.fullmatch(value.text) if value is not None else None
    if value is None or found is None:
        raise p.error(f"The range of '{name.text}' must be of the form <number>-<number>.", (value or token).span)
    p.position = value.span.end
    low, high = float(found[1]), float(found[2])
    if low > high:
        raise p.unsupported(f"The range '{value.text}', which ends before it begins.", value.span)
    return Range(name.text, low, high)
