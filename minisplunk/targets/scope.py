"""A search, and where a run's events are in place of where it expects them -> the search that finds these events alone.

Wanted is what the search finds on a Splunk that holds nothing but the run's events, in the place that it expects: with
the index and the host that it may ask for. On a shared Splunk the same events have an index, and perhaps a host, of the
run's own, among the events of others. So to the base of the search, and of each of its subsearches,

* terms are added for the run's own index and host: no other event is found;
* a term that asks for an index or a host is put in other words where it would find others of the run's events than it
  was to find: `index=win*` becomes `index="run"`;
* and where a later command, or who looks at the results, may see the index or the host, an eval says those that were
  expected. Then all that comes later is given the same rows.

That is the same only where nothing else depends on the place. All that may is refused by name: commands that find
events in another way, or write; the role's default indexes; fields, event types and tags that are made of the place
before any command sees it; subsearches whose results become terms for the place. Other knowledge (macros, lookups) is
the same on either Splunk.

[unverified] on a real Splunk: that its optimizer carries no later term for `index` over the eval.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from ..commands import resolve
from ..dataclass import dataclass
from ..errors import PIPELINE, Span, UnsupportedSpl
from ..spl import matcher
from ..spl.ast import And, Comparison, Not, Or, SearchTerm, conjuncts, subsearches, walk
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline, Stage
from ..spl.pipelines import as_job, parse
from ..spl.quoting import quoted
from ..spl.source import SourceText
from .search_time import EVERY, NOTHING, SearchTime

Place = Mapping[str, Mapping[str, str]]
"""For `index`, and for `host` where that is another too: the values that the run's events have, and for each the one
that the search expects in its place."""
DEFAULT_INDEXES = frozenset({"main"})
"""What a search without an index is taken to read (authorize.conf, [role_user] srchIndexesDefault)."""
_MOVABLE = ("index", "host")
_OWN = re.compile(r"[\w.-]+", re.ASCII)
"""What the run's own names are made of: nothing that has a meaning in a search."""
_TYPED = ("eventtype", "tag", "hosttag")
_ADDRESSES = ("_bkt", "_cd", "_si", "_serial")
"""Where an event lies in an index."""
_AS_TERMS = ("search", "query")
"""The fields of a subsearch whose values are put into the search as they are (Search Reference, format)."""


class NotScoped(UnsupportedSpl):
    """A search cannot be kept to the events of a run so that it finds the same."""


def scoped(text: SourceText, place: Place, knowledge: SearchTime = NOTHING) -> str:
    """The SPL, for a job, that finds among all events what the search finds of the run's, in the place that it expects.

    `text`: with its macros expanded; `knowledge`: what that Splunk makes of events at search time. Raises NotScoped,
    with its place in the text, for a search of which that is not known; and SplError and UnsupportedSpl for one that
    cannot be read.
    """
    for name, values in place.items():
        if name not in _MOVABLE or not all(map(_OWN.fullmatch, values)):
            raise ValueError(place)
    pipeline = parse(text, resolve)
    with text.placing():
        scope = _Scope(place, knowledge)
        edits = sorted(scope.edits(pipeline, Fields.ALL), key=lambda edit: edit[0].start)
        written = SourceText.plain(_edited(text.text, edits))
        if not all(map(scope.keeps, _bases(parse(written, resolve)))):
            raise NotScoped(
                "The terms of the run cannot be written behind those of this search.", Span(0, len(text.text)), PIPELINE
            )
    return as_job(written.text)


Edit = tuple[Span, str]
"""What takes the place of a span."""


