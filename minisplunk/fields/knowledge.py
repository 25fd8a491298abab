"""The conf files that a context sees in; its knowledge of events at search time out: their fields, and lookups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timezone
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..conf import View
from ..conf.parser import Setting, Stanza
from ..errors import ConfError, NotFound
from ..functions import Environment
from ..spl.fields import Fields
from ..values import Row, Value
from . import alias, calculate, dates, lookup, props, tables
from .dates import Written
from .default import Event, Extract, ExtractAll, ExtractRows, Meta, ReadAll, Seen, filler
from .eventtype import EVENTTYPE, facts, shared_fields, typer
from .indexed import MARK, UNTIMED, add_found, adder
from .report import applied, transform_of
from .sequence import Work, planned
from .stage import Report, Situation, of_events, say_nothing
from .tag import TAG, TAG_OF, tags_of

if TYPE_CHECKING:
    from ..lookups.catalog import Catalog
    from ..lookups.stores import LookupStores
    from ..lookups.table import LookupTable


class Knowledge:
    """What an app and user context knows of events. Conf files and lookups are read when a search first needs them.

    Its answers never change, and it keeps them: facts by the settings that they follow from, and lookup tables. Safe
    for threads; two that need the same answer at once may both work it out. `automatic`: whether automatic lookups are
    among what it knows.
    """

    def __init__(self, view: View, stores: LookupStores | None = None, *, automatic: bool = True) -> None:
        self.view = view
        self._stores, self._automatic = stores, automatic
        self._seen: dict[tuple[str, str, str, str], Seen] = {}
        self._stanzas: dict[tuple[str, str, str], tuple[Stanza, ...]] = {}
        self._exempt: dict[tuple[str, ...], frozenset[str]] = {}
        self._unchanged: dict[tuple[str, ...], tuple[str, ...]] = {}

    def extraction(
        self, report: Report, environment: Environment, written: Callable[[Meta], Written] | None = None
    ) -> Extraction:
        """How events get their fields in one search. `report` takes messages for its job; `written` tells how the
        events of a kind say their time, without which they have no date_hour and the like."""
        return Extraction(self, report, environment, written)

    def seen(self, meta: Meta, *, indexed: bool = False) -> Seen:
        """A kind of event as searches see it: its source type may be renamed. `indexed`: as the index knows it, which
        is what tstats and metasearch ask. [unverified] on a real Splunk: that these see the old name."""
        key = (meta.index, meta.host, meta.source, meta.sourcetype)
        if indexed:
            return Seen(*key, meta.sourcetype)
        if key not in self._seen:
            self._seen[key] = Seen(*key[:3], self._props.renamed(meta.sourcetype), meta.sourcetype)
        return self._seen[key]

    def stanzas(self, meta: Meta) -> tuple[str, ...]:
        """The names of the stanzas of props.conf that apply to a kind of event. Kinds with the same stanzas get the
        same fields, except for their own index, host, source and source type."""
        return _names(self.matching(meta))

    def exempt(self, meta: Meta) -> frozenset[str]:
        """Fields whose values need not be terms of the raw text: calculated fields, outputs of lookups, event types,
        tags, parts of the time, aliases of default fields, and fields with INDEXED or without INDEXED_VALUE in
        fields.conf."""
        key = self.stanzas(meta)
        if key not in self._exempt:
            self._exempt[key] = frozenset(_not_in_text(self._situation(meta)))
        return self._exempt[key]

    def facts(self, meta: Meta, *, indexed: bool = False) -> Mapping[str, str]:
        """The index, host, source and source type of a kind of event, less those that aliases, calculations and lookups
        may change. `indexed`: see `seen`."""
        key = self.stanzas(meta)
        if key not in self._unchanged:
            self._unchanged[key] = tuple(facts(self._situation(meta)))
        shared = self.seen(meta, indexed=indexed).fields
        return {name: shared[name] for name in self._unchanged[key]}

    def lookup(self, name: str) -> LookupTable:
        """A lookup by its stanza in transforms.conf, or its CSV file. Raises NotFound and ConfError."""
        return self._lookups.table(name)

    def transform(
        self, name: str, report: Report, clean_keys: bool | None, mv_add: bool | None
    ) -> Callable[[Row], None]:
        """What makes the fields of one stanza of transforms.conf in an event. Raises NotFound and ConfError."""
        stanzas = self.view.conf("transforms").stanzas
        if name not in stanzas or stanzas[name].flag("disabled", strict=False):
            raise NotFound(f"There is no transform [{name}] in transforms.conf.")
        return applied(transform_of(stanzas[name], stanzas, clean_keys, mv_add), report)

    def table(self, name: str) -> tables.Read:
        """What reads tables as a stanza of multikv.conf says. Raises NotFound and ConfError."""
        return tables.reader(self.view, name)

    def typer(self, report: Report, environment: Environment, only: Callable[[str], bool]) -> Callable[[Row], None]:
        """What gives a row its event types, of those whose names are `only`."""
        return typer(self.view, environment, _passing_over(report), only)

    def tags(self, report: Report) -> Mapping[str, Callable[[str], set[str]]]:
        """By field, what the tags of a value are."""
        return {name: tagged.tags for name, tagged in tags_of(self.view.conf("tags"), _passing_over(report)).items()}

    def matching(self, meta: Meta) -> tuple[Stanza, ...]:
        """The stanzas of props.conf for a kind of events, each of which overrides those before it: those of its source
        type's new name, where it is renamed (props.conf.spec, rename)."""
        seen = self.seen(meta)
        key = (seen.host, seen.source, seen.sourcetype)
        if key not in self._stanzas:
            self._stanzas[key] = self._props.matching(seen)
        return self._stanzas[key]

    def settings(self, stanzas: tuple[Stanza, ...]) -> Mapping[str, Setting]:
        """What counts of some stanzas of props.conf."""
        merged = props.merged(stanzas)
        if self._automatic:
            return merged
        return {key: setting for key, setting in merged.items() if not lookup.class_of(key)}

    @cached_property
    def without_lookups(self) -> Knowledge:
        """The same, less automatic lookups."""
        return Knowledge(self.view, self._stores, automatic=False)

    @cached_property
    def _lookups(self) -> Catalog:
        from ..lookups.catalog import Catalog  # noqa: PLC0415  most searches look nothing up

        return Catalog(self.view, self._stores)

    @cached_property
    def _props(self) -> props.Stanzas:
        return props.Stanzas(self.view.written("props"))

    @cached_property
    def typed_by(self) -> frozenset[str]:
        """The ones of index, host, source and source type that searches of event types compare."""
        return shared_fields(self.view, Environment(0, timezone.utc))

    def _situation(self, meta: Meta) -> Situation:
        """The situation of a kind of event outside a search, whose messages go nowhere."""
        stanzas, environment = self.matching(meta), Environment(0, timezone.utc)
        settings = self.settings(stanzas)
        return Situation(self.seen(meta), stanzas, settings, self.view, self.lookup, environment, say_nothing)


