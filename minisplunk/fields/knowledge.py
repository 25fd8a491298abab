"""The conf files that a context sees in; its knowledge of events at search time out: their fields, and lookups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timezone
from functools import cached_property

from ..conf import View
from ..conf.parser import Stanza
from ..errors import ConfError, NotFound
from ..functions import Environment
from ..lookups import Catalog, LookupFiles, LookupTable
from ..spl.fields import Fields
from ..values import Row
from . import alias, calculate, dates, lookup, props
from .dates import Written
from .default import Event, Extract, Meta, filler
from .eventtype import EVENTTYPE, facts, shared_fields, typer
from .indexed import MARK, UNTIMED, adder
from .report import applied, transform_of
from .sequence import planned
from .stage import Plan, Report, Situation, of_events, say_nothing
from .tag import TAG, TAG_OF, tags_of


class Knowledge:
    """What an app and user context knows of events. Conf files and lookups are read when a search first needs them.

    Its answers never change, and it keeps them: facts by the settings that they follow from, and lookup tables. Safe
    for threads; two that need the same answer at once may both work it out.
    """

    def __init__(self, view: View, files: LookupFiles | None = None) -> None:
        self.view = view
        self.lookups = Catalog(view, files)
        self._stanzas: dict[tuple[str, str, str], tuple[Stanza, ...]] = {}
        self._exempt: dict[tuple[str, ...], frozenset[str]] = {}
        self._unchanged: dict[tuple[str, ...], tuple[str, ...]] = {}

    @classmethod
    def of(cls, view: View) -> Knowledge:
        return cls(view)

    def extraction(
        self, report: Report, environment: Environment, written: Callable[[Meta], Written] | None = None
    ) -> Extraction:
        """How events get their fields in one search. `report` takes messages for its job; `written` tells how the
        events of a kind say their time, without which they have no date_hour and the like."""
        return Extraction(self, report, environment, written)

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

    def facts(self, meta: Meta) -> Mapping[str, str]:
        """The index, host, source and source type of a kind of event, less those that aliases, calculations and lookups
        may change."""
        key = self.stanzas(meta)
        if key not in self._unchanged:
            self._unchanged[key] = tuple(facts(self._situation(meta)))
        return {name: getattr(meta, name) for name in self._unchanged[key]}

    def lookup(self, name: str) -> LookupTable:
        """A lookup by its stanza in transforms.conf, or its CSV file. Raises NotFound and ConfError."""
        return self.lookups.table(name)

    def transform(
        self, name: str, report: Report, clean_keys: bool | None, mv_add: bool | None
    ) -> Callable[[Row], None]:
        """What makes the fields of one stanza of transforms.conf in an event. Raises NotFound and ConfError."""
        stanzas = self.view.conf("transforms").stanzas
        if name not in stanzas or stanzas[name].flag("disabled", strict=False):
            raise NotFound(f"There is no transform [{name}] in transforms.conf.")
        return applied(transform_of(stanzas[name], stanzas, clean_keys, mv_add), report)

    def typer(self, report: Report, environment: Environment, only: Callable[[str], bool]) -> Callable[[Row], None]:
        """What gives a row its event types, of those whose names are `only`."""
        return typer(self.view, environment, _passing_over(report), only)

    def tags(self, report: Report) -> Mapping[str, Callable[[str], set[str]]]:
        """By field, what the tags of a value are."""
        return {name: tagged.tags for name, tagged in tags_of(self.view.conf("tags"), _passing_over(report)).items()}

    def matching(self, meta: Meta) -> tuple[Stanza, ...]:
        """The stanzas of props.conf for a kind of events, each of which overrides those before it."""
        key = (meta.host, meta.source, meta.sourcetype)
        if key not in self._stanzas:
            self._stanzas[key] = self._props.matching(meta)
        return self._stanzas[key]

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
        return Situation(meta, stanzas, props.merged(stanzas), self.view, self.lookup, environment, say_nothing)


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
        self._plans: dict[object, Plan] = {}

    def of(self, meta: Meta, wanted: Fields, *, indexed: bool = False) -> Extract:
        """A function that makes the events of a kind, each with those of the wanted fields that it has, and no others.

        `indexed`: only fields that events were indexed with count.

        A setting that is wrong or not supported is left out, with a message. Raises UnsupportedConf, with its place,
        when it is not supported and a field that it would make is wanted by its name.
        """
        plan = Plan((), wanted) if indexed else self._plan(meta, wanted)
        start, steps, fill = plan.start or _nothing, tuple(plan.steps), filler(meta, plan.needs)
        add = adder(plan.needs)
        date = dates.filler(plan.needs, self._written(meta)) if self._written and dates.asked(plan.needs) else None
        unwanted = tuple(name for name in plan.needs.names if name not in wanted)

        def extract(time: int, indextime: int, raw: str, indexed: str | None = None, /) -> Event:
            event = start(raw)
            if date is not None and not (indexed and indexed.startswith(UNTIMED)):
                date(event, time, raw)
            if indexed is not None and indexed != MARK:
                add(event, indexed)
            if fill is not None:
                fill(event, time, indextime, raw)
            for step in steps:
                step(event, raw)
            for name in unwanted:
                event.pop(name, None)
            return event

        return extract

    def _plan(self, meta: Meta, wanted: Fields) -> Plan:
        knowledge = self._knowledge
        typed = EVENTTYPE in wanted or TAG in wanted or any(name.startswith(TAG_OF) for name in wanted.names)
        compared = [getattr(meta, name) for name in sorted(knowledge.typed_by)] if typed else ()
        key = (knowledge.stanzas(meta), wanted, *compared)
        if key not in self._plans:
            self._plans[key] = self._planned(meta, wanted, knowledge.matching(meta))
        return self._plans[key]

    def _planned(self, meta: Meta, wanted: Fields, stanzas: tuple[Stanza, ...]) -> Plan:
        view = self._knowledge.view
        if of_events(wanted):
            props.without_effect(stanzas, self._report)
            for fault in props.faults(view.written("props")):
                self._report("WARN", str(fault))
        settings, table = props.merged(stanzas), self._knowledge.lookup
        return planned(wanted, Situation(meta, stanzas, settings, view, table, self._environment, self._report))


def _passing_over(report: Report) -> Callable[[ConfError], None]:
    return lambda error: report("WARN", str(error))


def _nothing(raw: str) -> Event:
    return {}


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
