"""eventtypes.conf: events that match a search get the name of the event type in the field `eventtype`.

eventtypes.conf.spec; Knowledge Manager Manual, "About event types": after lookups and before tags, in order of their
names; the search has no pipe, no subsearch, no tag; `%field%` in a name stands for the field's value. An event type
whose search names others (`eventtype=...`) comes after them. [unverified]: only the fields count, not whether their
values are terms of the raw text; an event's own field of that name keeps its values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial

from ..conf import View
from ..conf.parser import DEFAULT, Setting
from ..conf.settings import refuse_unsupported
from ..dataclass import dataclass
from ..errors import ConfError, PlacedError
from ..functions import Environment
from ..spl import matcher
from ..spl.ast import Comparison, SearchTerm, walk
from ..spl.fields import Fields
from ..spl.parser import parse_terms
from ..spl.wildcards import like
from ..values import Row, distinct, multivalue, texts
from . import alias, calculate, lookup
from .default import SHARED, Event
from .macros import expanded
from .stage import Plan, Situation, more, say_nothing

EVENTTYPE = "eventtype"
PassOver = Callable[[ConfError], None]
"""Takes an error for a stanza that has no effect."""


@dataclass(frozen=True, slots=True)
class EventType:
    name: str
    term: SearchTerm
    setting: Setting


def plan(wanted: Fields, situation: Situation) -> Plan:
    if EVENTTYPE not in wanted:
        return Plan((), wanted)
    tests: list[tuple[Callable[[Row], str], matcher.Test | None]] = []
    needs: set[str] = set()
    known = facts(replace(situation, report=say_nothing))
    for event_type in in_order(situation.view, situation.environment, situation.pass_over):
        rest = matcher.known(event_type.term, known)
        if rest is False:
            continue
        tests.append((_label(event_type.name), None if rest is True else matcher.tester(rest)))
        needs |= frozenset() if rest is True else matcher.fields_compared(rest)
        needs |= set(matcher.fields_in(event_type.name))
    if not tests:
        return Plan((), wanted)

    def step(event: Event, raw: str) -> None:
        for label, test in tests:
            if test is None or test(event):
                values = texts(event.get(EVENTTYPE))
                event[EVENTTYPE] = [*values, label(event)] if values else label(event)

    return Plan((step,), more(wanted, needs))


def typer(
    view: View, environment: Environment, pass_over: PassOver, only: Callable[[str], bool]
) -> Callable[[Row], None]:
    """A function that gives a row the event types that its fields match, of those whose names are `only`; it keeps
    those that it has."""
    types = [event_type for event_type in in_order(view, environment, pass_over) if only(event_type.name)]
    tests = [(_label(event_type.name), matcher.tester(event_type.term)) for event_type in types]

    def step(row: Row) -> None:
        for label, test in tests:
            if test is None or test(row):
                values = texts(row.get(EVENTTYPE))
                row[EVENTTYPE] = multivalue(distinct([*values, label(row)]))

    return step


def in_order(view: View, environment: Environment, pass_over: PassOver) -> Iterator[EventType]:
    """The enabled event types in order of their names, but each after those that its search names."""
    by_name = {event_type.name: event_type for event_type in _event_types(view, environment, pass_over)}
    done: dict[str, bool] = {}  # False: begun, and waiting for the event types that its search names

    def visit(event_type: EventType) -> Iterator[EventType]:
        if done.get(event_type.name) is False:
            pass_over(event_type.setting.error(f"the event type [{event_type.name}] refers to itself"))
        if event_type.name in done:
            return
        done[event_type.name] = False
        for pattern in _references(event_type.term):
            for name in filter(like(pattern), sorted(by_name)):
                yield from visit(by_name[name])
        done[event_type.name] = True
        yield event_type

    for name in sorted(by_name):
        yield from visit(by_name[name])


def _event_types(view: View, environment: Environment, pass_over: PassOver) -> Iterator[EventType]:
    for stanza in view.conf("eventtypes").stanzas.values():
        setting = stanza.settings.get("search")
        if setting is None or not setting.value.strip() or stanza.name == DEFAULT:
            continue
        try:
            if not stanza.flag("disabled"):
                refuse_unsupported("eventtypes", stanza)
                yield EventType(stanza.name, term_of(setting, view, environment), setting)
        except ConfError as error:
            pass_over(error)


def term_of(setting: Setting, view: View, environment: Environment) -> SearchTerm:
    """The search of an event type. Raises ConfError and UnsupportedConf, with its place."""
    try:
        text = setting.value
        if "`" in text:
            text = expanded(text, view, environment).text
        term = _parsed(text)
        matcher.check(term)
    except PlacedError as error:
        raise setting.faulty(error, "search: ") from error
    if any(compared.field == "tag" or compared.field.startswith("tag::") for compared in _compared(term)):
        raise setting.error("search: an event type refers to tags, which come after event types")
    return term


@lru_cache(maxsize=4096)
def _parsed(text: str) -> SearchTerm:
    return parse_terms(text)


def _references(term: SearchTerm) -> set[str]:
    return {value for compared in _compared(term) if compared.field == EVENTTYPE for value in compared.values}


def _compared(term: SearchTerm) -> Iterator[Comparison]:
    return (inner for inner in walk(term) if isinstance(inner, Comparison))


def shared_fields(view: View, environment: Environment) -> frozenset[str]:
    """The ones of index, host, source and source type that the searches of event types compare. Which event types an
    event may have depends on no others of these."""
    settings = (stanza.settings.get("search") for stanza in view.conf("eventtypes").stanzas.values())
    try:
        terms = [term_of(setting, view, environment) for setting in settings if setting and setting.value.strip()]
    except ConfError:  # it is raised or reported when a search wants event types
        return frozenset(SHARED)
    return frozenset(compared.field for term in terms for compared in _compared(term)) & frozenset(SHARED)


def facts(situation: Situation) -> Mapping[str, str]:
    """Index, host, source and source type, less those that an alias, calculation or lookup sets."""
    changed = {each.alias for each in alias.aliases(situation)}
    changed |= {*calculate.names(situation), *lookup.output_names(situation)}
    return {name: value for name, value in situation.meta.fields.items() if name not in changed}


def _label(name: str) -> Callable[[Row], str]:
    return partial(matcher.filled, name) if matcher.fields_in(name) else lambda row: name
