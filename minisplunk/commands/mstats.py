"""mstats: aggregates over what metric data points have measured (Search Reference, mstats).

With `avg(cpu.usr)` each metric has a field of its own, which no dimension is mistaken for, so that several metrics
stand side by side; with `avg(_value)`, and the metrics named in the where clause, each measurement is a row of its own.

[unverified]: time comes first among the columns; a series that has a single point in a bin of time has no rate there;
the wording of the errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ..dataclass import dataclass
from ..errors import Span
from ..fields.points import NAME, PREFIX, VALUE
from ..functions import Environment
from ..functions.aggregates import find
from ..functions.aggregates.series import RATES
from ..operators.aggregation import Term, check_names, read_term
from ..operators.measured import SERIES, Measured
from ..operators.metric_report import PARTIAL, MetricReport
from ..operators.tabulation import TIME, Tabulation, by_fields, span_of
from ..spl.arguments import Option, Taken, boolean, natural, never
from ..spl.ast import And, Comparison, SearchTerm, walk
from ..spl.columns import Columns
from ..spl.parser import Parser
from ..values import Row, Value, texts

_CHART = "chart and timechart make charts of the results"
_OPTIONS: dict[str, Taken] = {
    **PARTIAL,
    "chart": Option(boolean, unsupported=bool, lacks=_CHART),
    **{f"chart.{name}": never(str, _CHART) for name in ("limit", "agg", "usenull", "useother", "nullstr", "otherstr")},
    # these two are for real-time searches alone, and how points are read changes no result
    "backfill": boolean,
    "update_period": natural,
    "chunk_size": natural,
    "fillnull_value": str,
    "span": str,
    "every": never(str, "all points of a span are read"),
}
_FUNCTIONS = frozenset(
    {"avg", "c", "count", "earliest", "earliest_time", "latest", "latest_time", "max", "mean", "median", "min"}
    | {"range", "rate", "stdev", "stdevp", "sum", "sumsq", "var", "varp", *RATES}
)
_PERCENTILES = ("p", "perc", "exactperc", "upperperc")
_CLAUSES = ("where", "by", "groupby")
_AFTER_WHERE = ("span", "every", *(name for name in _OPTIONS if name.startswith("chart.")))


@dataclass(frozen=True, slots=True)
class _OfSeries(Term):
    """An aggregate that tells the time series apart."""

    @property
    def timed(self) -> bool:
        return True

    @property
    def factory(self) -> Callable[[], Any]:
        return RATES[self.function]

    def reader(self, environment: Environment) -> Callable[[Row], Value]:
        name = self.field
        assert name is not None

        def read(row: Row) -> Value:
            measured = row.get(name)
            return None if measured is None else [*texts(row[SERIES]), *texts(measured)]

        return read


class Mstats(MetricReport):
    __slots__ = ()

    name = "mstats"
    condenses = True
    takes = _OPTIONS

    @classmethod
    def parse(cls, p: Parser) -> Mstats:
        """`<option>... <stats-metric-term>... [WHERE <search>] [BY <field>...]`, with `span` anywhere between them."""
        options: dict[str, Any] = {}
        terms: list[Term] = []
        by: tuple[str, ...] = ()
        begin = p.position
        where: SearchTerm = And((), Span(begin, begin))
        place = p.rest()
        while (token := p.peek()) is not None:
            if token.is_word("span"):
                place = token.span
            if p.option(_OPTIONS, options) or p.accept(","):
                continue
            if p.accept("where"):
                where = p.search_terms(*_CLAUSES, *_AFTER_WHERE)
            elif p.accept("by", "groupby"):
                by = _by(p)
            else:
                terms.append(_term(p))
        if not terms:
            raise p.error("At least one aggregate function must be given.")
        check_names(p, terms, by)
        series = (SERIES,) if any(isinstance(term, _OfSeries) for term in terms) else ()
        metrics = _metrics(p, terms, where)
        measured = Measured.read(p, where, (*by, *series))
        if metrics:
            measured = replace(measured, metrics=metrics, apart=NAME in by)
            terms = [replace(term, field=f"{PREFIX}{term.field}") for term in terms]
        if "span" in options:
            by = (TIME, *by)
        time = span_of(p, options.get("span"), place)
        return cls(measured, Tabulation(tuple(terms), by, time, options.get("fillnull_value")))

    def columns(self, before: Columns | None) -> Columns | None:
        wild = any(term.wildcard for term in self.table.terms)
        return Columns((), more=True, by=self.table.by) if wild else self.table.columns()


def _term(p: Parser) -> Term:
    term = read_term(p, own=RATES)
    if term.expr is not None:
        raise p.error("mstats takes no eval expressions.", term.span)
    if term.field is None:
        raise p.unsupported("A count without a metric.", term.span)
    percentile = term.function.rstrip("0123456789.") in _PERCENTILES and find(term.function) is not None
    if term.function not in _FUNCTIONS and not percentile:
        raise p.unsupported(f"The function '{term.function}', which mstats is not documented to have.", term.span)
    if term.function in RATES:
        return _OfSeries(term.function, term.field, None, term.name, term.span)
    return term


def _by(p: Parser) -> tuple[str, ...]:
    fields: dict[str, None] = {}
    while (token := p.peek()) is not None and not p.at_option() and not p.at(*_CLAUSES):
        for name in by_fields(p):
            if name in (VALUE, TIME):
                raise p.error(f"Results cannot be grouped by {name}.", token.span)
            fields[name] = None
    if not fields:
        raise p.error("The by clause names no field.")
    return tuple(fields)


def _metrics(p: Parser, terms: Sequence[Term], where: SearchTerm) -> tuple[str, ...]:
    """The metrics that the terms name; none where they are all of `_value`, and the where clause names them."""
    named = tuple(dict.fromkeys(term.field for term in terms if term.field is not None and term.field != VALUE))
    filters = [term for term in walk(where) if isinstance(term, Comparison) and term.field == NAME]
    if not named:
        if not filters:
            raise p.error("With functions of _value the where clause must filter on metric_name.", terms[0].span)
        return ()
    if any(term.field == VALUE for term in terms):
        raise p.error("Functions of _value and of metrics cannot be given together.", terms[0].span)
    if filters:
        raise p.error("The where clause cannot filter on metric_name where functions name metrics.", filters[0].span)
    return named