@dataclass(frozen=True, slots=True)
class _Scope:
    place: Place
    knowledge: SearchTime

    def edits(self, pipeline: Pipeline, wanted: Fields) -> Iterator[Edit]:
        """Of a pipeline, and of those within it. `wanted`: the fields that count of its results."""
        self._check(pipeline)
        for inner in pipeline.inner(wanted):
            if not inner.pipeline.over_results:
                yield from self.edits(inner.pipeline, inner.wanted)
            else:
                self._check_over(inner.pipeline)
        if pipeline.base is not None:
            yield from self._of_base(pipeline, pipeline.base, wanted)

    def keeps(self, base: SearchTerm) -> bool:
        """Whether a base asks for the run's events."""
        asked = {_alternatives(term) for term in conjuncts(base)}
        return all((name, frozenset(values)) in asked for name, values in self.place.items())

    def _of_base(self, pipeline: Pipeline, base: SearchTerm, wanted: Fields) -> Iterator[Edit]:
        stage = pipeline.stages[0]
        if (end := stage.command.terms_end(stage)) is None:
            raise _refused(f"The command '{stage.command.name}' finds events in a way of its own.", stage)
        self._check_indexes(base, stage)
        self._check_subsearches(base)
        needed = pipeline.of_base(wanted)
        if not stage.command.indexed:
            self._check_fields(needed | _compared(base), stage)
        for term in walk(base):
            if isinstance(term, Comparison) and term.field in self.place and (words := self._reworded(term)):
                yield term.span, words
        shown = [
            name for name, values in self.place.items() if name in needed and any(own != values[own] for own in values)
        ]
        if shown and stage.command.indexed:
            raise _refused(f"It counts by '{shown[0]}', which is another for the events of the run.", stage)
        at, before = end
        restored = f"| eval {', '.join(map(self._restored, shown))} " if shown else ""
        yield Span(at, at), f"{before}{' '.join(map(self._asked, self.place))} {restored}"

    def _asked(self, name: str) -> str:
        return _one_of(name, [*self.place[name]])

    def _restored(self, name: str) -> str:
        """Each value that is the run's own; a key in the events' text that has this name may bring others."""
        cases = (f"{name}=={quoted(own)}, {quoted(meant)}" for own, meant in self.place[name].items())
        return f"{name}=mvmap({name}, case({', '.join(cases)}, true(), {name}))"

    def _reworded(self, term: Comparison) -> str:
        """A comparison of the place in words that find the same of the run's events there; empty where it does."""
        if term.case or term.whole or term.op not in ("=", "!="):
            raise NotScoped(f"How '{term.field}' is compared here is not put in other words.", term.span, "search")
        values = self.place[term.field]
        finds = _finder(term)
        there, meant = [own for own in values if finds(own)], [own for own in values if finds(values[own])]
        if there == meant:
            return ""
        if not meant:
            raise NotScoped(f"It would find the run's own {term.field}, and not the expected one.", term.span, "search")
        found = _one_of(term.field, meant)
        return f"(NOT {found})" if term.op == "!=" else found

    def _check_indexes(self, base: SearchTerm, stage: Stage) -> None:
        """That it reads the same indexes: those that it names, for each event that it may find; or the default ones."""
        compared = [term for term in walk(base) if isinstance(term, Comparison) and term.field == "index"]
        excluded = [found for term in walk(base) if isinstance(term, Not) for found in walk(term)]
        for term in compared:
            if term.op != "=" or term in excluded:
                raise NotScoped("Which indexes are searched is not known where one is excluded.", term.span, "search")
        others = sorted({*self.place.get("index", {}).values()} - DEFAULT_INDEXES)
        if not compared and others:
            raise _refused(f"It names no index, so whether it reads '{others[0]}' is a matter of roles.", stage)
        if compared and not _covers(base):
            raise _refused("It names an index for some of its events, and none for others.", stage)

    def _check_subsearches(self, base: SearchTerm) -> None:
        """That what they find asks for no place."""
        for found in subsearches(base):
            asking = found.compared is not None and found.compared[0] in self.place
            if asking or any(name in _given(found.pipeline) for name in (*self.place, *_AS_TERMS, *_TYPED)):
                raise NotScoped("What this subsearch finds may ask for an index or a host.", found.span, "search")

    def _check_fields(self, needed: Fields, stage: Stage) -> None:
        """That no field that counts is made of the place before a command sees it."""
        made = self.knowledge.made_of(self.place)
        if why := self.knowledge.set_by(self.place):
            raise _refused(f"Events may have another {' or '.join(self.place)} than they were sent with: {why}.", stage)
        for name, why in made.items():
            if name == EVERY or name in needed:
                what = "Fields are" if name == EVERY else f"The field '{name}' is"
                raise _refused(f"{what} made of the place of events before any command sees them: {why}.", stage)
        for name in _ADDRESSES:
            if name in needed.names:
                raise _refused(f"'{name}' says where an event lies, which is another place there.", stage)
        typed = any(name in needed for name in _TYPED) or any(name.startswith("tag::") for name in needed.names)
        if typed and (why := self.knowledge.typed_by(lambda term: self._same(term, made))):
            raise _refused(f"Event types and tags may depend on the place of events: {why}.", stage)

    def _same(self, term: SearchTerm, made: Collection[str]) -> bool:
        """Whether a term finds of the run's events those that it would find of the expected ones. `made`: the fields
        that are made of the place."""
        if not isinstance(term, Comparison) or term.field not in self.place:
            return not (isinstance(term, Comparison) and (term.field in made or EVERY in made))
        try:
            return not self._reworded(term)
        except NotScoped:
            return False

    def _check(self, pipeline: Pipeline) -> None:
        for number, stage in enumerate(pipeline.stages):
            command, first = stage.command, number == 0 and not pipeline.over_results
            if stage.command.writes:
                raise _refused(f"The command '{command.name}' writes, or starts something.", stage)
            if command.unread:
                raise _refused(f"What '{command.name}' searches is not known before it runs.", stage)
            if command.beyond or (command.reads_events and command.base is None) or (first and command.metrics):
                raise _refused(f"The command '{command.name}' reads more than the events that terms find.", stage)

    def _check_over(self, pipeline: Pipeline) -> None:
        """A pipeline over rows that are there: it may read no events, since it stands at no place of the text."""
        self._check(pipeline)
        for inner in pipeline.inner():
            if not inner.pipeline.over_results:
                stage = inner.pipeline.stages[0]
                raise NotScoped("A subsearch within a pipeline over results.", Span(0, 0), stage.command.name)
            self._check_over(inner.pipeline)