class Extraction:
    """How the events of one search get their fields. Kinds of events with the same settings share the work."""

    def __init__(
        self,
        knowledge: Knowledge,
        report: Report,
        environment: Environment,
        written: Callable[[Meta], Written] | None,
    ) -> None:
        self._knowledge, self._report, self._environment, self._written = knowledge, report, environment, written
        self._plans: dict[object, Work] = {}
        self._all: dict[object, tuple[Extract, ExtractAll]] = {}

    def of(self, meta: Meta, wanted: Fields, *, indexed: bool = False) -> Extract:
        """A function that makes the events of a kind, each with those of the wanted fields that it has, and no others.

        `indexed`: only fields that events were indexed with count.

        A setting that is wrong or not supported is left out, with a message. Raises UnsupportedConf, with its place,
        when it is not supported and a field that it would make is wanted by its name.
        """
        work = self._plan(meta, wanted, indexed=indexed)
        return self._extract(meta, work, _finisher(work, wanted), indexed=indexed)

    def of_all(self, meta: Meta, wanted: Fields, *, indexed: bool = False) -> tuple[Extract, ExtractAll]:
        """The same, and for several events at once: what may have messages is then done when an event's turn comes.
        Kinds whose events cannot differ share it."""
        work, seen = self._plan(meta, wanted, indexed=indexed), self._knowledge.seen(meta, indexed=indexed)
        own = meta if self._dated(work) else tuple(value for name, value in seen.fields.items() if name in work.needs)
        key = (id(work), own)
        if key not in self._all:
            finish = _finisher(work, wanted)
            extract = self._extract(meta, work, finish, indexed=indexed)
            self._all[key] = extract, self._extract_all(work, seen, finish, extract)
        return self._all[key]

    def document(self, meta: Meta, wanted: Fields, also: str) -> ReadAll | None:
        """What reads the wanted fields of events whose text is a document that they all are members of, and one more
        member, which is given beside them; None where more is to be done first, or nothing for many at once."""
        work = self._plan(meta, wanted)
        if work.document is None or work.document.finds is None or work.before or work.rows or self._dated(work):
            return None
        document = self._plan(meta, wanted | Fields.of((also,))).document
        if document is None or document.finds is None:
            return None
        finds, take = document.finds, dict.get if also in wanted else dict.pop

        def read(texts: Sequence[Any]) -> tuple[Sequence[Event | None], list[Value]] | None:
            found = finds(texts)
            return None if found is None else (found, [one if one is None else take(one, also, None) for one in found])

        return ReadAll(read, timed="_time" in work.needs)

    def tables(self, meta: Meta, wanted: Fields) -> ExtractRows | None:
        """The same for a kind whose events are tables, each row of which is an event (KV_MODE = multi); None for
        others."""
        work = self._plan(meta, wanted)
        if work.rows is None:
            return None
        rows, finish, extract = work.rows, _finisher(work, wanted), self._extract(meta, work, None)

        def extract_rows(time: int, indextime: int, raw: str, indexed: str | None = None, /) -> list[Event]:
            event = extract(time, indextime, raw, indexed)
            found = rows(event, raw) or [(event, raw)]
            return [row if finish is None else finish(row, text) for row, text in found]

        return extract_rows

    def _extract(self, meta: Meta, work: Work, finish: _Finish | None, *, indexed: bool = False) -> Extract:
        before, document = work.before, None if work.document is None else work.document.find
        start = _nothing if document is None or before else document
        late = document if before else None
        seen = self._knowledge.seen(meta, indexed=indexed)
        fill, add = filler(seen, work.needs), adder(work.needs)
        date = dates.filler(work.needs, self._written(meta)) if self._written and self._dated(work) else None

        def extract(time: int, indextime: int, raw: str, indexed: str | None = None, /) -> Event:
            event = start(raw)
            if date is not None and not (indexed and indexed.startswith(UNTIMED)):
                date(event, time, raw)
            own = add(event, indexed) if indexed is not None and indexed != MARK else None
            if fill is not None:
                fill(event, time, indextime, raw)
            for step in before:
                step(event, raw)
            if late is not None:
                add_found(event, late(raw), own)
            return event if finish is None else finish(event, raw)

        return extract

    def _extract_all(self, work: Work, seen: Seen, finish: _Finish | None, extract: Extract) -> ExtractAll:
        """`extract`: the same for an event alone."""

        finds = _nothing_in if work.document is None else work.document.finds
        if work.before or self._dated(work):
            finds = None
        fill, complete = filler(seen, work.needs), work.complete

        def late(event: Event | None, time: int, indextime: int, raw: str, indexed: str | None, /) -> Event:
            if event is None:
                return extract(time, indextime, raw, indexed)
            if fill is not None:
                fill(event, time, indextime, raw)
            return event if finish is None else finish(event, raw)

        def extract_all(
            times: Sequence[int],
            indextimes: Sequence[int],
            raws: Sequence[str],
            indexed: Sequence[str | None],
            read: Sequence[Event | None] | None = None,
            /,
        ) -> Iterable[Event]:
            found = read
            if found is None and finds is not None and _WITHOUT_FIELDS.issuperset(indexed):
                found = finds(raws)
            if found is None:
                return map(extract, times, indextimes, raws, indexed)
            events = [event for event in found if event is not None]
            done = finish is None or (complete is not None and min(map(len, events), default=0) >= complete)
            if not done or len(events) < len(found):
                return map(late, found, times, indextimes, raws, indexed)
            if fill is not None:
                for event, time, indextime, raw in zip(events, times, indextimes, raws, strict=True):
                    fill(event, time, indextime, raw)
            return events

        return extract_all

    def _dated(self, work: Work) -> bool:
        return self._written is not None and bool(dates.asked(work.needs))

    def _plan(self, meta: Meta, wanted: Fields, *, indexed: bool = False) -> Work:
        if indexed:
            return self._plans.setdefault(wanted, Work((), None, None, (), wanted))
        knowledge = self._knowledge
        typed = EVENTTYPE in wanted or TAG in wanted or any(name.startswith(TAG_OF) for name in wanted.names)
        shared = knowledge.seen(meta).fields
        compared = [shared[name] for name in sorted(knowledge.typed_by)] if typed else ()
        key = (knowledge.stanzas(meta), wanted, *compared)
        if key not in self._plans:
            self._plans[key] = self._planned(meta, wanted, knowledge.matching(meta))
        return self._plans[key]

    def _planned(self, meta: Meta, wanted: Fields, stanzas: tuple[Stanza, ...]) -> Work:
        view = self._knowledge.view
        if of_events(wanted):
            props.without_effect(stanzas, self._report)
            for fault in props.faults(view.written("props")):
                self._report("WARN", str(fault))
        settings, table = self._knowledge.settings(stanzas), self._knowledge.lookup
        seen = self._knowledge.seen(meta)
        return planned(wanted, Situation(seen, stanzas, settings, view, table, self._environment, self._report))


