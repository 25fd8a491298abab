"""mcatalog: the names of metrics, of their dimensions (`_dims`), and the values of these (Search Reference, "Internal
commands", mcatalog).

`_dims` are the dimensions that points were sent with: host, source and source type are not among them (seen by third
parties). [unverified]: which of the where clause's rules mcatalog shares with mstats, here all.
"""

from __future__ import annotations

from typing import Any

from ..errors import Span
from ..operators.aggregation import Term, check_names, read_term
from ..operators.measured import Measured
from ..operators.metric_report import PARTIAL, MetricReport
from ..operators.tabulation import Tabulation, by_fields
from ..spl.ast import And
from ..spl.parser import Parser


class Mcatalog(MetricReport):
    __slots__ = ()

    name = "mcatalog"
    takes = PARTIAL

    @classmethod
    def parse(cls, p: Parser) -> Mcatalog:
        """`values(<field>) [AS <field>]... [WHERE <search>] [BY <field>...]`."""
        options: dict[str, Any] = {}
        terms: list[Term] = []
        while p.peek() is not None and not p.at("where", "by", "groupby"):
            if not p.option(PARTIAL, options) and not p.accept(","):
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


def _term(p: Parser) -> Term:
    term = read_term(p)
    if term.function != "values" or term.field is None or term.wildcard:
        raise p.error(f"'{p.text(term.span)}' is not values(<field>).", term.span)
    return term
