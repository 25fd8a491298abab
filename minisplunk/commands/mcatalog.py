"""mcatalog: the names of metrics, of their dimensions (`_dims`), and the values of these (Search Reference, "Internal
commands", mcatalog).

`_dims` are the dimensions that points were sent with: host, source and source type are not among them (seen by third
parties). [unverified]: which of the where clause's rules mcatalog shares with mstats, here all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import Span
from ..operators.aggregation import Term, check_names, read_term
from ..operators.measured import Measured
from ..operators.rows import Preceded
from ..operators.tabulation import Tabulation, by_fields
from ..spl.arguments import Option, Taken, boolean
from ..spl.ast import And, SearchTerm
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..spl.parser import Parser

_PARTIAL = "it gives partial results to a later command"
_OPTIONS: dict[str, Taken] = {
    "prestats": Option(boolean, unsupported=bool, lacks=_PARTIAL),
    "append": Option(boolean, unsupported=bool, lacks=_PARTIAL),
}


@dataclass(frozen=True, slots=True)
class Mcatalog(Command):
    name = "mcatalog"
    kind = Kind.REPORT
    takes = _OPTIONS

    measured: Measured
    table: Tabulation

    @classmethod
    def parse(cls, p: Parser) -> Mcatalog:
        """`values(<field>) [AS <field>]... [WHERE <search>] [BY <field>...]`."""
        options: dict[str, Any] = {}
        terms: list[Term] = []
        while p.peek() is not None and not p.at("where", "by", "groupby"):
            if not p.option(_OPTIONS, options) and not p.accept(","):
                terms.append(_term(p))
        if not terms:
            raise p.error("At least one values() must be given.")
        empty = And((), Span(p.position, p.position))
        where = p.search_terms("by", "groupby") if p.accept("where") else empty
        by: tuple[str, ...] = ()
        if p.accept("by", "groupby"):
            by = by_fields(p)
            if not by:
                raise p.error("The by clause names no field.")
        if p.peek() is not None:
            raise p.invalid()
        check_names(p, terms, by)
        asked = (*by, *(term.field for term in terms if term.field))
        return cls(Measured.read(p, where, asked), Tabulation(tuple(terms), by))

    @property
    def base(self) -> SearchTerm:
        return self.measured.base

    @property
    def indexed(self) -> bool:
        return True

    @property
    def metrics(self) -> bool:
        return True

    @property
    def drops_null(self) -> tuple[str, ...]:
        return self.table.drops_null

    def needs(self, wanted: Fields) -> Fields:
        """Which fields are dimensions shows when they are there."""
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return self.table.columns()

    def operator(self, search: Context) -> Reducer:
        return Preceded(self.measured.rows, self.table.reducer(search))


def _term(p: Parser) -> Term:
    term = read_term(p)
    if term.function != "values" or term.field is None or term.wildcard:
        raise p.error(f"'{p.text(term.span)}' is not values(<field>).", term.span)
    return term
