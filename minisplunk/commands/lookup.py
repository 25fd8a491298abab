"""lookup: rows get fields of the lookup table's rows that match theirs, by the rules in lookups/enrichment.py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import partial

from ..dataclass import dataclass
from ..errors import Span, SplError
from ..lookups.enrichment import TIME, Enrichment, Pair
from ..spl.arguments import boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Lookup(Command):
    name = "lookup"
    kind = Kind.STREAMING
    # `local` and `update` say where a lookup runs and when it is read again: neither has a meaning on one machine.
    takes = {"local": boolean, "update": boolean, "event_time_field": str}

    enrichment: Enrichment
    span: Span = field(default=Span(0, 0), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Lookup:
        """`[local=<bool>] [update=<bool>] [event_time_field=<string>] <table> <pair>... [OUTPUT|OUTPUTNEW <pair>...]`,
        a pair as in `_pairs` (searchbnf.conf, lookup-command)."""
        time = p.options(cls.takes).get("event_time_field", TIME)
        token = p.next("the name of a lookup table")
        if token.kind == "punctuation" or p.at("="):
            raise p.invalid(token)
        inputs = _pairs(p, "output", "outputnew")
        if not inputs:
            raise p.error("Must specify one or more lookup fields.")
        keyword = p.accept("output", "outputnew")
        outputs = _pairs(p)
        if keyword is not None and not outputs:
            raise p.error(f"Must specify one or more fields after {keyword.text.upper()}.")
        new = keyword is not None and keyword.text.lower() == "outputnew"
        return cls(Enrichment(token.text, inputs, outputs, new, time), token.span)

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset(self.enrichment.needs()))

    def columns(self, before: Columns | None) -> Columns | None:
        outputs = self.enrichment.outputs
        return before and before.adding([pair.field for pair in outputs], more=not outputs)

    def operator(self, search: Context) -> PerRow:
        return partial(self._looked_up, search)

    def _looked_up(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        table = search.lookup(self.enrichment.table)
        if fault := self.enrichment.fault(table):
            raise SplError(f"Error in 'lookup' command: {fault}", self.span)
        yield from map(self.enrichment.filler(table), rows)


def _pairs(p: Parser, *stop: str) -> tuple[Pair, ...]:
    """`column [AS field]` separated by blanks or commas, up to the end or a stop word."""
    pairs: list[Pair] = []
    while p.peek() is not None and not p.at(*stop):
        if p.accept(","):
            continue
        column = p.field("a field of the lookup table")
        pairs.append(Pair(column, p.field() if p.accept("as") else column))
    return tuple(pairs)