def _passing_over(report: Report) -> Callable[[ConfError], None]:
    return lambda error: report("WARN", str(error))


_Finish = Callable[[Event, str], Event]
_WITHOUT_FIELDS = frozenset({None, MARK})


def _finisher(work: Work, wanted: Fields) -> _Finish | None:
    """What is done to an event after automatic extraction, in the end without what is needed on the way alone; None for
    nothing."""
    after, unwanted = work.after, tuple(name for name in work.needs.names if name not in wanted)
    if not after and not unwanted:
        return None

    def finish(event: Event, raw: str) -> Event:
        for step in after:
            step(event, raw)
        for name in unwanted:
            event.pop(name, None)
        return event

    return finish


def _nothing(raw: str) -> Event:
    return {}


def _nothing_in(raws: Sequence[str] | Sequence[bytes]) -> list[Event]:
    return [{} for _ in raws]


def _names(stanzas: tuple[Stanza, ...]) -> tuple[str, ...]:
    return tuple(stanza.name for stanza in stanzas)


def _not_in_text(situation: Situation) -> Iterator[str]:
    yield from (EVENTTYPE, TAG, *dates.DATES)
    yield from (TAG_OF + name.partition("=")[0] for name in situation.view.conf("tags").stanzas)
    for names in (calculate.names, lookup.output_names, alias.of_default_fields):
        yield from names(situation)
    for stanza in situation.view.conf("fields").stanzas.values():
        if stanza.flag("INDEXED", strict=False) or not stanza.flag("INDEXED_VALUE", True, strict=False):
            yield stanza.name
