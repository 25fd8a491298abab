"""tstats: aggregates over a data model, or over the fields that events were indexed with.

Here there are no summaries and no tsidx files: events are read in their place, which gives the same results. With
`from` these are the rows of a root dataset, or those that tscollect has kept with a search job; without it, events with
their indexed fields alone, so that a field that is extracted at search time is null.

With prestats=true its rows are partial results, which a later command counts. Splunk has one row a group with fields of
its own (psrsvd_...); here there is a row for each event of a group, which that command counts as it counts events.

[unverified]: the span of `by _time` without one is that of timechart for as many bins; a where clause that tsidx files
could not decide is tested all the same, where splunkd refuses it; PREFIX of a field that is in an event several times
gives all its values. Options after the by clause are taken as in front, as published searches have them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..errors import Span
from ..operators.aggregation import Term, check_names, kinds, read_term
from ..operators.bins import AutoTime, TimeBins
from ..operators.datasets import model_and_dataset, named, rows_of
from ..operators.gathered import Gathered
from ..operators.rows import Preceded
from ..operators.subsearches import MAXOUT, in_terms
from ..operators.tabulation import AUTOMATIC, TIME, Tabulation, by_fields, span_of
from ..spl import matcher, segments
from ..spl.arguments import Reader, boolean, natural
from ..spl.ast import And, SearchTerm, conjuncts, subsearches
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, Operator, PerRow
from ..spl.datasets import Dataset, Naming
from ..spl.fields import Fields
from ..spl.modifiers import MODIFIERS
from ..spl.parser import Parser
from ..spl.pipeline import Pipeline, Stage
from ..values import Row, fold, multivalue

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
_PREFIX = re.compile(r"PREFIX\((.+)\)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Source(Command):
    """What it reads: the rows of a dataset, or events with what they were indexed with. `term`: finds the events;
    `model`: as the user named it; `wanted`: of its rows."""

    name = "tstats"
    kind = Kind.GENERATING

    term: SearchTerm | None
    dataset: Dataset | None
    model: str
    summaries: bool
    wanted: Fields = Fields.ALL

    @property
    def base(self) -> SearchTerm | None:
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

    def supplies(self, before: frozenset[str] | None) -> frozenset[str] | None:
        return None if self.dataset is None else self.dataset.supplies()

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
    """Counts rows in groups. `uncounted`: gives the rows of groups, for another command to count."""

    name = "tstats"
    kind = Kind.TRANSFORMING
    condenses = True

    counts: Tabulation
    uncounted: bool = False

    @property
    def drops_null(self) -> tuple[str, ...]:
        return tuple(name for name in self.counts.drops_null if not _PREFIX.fullmatch(name))

    def needs(self, wanted: Fields) -> Fields:
        return Fields(frozenset(_RAW if _PREFIX.fullmatch(name) else name for name in self.counts.fields))

    def columns(self, before: Columns | None) -> Columns | None:
        return self._shown.columns(uncounted=self.uncounted)

    def operator(self, search: Context) -> Operator:
        prefixes = [match[1] for name in sorted(self.counts.fields) if (match := _PREFIX.fullmatch(name))]
        changed = partial(_changed, [*map(_prefixed, prefixes)])
        if self.uncounted:
            groups = self._shown.groups(search)
            return (lambda rows: groups(changed(rows))) if prefixes else groups
        reducer = self._shown.reducer(search)
        return Preceded(changed, reducer) if prefixes else reducer

    @property
    def _shown(self) -> Tabulation:
        """By the names of fields in results."""
        terms = tuple(replace(term, field=term.field and _shown(term.field)) for term in self.counts.terms)
        return replace(self.counts, terms=terms, by=tuple(map(_shown, self.counts.by)))


@dataclass(frozen=True, slots=True)
class Tstats(Command):
    """A source, what is kept of it, and how that is counted. `events`: the parts of the where clause that ask for
    events, which are not asked for again where there is a dataset. `places`: of the parts, in the user's text.
    `appended`: with append=true, the same as a search of its own, whose rows come after those before it."""

    name = "tstats"
    condenses = True
    takes = {**_OPTIONS, "span": str}

    counted: _Counted
    where: SearchTerm
    events: tuple[SearchTerm, ...] = ()
    dataset: Dataset | None = None
    model: str = ""
    summaries: bool = False
    places: tuple[Span, ...] = field(default=(), compare=False)
    appended: Pipeline | None = None

    @classmethod
    def parse(cls, p: Parser) -> Tstats:
        """`<option>... <agg>... [FROM <source>] [WHERE <search>] [BY <field>... [span=]]`."""
        options: dict[str, Any] = {}
        terms: list[Term] = []
        begin = p.position
        while p.peek() is not None and not p.at("from", "where", "by", "groupby"):
            if not p.option(_OPTIONS, options) and not p.accept(","):
                terms.append(_term(p))
        if not terms:
            raise p.error("At least one aggregate function must be given.")
        model, dataset = _source(p) if p.accept("from") else ("", None)
        read = Span(begin, p.position)
        where = p.search_terms("by", "groupby") if p.accept("where") else And((), Span(p.position, p.position))
        kept = Span(read.end, p.position)
        matcher.check(where)
        by, time = _by(p, options) if p.accept("by", "groupby") else ((), AUTOMATIC)
        check_names(p, terms, by)
        if uncounted := options.get("prestats", False):
            _check_partial(p, terms, by)
        elif options.get("append"):
            raise p.error("append=true is only valid with prestats=true.")  # Search Reference, tstats, append
        events: tuple[SearchTerm, ...] = ()
        if dataset is not None and dataset.base is not None:
            events = tuple(term for term in conjuncts(where) if _of_events(term))
            where = And(tuple(term for term in conjuncts(where) if term not in events), where.span)
        counted = _Counted(Tabulation(tuple(terms), by, time, options.get("fillnull_value")), uncounted)
        places = (read, kept, Span(kept.end, p.position))
        made = cls(counted, where, events, dataset, model, options.get("summariesonly", False), places)
        if not options.get("append"):
            return made
        whole = Span(begin, p.position)
        return replace(made, appended=Pipeline((Stage(made, whole, p.text(whole)),)))

    @property
    def kind(self) -> Kind:
        return Kind.REPORT if self.appended is None else Kind.DATASET

    @property
    def prestats(self) -> frozenset[tuple[str, str | None]]:
        return kinds(self.counted.counts.terms) if self.counted.uncounted else frozenset()

    @property
    def base(self) -> SearchTerm | None:
        if self.appended is not None:
            return None
        if self.dataset is None:
            return self.where
        if self.dataset.base is None:
            return None
        return And((*conjuncts(self.dataset.base), *self.events), self.where.span)

    @property
    def indexed(self) -> bool:
        return self.dataset is None and self.appended is None

    def terms_end(self, stage: Stage) -> tuple[int, str] | None:
        """None for a data model, whose events are not found by these terms alone."""
        kept = self.places[1]
        if self.dataset is not None:
            return None
        return kept.end, " " if kept.start < kept.end else " where "

    def parts(self, stage: Stage) -> Sequence[Stage]:
        if self.appended is not None:
            return (stage,)
        read, kept, by = self.places
        source, *others = self._commands()
        whole = stage.part(source, Span(stage.span.start, kept.end if self.dataset is None else read.end))
        return (whole, *(stage.part(each, kept if isinstance(each, _Where) else by) for each in others))

    @property
    def groups_by(self) -> tuple[str, ...]:
        return self.counted.counts.by

    def needs(self, wanted: Fields) -> Fields:
        if self.appended is not None:
            return wanted
        if any(subsearches(self.where)):
            return Fields.ALL
        for command in reversed(self._commands()):
            wanted = command.needs(wanted)
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        columns = self.counted.columns(before)
        if self.appended is None or columns is None:
            return columns
        return before and before.adding(columns.names)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        if self.appended is not None:
            return (Inner(self.appended, Fields.ALL),)
        return (Inner(found.pipeline, Fields.ALL, MAXOUT) for found in subsearches(self.where))

    def resolved(self, search: Context) -> Tstats:
        if self.appended is not None or not any(subsearches(self.where)):
            return self
        return replace(self, where=in_terms(self.where, search))

    def operator(self, search: Context) -> PerRow:
        """It is run in its parts, or as a search of its own."""
        assert self.appended is not None
        return partial(_append, self.appended, search)

    def _commands(self) -> tuple[Command, ...]:
        source = _Source(self.base, self.dataset, self.model, self.summaries)
        if self.dataset is None or (isinstance(self.where, And) and not self.where.terms):
            return source, self.counted
        return source, _Where(self.where), self.counted


_RAW = "_raw"


def _append(pipeline: Pipeline, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
    yield from rows
    yield from search.subsearch(pipeline, maxout=0, maxtime=0)


def _check_partial(p: Parser, terms: Sequence[Term], by: tuple[str, ...]) -> None:
    """What is in a bin of `_time` has its own time no more, when the next command counts it."""
    for term in terms:
        if TIME in by and TIME in term.fields:
            raise p.unsupported(f"'{p.text(term.span)}' by _time with prestats=true.", term.span)


def _term(p: Parser) -> Term:
    """Search Reference, tstats: no eval expressions, no wildcards, no list()."""
    term = read_term(p)
    if term.expr is not None or term.wildcard or term.function == "list":
        raise p.unsupported(
            f"'{p.text(term.span)}' in tstats, which takes neither eval() nor wildcards nor list().", term.span
        )
    return term


def _source(p: Parser) -> tuple[str, Dataset]:
    """`datamodel=<model>[.<root>]`, `sid=<sid>`, or a namespace (Search Reference, tstats, "FROM clause arguments")."""
    token = p.next("datamodel=<name>")
    if token.kind == "punctuation":
        raise p.invalid(token)
    if not p.accept("="):
        return token.text, Gathered(token.text, "", token.span)
    name, span = named(p)
    if token.text.lower() == "sid":
        return name, Gathered(f"sid={name}", name, span)
    if token.text.lower() != "datamodel":
        raise p.unsupported(f"'{token.text}' as what tstats reads from.", token.span)
    model, dataset = model_and_dataset(name)
    return model, p.around.models().dataset(model, dataset, Naming.TREE, span)


def _by(p: Parser, options: dict[str, Any]) -> tuple[tuple[str, ...], TimeBins | AutoTime]:
    fields: dict[str, None] = {}
    place = p.rest()
    while (token := p.peek()) is not None:
        if token.text.lower() == "span":
            place = token.span
        if not p.option(Tstats.takes, options):
            if p.at_option():
                raise p.invalid()
            fields.update(dict.fromkeys(by_fields(p)))
    if not fields:
        raise p.error("The by clause names no field.")
    return tuple(fields), span_of(p, options.get("span"), place)


def _of_events(term: SearchTerm) -> bool:
    """Whether a part of the where clause asks only for what events have, of a model or not."""
    if any(subsearches(term)):
        return False
    fields = matcher.fields_compared(term)
    return bool(fields & MODIFIERS) or fields <= _OF_EVENTS


def _shown(name: str) -> str:
    """The name of a field in results: that of `PREFIX(status=)` is `status=`."""
    match = _PREFIX.fullmatch(name)
    return match[1] if match else name


def _changed(changes: Sequence[Callable[[Row], None]], rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        for change in changes:
            change(row)
        yield row


def _prefixed(prefix: str) -> Callable[[Row], None]:
    """Search Reference, tstats, PREFIX(): what follows it in terms that major breakers enclose, in lower case."""
    breakers = re.escape(segments.MAJOR)
    rest = re.compile(f"(?:^|[{breakers}]){re.escape(fold(prefix))}([^{breakers}]+)")

    def change(row: Row) -> None:
        raw = row.get(_RAW)
        if isinstance(raw, str):
            row[prefix] = multivalue(rest.findall(fold(raw)))

    return change
