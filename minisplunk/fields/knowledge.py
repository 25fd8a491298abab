"""Conf files as a context sees them in; what it knows of events at search time out: their fields, and lookups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timezone

from ..conf import View
from ..conf.parser import Stanza
from ..errors import ConfError
from ..functions import Environment
from ..lookups import Catalog, LookupTable
from ..spl.fields import Fields
from . import alias, calculate, lookup, props
from .default import DEFAULT, Event, Extract, Meta, filler
from .eventtype import EVENTTYPE, facts
from .indexed import adder
from .sequence import planned
from .stage import Plan, Report, Situation
from .tag import TAG, TAG_OF


@dataclass(frozen=True, slots=True)
class _Planned:
    """The work for one kind of event in one search, which is known by its environment and report."""

    search: tuple[Environment, Report]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What an app and user context knows. Conf files and lookups are read when a search first needs them.

    Frozen in what it knows; it keeps what it has worked out: plans and facts by kind of event, and lookup tables.
    """

    view: View
    lookups: Catalog = field(repr=False)
    _plans: dict[object, _Planned] = field(default_factory=dict, repr=False)
    _stanzas: dict[object, tuple[Stanza, ...]] = field(default_factory=dict, repr=False)
    _exempt: dict[object, frozenset[str]] = field(default_factory=dict, repr=False)
    _facts: dict[object, Mapping[str, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, view: View) -> Knowledge:
        return cls(view, Catalog(view))

    def extractor(self, meta: Meta, wanted: Fields, report: Report, environment: Environment) -> Extract:
        """Makes events of a kind, with the wanted fields that each has and no other.

        `report` takes messages for the job. Raises ConfError and UnsupportedConf, with the place of the setting that
        keeps a field from being made that is wanted by its name.
        """
        plan = self._plan(meta, wanted, report, environment)
        start, steps, fill = plan.start or _nothing, tuple(plan.steps), filler(meta, plan.needs)
        add = adder(plan.needs)
        aside = tuple(name for name in plan.needs.names if name not in wanted)

        def extract(time: int, indextime: int, raw: str, indexed: str | None = None, /) -> Event:
            event = start(raw)
            if indexed is not None:
                add(event, indexed)
            if fill is not None:
                fill(event, time, indextime, raw)
            for step in steps:
                step(event, raw)
            for name in aside:
                event.pop(name, None)
            return event

        return extract

    def _plan(self, meta: Meta, wanted: Fields, report: Report, environment: Environment) -> Plan:
        """Kinds of events with the same settings share the work within a search, save where event types ask."""
        stanzas = self._matching(meta)
        typed = EVENTTYPE in wanted or TAG in wanted or any(name.startswith(TAG_OF) for name in wanted.names)
        key = (_names(stanzas), wanted, meta if typed else None)
        there = self._plans.get(key)
        if there is not None and there.search == (environment, report):
            return there.plan
        for other, planned_before in list(self._plans.items()):
            if planned_before.search != (environment, report):
                self._plans.pop(other, None)
        if wanted.patterns or not wanted.names <= DEFAULT:
            self._warn(stanzas, report)
        situation = Situation(meta, props.merged(stanzas), self.view, self.lookup, environment, report)
        plan = planned(wanted, situation)
        self._plans[key] = _Planned((environment, report), plan)
        return plan

    def _warn(self, stanzas: tuple[Stanza, ...], report: Report) -> None:
        props.refuse(stanzas, report)
        for fault in props.faults(self.view.written("props")):
            report("WARN", str(fault))

    def _matching(self, meta: Meta) -> tuple[Stanza, ...]:
        key = (meta.host, meta.source, meta.sourcetype)
        if key not in self._stanzas:
            self._stanzas[key] = props.matching(self.view.written("props"), meta)
        return self._stanzas[key]

    def stanzas(self, meta: Meta) -> tuple[str, ...]:
        """The names of the stanzas of props.conf that are for a kind of events: what else tells it from another one is
        known of both."""
        return _names(self._matching(meta))

    def exempt(self, meta: Meta) -> frozenset[str]:
        """Fields whose values need not be terms of the raw text: calculated ones, outputs of lookups, event types and
        tags, aliases of default fields, and those that fields.conf says so of."""
        stanzas = self._matching(meta)
        key = _names(stanzas)
        if key not in self._exempt:
            self._exempt[key] = frozenset(_not_in_text(self._situation(meta)))
        return self._exempt[key]

    def facts(self, meta: Meta) -> Mapping[str, str]:
        """Index, host, source and source type, which all events of the kind share, less what aliases, calculations and
        lookups may change."""
        if meta not in self._facts:
            try:
                self._facts[meta] = facts(self._situation(meta))
            except ConfError:  # which is raised when a field is asked for
                self._facts[meta] = {}
        return self._facts[meta]

    def _situation(self, meta: Meta) -> Situation:
        """That of a kind of event when nothing is extracted."""
        settings = props.merged(self._matching(meta))
        return Situation(meta, settings, self.view, self.lookup, Environment(0, timezone.utc), _say_nothing)

    def lookup(self, name: str) -> LookupTable:
        """A lookup by its stanza in transforms.conf, or its CSV file. Raises NotFound and ConfError."""
        return self.lookups.table(name)


def _nothing(raw: str) -> Event:
    return {}


def _names(stanzas: tuple[Stanza, ...]) -> tuple[str, ...]:
    return tuple(stanza.name for stanza in stanzas)


def _not_in_text(situation: Situation) -> Iterator[str]:
    yield from (EVENTTYPE, TAG)
    yield from (TAG_OF + name.partition("=")[0] for name in situation.view.conf("tags").stanzas)
    for names in (calculate.names, lookup.output_names, alias.of_default_fields):
        with suppress(ConfError):  # which is raised when a field is asked for
            yield from names(situation)
    for stanza in situation.view.conf("fields").stanzas.values():
        if stanza.flag("INDEXED") or not stanza.flag("INDEXED_VALUE", True):
            yield stanza.name


def _say_nothing(kind: str, text: str) -> None:
    """What is wrong with a lookup is said when its fields are asked for."""