def _finder(term: Comparison) -> Callable[[str], bool]:
    """Whether a value is among those of a comparison. Search Manual, "Search across multiple indexes": `*` stands for
    no index whose name begins with an underscore."""
    test = matcher.comparison_test(replace(term, op="="))
    internal = matcher.comparison_test(
        replace(term, op="=", values=tuple(value for value in term.values if value.startswith("_")) or ("",))
    )

    def finds(value: str) -> bool:
        hidden = term.field == "index" and value.startswith("_")
        return bool((internal if hidden else test)({term.field: value}))

    return finds


def _compared(base: SearchTerm) -> Fields:
    """The fields that its terms compare, and those that its subsearches bring."""
    fields = Fields.of(matcher.fields_compared(base))
    for found in subsearches(base):
        fields |= _given(found.pipeline) if found.compared is None else Fields.of(found.compared[:1])
    return fields


def _given(pipeline: Pipeline) -> Fields:
    """The fields that its results may have."""
    if (most := pipeline.stages[-1].command.at_most) is not None:
        return most
    columns = pipeline.columns()
    return Fields.ALL if columns is None or columns.more else Fields.of(columns.names)


def _one_of(name: str, values: Sequence[str]) -> str:
    written = " OR ".join(f"{name}={quoted(value)}" for value in values)
    return f"({written})" if len(values) > 1 else written


def _alternatives(term: SearchTerm) -> tuple[str, frozenset[str]] | None:
    """The field, and the values of which an event has to have one, where a term asks for nothing else."""
    terms = term.terms if isinstance(term, Or) else (term,)
    asked = [each for each in terms if isinstance(each, Comparison) and each.op == "="]
    names = {each.field for each in asked}
    if len(asked) < len(terms) or len(names) != 1:
        return None
    return names.pop(), frozenset(value for each in asked for value in each.values)


def _covers(term: SearchTerm) -> bool:
    """Whether each event that a term finds is in an index that it names."""
    match term:
        case And(terms):
            return any(map(_covers, terms))
        case Or(terms):
            return all(map(_covers, terms))
        case Comparison(field="index"):
            return True
    return False


def _bases(pipeline: Pipeline) -> Iterator[SearchTerm]:
    """Of a pipeline, and of its subsearches."""
    if pipeline.base is not None:
        yield pipeline.base
    for inner in pipeline.inner():
        yield from _bases(inner.pipeline)


def _edited(text: str, edits: list[Edit]) -> str:
    for span, words in reversed(edits):
        text = text[: span.start] + words + text[span.end :]
    return text


def _refused(message: str, stage: Stage) -> NotScoped:
    return NotScoped(message, stage.span, stage.command.name)
