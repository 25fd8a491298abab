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
from functools import partial
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
from ..spl.pipeline import Stage
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
class _Source(Command):
    """What it reads: the rows of a dataset, or events with what they were indexed with. `term`: finds the events;
    `model`: as the user named it; `wanted`: of its rows."""

    name = "tstats"
    kind = Kind.GENERATING

    term: SearchTerm
    dataset: Dataset | None
    model: str
    summaries: bool
    wanted: Fields = Fields.ALL

    @property
    def base(self) -> SearchTerm:
        return self.term

    @property
    def only_base(self) -> bool:
        return self.dataset is None

    @property
    def indexed(self) -> bool:
        return self.dataset is None

    def needs(self, wanted: Fields) -> Fields:
        return wanted if self.dataset is None else self.dataset.needs(wanted)

    def columns(self, before: Columns | None) -> Columns | None:
        return None

    def narrowed(self, wanted: Fields) -> _Source:
        return replace(self, wanted=wanted)

    def operator(self, search: Context) -> PerRow:
        if self.dataset is None:
            return iter
        return rows_of(self.dataset, self.model, self.wanted, search, summaries=self.summaries)


@dataclass(frozen=True, slots=True)
class _Where(Command):
    """Keeps the rows of a dataset that the where clause asks for."""

    name = "tstats"
    kind = Kind.STREAMING

    term: SearchTerm

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields.of(matcher.fields_compared(self.term))

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        test = matcher.tester(self.term)
        return iter if test is None else partial(filter, test)


@dataclass(frozen=True, slots=True)
class _Counted(Command):
    """Counts rows in groups. `time`: the bins of `_time` among the by-fields."""

    name = "tstats"
    kind = Kind.TRANSFORMING

    terms: tuple[Term, ...]
    by: tuple[str, ...]
    time: TimeBins | AutoTime
    fillnull: str | None

    @property
    def drops_null(self) -> tuple[str, ...]:
        return tuple(name for name in self.by if not _PREFIX.fullmatch(name)) if self.fillnull is None else ()

    @property
    def _read(self) -> frozenset[str]:
        return Aggregation(self.terms, self.by, {}).fields.names

    def needs(self, wanted: Fields) -> Fields:
        return Fields(frozenset(_RAW if _PREFIX.fullmatch(name) else name for name in self._read))

    def columns(self, before: Columns | None) -> Columns | None:
        by = tuple(_shown(name) for name in self.by)
        return Columns(by + tuple(term.name for term in self.terms), by=by)

    def operator(self, search: Context) -> Reducer:
        by = tuple(_shown(name) for name in self.by)
        terms = [replace(term, field=term.field and _shown(term.field)) for term in self.terms]
        grouped = Grouped(keys_by(by), Accumulators(terms, by, search), search, partial(_row, by), whole=not by)
        changes = tuple(self._changes(search))
        return Preceded(partial(_changed, changes), grouped) if changes else grouped

    def _changes(self, search: Context) -> Iterator[Callable[[Row], None]]:
        for name in sorted(self._read):
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


@dataclass(frozen=True, slots=True)
class Tstats(Command):
    """A source, what is kept of it, and how that is counted. `events`: the parts of the where clause that ask for
    events, which are not asked for again where there is a dataset. `places`: of the parts, in the user's text."""

    name = "tstats"
    kind = Kind.REPORT
    takes = {**_OPTIONS, "span": str}

    counted: _Counted
    where: SearchTerm
    events: tuple[SearchTerm, ...] = ()
    dataset: Dataset | None = None
    model: str = ""
    summaries: bool = False
    places: tuple[Span, ...] = field(default=(), compare=False)

    @classmethod
    def parse(cls, p: Parser) -> Tstats:
        """`<option>... <agg>... [FROM datamodel=<model>[.<root>]] [WHERE <search>] [BY <field>... [span=]]`."""
        options: dict[str, Any] = {}
        terms: list[Term] = []
        begin = p.position
        while p.peek() is not None and not p.at("from", "where", "by", "groupby"):
            if not p.option(_OPTIONS, options) and not p.accept(","):
                terms.append(_term(p))
        for name in ("prestats", "append"):
            if options.get(name):
                raise p.unsupported(f"The option {name}=true, which gives partial results to a later command.")
        if not terms:
            raise p.error("At least one aggregate function must be given.")
        model, dataset = _source(p) if p.accept("from") else ("", None)
        read = Span(begin, p.position)
        where = p.search_terms("by", "groupby") if p.accept("where") else And((), Span(p.position, p.position))
        kept = Span(read.end, p.position)
        matcher.check(where)
        by, time = _by(p) if p.accept("by", "groupby") else ((), _AUTOMATIC)
        check_names(p, terms, by)
        events: tuple[SearchTerm, ...] = ()
        if dataset is not None:
            events = tuple(term for term in conjuncts(where) if _of_events(term))
            where = And(tuple(term for term in conjuncts(where) if term not in events), where.span)
        counted = _Counted(tuple(terms), by, time, options.get("fillnull_value"))
        places = (read, kept, Span(kept.end, p.position))
        return cls(counted, where, events, dataset, model, options.get("summariesonly", False), places)

    @property
    def base(self) -> SearchTerm:
        if self.dataset is None:
            return self.where
        assert self.dataset.base is not None
        return And((*conjuncts(self.dataset.base), *self.events), self.where.span)

    @property
    def indexed(self) -> bool:
        return self.dataset is None

    def parts(self, stage: Stage) -> Sequence[Stage]:
        read, kept, by = self.places
        source, *others = self._commands()
        whole = stage.part(source, Span(stage.span.start, kept.end if self.dataset is None else read.end))
        return (whole, *(stage.part(each, kept if isinstance(each, _Where) else by) for each in others))

    def needs(self, wanted: Fields) -> Fields:
        if any(subsearches(self.where)):
            return Fields.ALL
        for command in reversed(self._commands()):
            wanted = command.needs(wanted)
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        return self.counted.columns(before)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (Inner(found.pipeline, Fields.ALL) for found in subsearches(self.where))

    def resolved(self, search: Context) -> Tstats:
        return replace(self, where=in_terms(self.where, search)) if any(subsearches(self.where)) else self

    def operator(self, search: Context) -> Reducer:
        """It is run in its parts."""
        raise NotImplementedError

    def _commands(self) -> tuple[Command, ...]:
        source = _Source(self.base, self.dataset, self.model, self.summaries)
        if self.dataset is None or (isinstance(self.where, And) and not self.where.terms):
            return source, self.counted
        return source, _Where(self.where), self.counted


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


def _row(by: tuple[str, ...], key: Key, names: Sequence[str], values: Sequence[Value]) -> Row | None:
    found: Row = dict(zip(by, key, strict=True))
    found.update((name, value) for name, value in zip(names, values, strict=True) if value is not None)
    return found or None


def _changed(changes: Sequence[Callable[[Row], None]], rows: Iterable[Row]) -> Iterator[Row]:
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
