"""tstats: aggregates over a data model, or over the fields that events were indexed with.

Here there are no summaries and no tsidx files: events are read in their place, which gives the same results. With
`from` these are the rows of a root dataset; without it, events with their indexed fields alone, so that a field that is
extracted at search time is null.

[unverified]: the span of `by _time` without one is that of timechart for as many bins; a where clause that tsidx files
could not decide is tested all the same, where splunkd refuses it; PREFIX of a field that is in an event several times
gives all its values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import LimitError, Span
from ..operators.aggregation import Aggregation, Term, check_names, read_term
from ..operators.axis import MOMENT, bounds
from ..operators.bins import BINS, AutoTime, TimeBins
from ..operators.datasets import model_and_dataset, named, rows_of
from ..operators.grouping import Accumulators, Grouped, Key, keys_by
from ..operators.rows import Preceded
from ..operators.spans import Cut, TimeSpan
from ..operators.subsearches import in_terms
from ..spl import matcher, segments
from ..spl.arguments import Reader, boolean, natural, refused
from ..spl.ast import And, Comparison, SearchTerm, conjuncts, subsearches
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow, Reducer
from ..spl.datasets import Dataset, Naming
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value, fold, multivalue

_OPTIONS: dict[str, Reader] = {
    "prestats": boolean,
    "append": boolean,
    "summariesonly": boolean,
    "fillnull_value": str,
    # how summaries are read has no effect where events are: `local`, `chunk_size` and the others change no result
    "allow_old_summaries": boolean,
    "local": boolean,
    "chunk_size": natural,
    "include_reduced_buckets": boolean,
    "use_summary_index_values": boolean,
}
_OF_EVENTS = frozenset({"index", "host", "source", "sourcetype", "splunk_server"})
"""What the where clause asks of these, events are asked for before they become rows of a model."""
_TIMES = frozenset({"earliest", "latest", "_index_earliest", "_index_latest"})
_PREFIX = re.compile(r"PREFIX\((.+)\)", re.IGNORECASE | re.DOTALL)
_TIME = "_time"
_AUTOMATIC = AutoTime(BINS)


@dataclass(frozen=True, slots=True)
class Tstats(Command):
    """`where`: what rows are asked for, of a model without what events are asked for, which is `events`. `time`: the
    bins of `_time` among the by-fields. `model`: as the user named it."""

    name = "tstats"
    kind = Kind.REPORT
    takes = {**_OPTIONS, "span": str}

    terms: tuple[Term, ...]
    by: tuple[str, ...] = ()
    where: SearchTerm = field(default_factory=lambda: And((), Span(0, 0)))
    events: tuple[SearchTerm, ...] = ()
    time: TimeBins | AutoTime = _AUTOMATIC
    dataset: Dataset | None = None
    model: str = ""
    fillnull: str | None = None
    summaries: bool = False

    @classmethod
    def parse(cls, p: Parser) -> Tstats:
        """`<option>... <agg>... [FROM datamodel=<model>[.<root>]] [WHERE <search>] [BY <field>... [span=]]`."""
        options: dict[str, Any] = {}
        terms: list[Term] = []
        while p.peek() is not None and not p.at("from", "where", "by", "groupby"):
            if not p.option(_OPTIONS, options) and not p.accept(","):
                terms.append(_term(p))
        for name in ("prestats", "append"):
            if options.get(name):
                raise p.unsupported(f"The option {name}=true, which gives partial results to a later command.")
        if not terms:
            raise p.error("At least one aggregate function must be given.")
        model, dataset = _source(p) if p.accept("from") else ("", None)
        where = p.search_terms("by", "groupby") if p.accept("where") else And((), p.rest())
        matcher.check(where)
        by, time = _by(p) if p.accept("by", "groupby") else ((), _AUTOMATIC)
        check_names(p, terms, by)
        events: tuple[SearchTerm, ...] = ()
        if dataset is not None:
            events = tuple(term for term in conjuncts(where) if _of_events(term))
            where = And(tuple(term for term in conjuncts(where) if term not in events), where.span)
        summaries = options.get("summariesonly", False)
        return cls(tuple(terms), by, where, events, time, dataset, model, options.get("fillnull_value"), summaries)

    @property
    def base(self) -> SearchTerm:
        if self.dataset is None:
            return self.where
        assert self.dataset.base is not None
        return And((*conjuncts(self.dataset.base), *self.events), self.where.span)

    @property
    def indexed(self) -> bool:
        return self.dataset is None

    @property
    def drops_null(self) -> tuple[str, ...]:
        return self.by if self.fillnull is None else ()

    def needs(self, wanted: Fields) -> Fields:
        if any(subsearches(self.where)):
            return Fields.ALL
        return self._wanted if self.dataset is None else self.dataset.needs(self._wanted)

    def columns(self, before: Columns | None) -> Columns | None:
        by = tuple(_shown(name) for name in self.by)
        return Columns(by + tuple(term.name for term in self.terms), by=by)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (Inner(found.pipeline, Fields.ALL) for found in subsearches(self.where))

    def resolved(self, search: Context) -> Tstats:
        return replace(self, where=in_terms(self.where, search)) if any(subsearches(self.where)) else self

    def operator(self, search: Context) -> Reducer:
        by = tuple(_shown(name) for name in self.by)
        terms = [replace(term, field=term.field and _shown(term.field)) for term in self.terms]
        grouped = Grouped(keys_by(by), Accumulators(terms, by, search), search, _row(by), whole=not by)
        return Preceded(self._rows(search), grouped)

    @property
    def _wanted(self) -> Fields:
        """The fields of rows, or of events, that it reads."""
        read = Aggregation(self.terms, self.by, {}).fields.names
        named = {_RAW if _PREFIX.fullmatch(name) else name for name in read}
        return Fields(frozenset(named) | (matcher.fields_compared(self.where) if self.dataset else frozenset()))

    def _rows(self, search: Context) -> PerRow:
        """Events -> rows with all that is counted and grouped by."""
        steps: list[PerRow] = []
        if self.dataset is not None:
            steps.append(rows_of(self.dataset, self.model, self._wanted, search, summaries=self.summaries))
            if (test := matcher.tester(self.where)) is not None:
                steps.append(lambda rows: filter(test, rows))
        changes = list(self._changes(search))
        if changes:
            steps.append(lambda rows: _changed(rows, changes))

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for step in steps:
                rows = step(rows)
            return iter(rows)

        return run

    def _changes(self, search: Context) -> Iterator[Callable[[Row], None]]:
        read = Aggregation(self.terms, self.by, {}).fields.names
        for name in sorted(read):
            if match := _PREFIX.fullmatch(name):
                yield _prefixed(match[1])
        if _TIME in self.by:
            yield _binned(self._cut(search))
        if self.fillnull is not None:
            yield _filled([_shown(name) for name in self.by], self.fillnull)

    def _cut(self, search: Context) -> Cut:
        if isinstance(self.time, TimeBins):
            return self.time.scale(search).start
        begin, end = bounds(search.window)
        return self.time.between(begin, min(end, search.now) - MOMENT, search).start


_RAW = "_raw"


def _term(p: Parser) -> Term:
    """Search Reference, tstats: no eval expressions, no wildcards, no list()."""
    term = read_term(p)
    if term.expr is not None or term.wildcard or term.function == "list":
        raise p.unsupported(
            f"'{p.text(term.span)}' in tstats, which takes neither eval() nor wildcards nor list().", term.span
        )
    return term


def _source(p: Parser) -> tuple[str, Dataset]:
    """`datamodel=<model>[.<root>]`."""
    token = p.next("datamodel=<name>")
    if token.text.lower() != "datamodel" or not p.accept("="):
        raise p.unsupported(f"'{token.text}' as what tstats reads from: only data models are.", token.span)
    name, span = named(p)
    model, dataset = model_and_dataset(name)
    return model, p.around.models.dataset(model, dataset, Naming.TREE, span)


def _by(p: Parser) -> tuple[tuple[str, ...], TimeBins | AutoTime]:
    fields: dict[str, None] = {}
    options: dict[str, Any] = {}
    place = p.rest()
    while (token := p.peek()) is not None:
        if p.accept(","):
            continue
        if token.text.lower() == "span":
            place = token.span
        if p.option({"span": str}, options):
            continue
        name = p.field("a field to group by")
        if "*" in name:
            raise p.error(f"Wildcards are not supported in the by clause: '{name}'.", token.span)
        fields[name] = None
    if not fields:
        raise p.error("The by clause names no field.")
    return tuple(fields), _time(p, options.get("span"), place)


def _time(p: Parser, written: str | None, place: Span) -> TimeBins | AutoTime:
    if written is None or written.lower() == "auto":
        return _AUTOMATIC
    try:
        return TimeBins(TimeSpan.read(written))
    except ValueError as error:
        raise p.option_error(refused("span", written, error), place) from error
    except LimitError as error:
        raise LimitError(error.message, place) from error


def _of_events(term: SearchTerm) -> bool:
    """Whether a part of the where clause asks only for what events have, of a model or not."""
    if any(subsearches(term)):
        return False
    return (isinstance(term, Comparison) and term.field in _TIMES) or matcher.fields_compared(term) <= _OF_EVENTS


def _shown(name: str) -> str:
    """The name of a field in results: that of `PREFIX(status=)` is `status=`."""
    match = _PREFIX.fullmatch(name)
    return match[1] if match else name


def _row(by: tuple[str, ...]) -> Callable[[Key, Sequence[str], Sequence[Value]], Row | None]:
    def row(key: Key, names: Sequence[str], values: Sequence[Value]) -> Row | None:
        found: Row = dict(zip(by, key, strict=True))
        found.update((name, value) for name, value in zip(names, values, strict=True) if value is not None)
        return found or None

    return row


def _changed(rows: Iterable[Row], changes: Sequence[Callable[[Row], None]]) -> Iterator[Row]:
    for row in rows:
        for change in changes:
            change(row)
        yield row


def _binned(cut: Cut) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        row[_TIME] = cut(row.get(_TIME))

    return change


def _filled(names: Sequence[str], value: str) -> Callable[[Row], None]:
    """Search Reference, tstats, fillnull_value: of the by-fields alone."""

    def change(row: Row) -> None:
        for name in names:
            if row.get(name) is None:
                row[name] = value

    return change


def _prefixed(prefix: str) -> Callable[[Row], None]:
    """Search Reference, tstats, PREFIX(): what follows it in terms that major breakers enclose, in lower case."""
    breakers = re.escape(segments.MAJOR)
    rest = re.compile(f"(?:^|[{breakers}]){re.escape(fold(prefix))}([^{breakers}]+)")

    def change(row: Row) -> None:
        raw = row.get(_RAW)
        if isinstance(raw, str):
            row[prefix] = multivalue(rest.findall(fold(raw)))

    return change
