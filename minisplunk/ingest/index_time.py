"""One source's bytes, and the settings of props.conf for it, in; events with their times out.

The way is Splunk's: the character set, directives, lines, events of several lines, their times, and then the typing
queue, in which the events are changed, copied or dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from ..conf.parser import TRUE, Setting
from ..dataclass import dataclass
from ..errors import ConfError, UnsupportedConf
from ..sources import Fielded, Meta
from .age import Age, age
from .charset import charset, utf8
from .context import IndexContext
from .directives import NONE, header_mode, parts
from .lines import Breaking, breaking, lines
from .merging import Merging, merge, merging
from .notes import Notes
from .stamps import Stamper, Stamping, stamping
from .structure import Structure, structure
from .text import text
from .typing_queue import Step, steps, typed

_NOT_DONE = ("METRICS_PROTOCOL", "TZ_ALIAS")
_FLAGS = ("DETERMINE_TIMESTAMP_DATE_WITH_SYSTEM_TIME",)


@dataclass(frozen=True, slots=True)
class IndexTime:
    """The index-time rules of one source: how lines are broken, merged (None: not at all) and given a time; how it is
    read instead where it is structured data; and how the events are changed then.

    `charset`: of the data, empty for UTF-8; `header`: which ***SPLUNK*** lines are directives; `age`: of events that
    are dropped; `faults`: the settings that have no effect, since they are wrong or not supported, and remarks.
    """

    breaking: Breaking
    merging: Merging | None
    stamping: Stamping
    structure: Structure | None = None
    charset: str = ""
    header: str = NONE
    age: Age | None = None
    steps: tuple[Step, ...] = ()
    faults: tuple[ConfError, ...] = ()


Rules = Callable[[Meta], IndexTime]


def index_time(settings: Mapping[str, Setting], context: IndexContext = IndexContext()) -> IndexTime:  # noqa: B008  # frozen
    """The rules that settings make, those of all stanzas that apply, by key.

    A setting whose value is wrong, or that would change events in ways not done here, counts as not set.
    """
    faults: list[ConfError] = [fault for setting in settings.values() for fault in _not_done(setting)]
    changes = steps(settings, context, faults.append)
    return replace(before_typing(settings, context, tuple(faults)), steps=changes)


def before_typing(
    settings: Mapping[str, Setting], context: IndexContext, faults: tuple[ConfError, ...] = ()
) -> IndexTime:
    """The rules up to the times of events; `faults` are some that are known already."""
    try:
        return IndexTime(
            breaking(settings),
            merging(settings),
            stamping(settings, context.zone),
            structure(settings),
            charset(settings.get("CHARSET")),
            header_mode(settings.get("HEADER_MODE")),
            age(settings.get("ROUTE_EVENTS_OLDER_THAN")),
            faults=faults,
        )
    except ConfError as error:
        left = {key: one for key, one in settings.items() if (one.file, one.line) != (error.file, error.line)}
        if len(left) == len(settings):
            raise
        return before_typing(left, context, (*faults, error))


def indexed(
    chunks: Iterable[bytes], meta: Meta, rules_of: Rules, *, now: float, modified: float | None = None, notes: Notes
) -> Iterator[tuple[Meta, Fielded]]:
    """The events as they go into the index, each with its kind. Arguments and errors as in `parsed`."""
    for kind, found in parsed(chunks, meta, rules_of, now=now, modified=modified, notes=notes):
        yield from changed(found, kind, rules_of, now=now, notes=notes)


def changed(
    events: Iterable[Fielded], kind: Meta, rules_of: Rules, *, now: float, notes: Notes
) -> Iterator[tuple[Meta, Fielded]]:
    """Events of one kind that have their times, as the typing queue leaves them, each with its kind by then."""
    return typed(events, kind, lambda meta: rules_of(meta).steps, now, notes)


def parsed(
    chunks: Iterable[bytes], meta: Meta, rules_of: Rules, *, now: float, modified: float | None = None, notes: Notes
) -> Iterator[tuple[Meta, Iterator[Fielded]]]:
    """The events of data that comes as `meta`, by what its directives make of them, before the typing queue.

    Each part is to be read to its end before the next is asked for. Raises UnsupportedConf for a directive that says
    more than what an event is. `modified`: see `events`. What is posted is no structured data, whatever its source type
    (Getting Data In, "Automate indexed field extractions with HTTP Event Collector"), so that only files are.
    """
    rules = rules_of(meta)
    for kind, part in parts(utf8(chunks, rules.charset), meta, rules.header):
        of_part = replace(rules_of(kind), charset="")
        if modified is None:
            of_part = replace(of_part, structure=None)
        yield kind, events(part, of_part, now=now, modified=modified, notes=notes)


def events(
    chunks: Iterable[bytes], rules: IndexTime, *, now: float, modified: float | None = None, notes: Notes
) -> Iterator[Fielded]:
    """The events of one kind, before the typing queue. `now`, and when the file was changed (None: no file), in epoch
    seconds. Constant memory.

    What was cut, dropped, or had no time of its own, is in the notes afterwards.
    """
    of_fields = rules.structure is not None and rules.structure.timestamp
    stamps = replace(rules.stamping, prefix=None) if of_fields else rules.stamping
    stamper = Stamper(stamps, now=now, modified=modified, notes=notes)
    data = utf8(chunks, rules.charset)
    if rules.structure is not None:
        from .structured import structured  # noqa: PLC0415  few files are structured data

        found = structured(data, rules.structure, stamper, notes)
    else:
        found = _unstructured(data, rules, stamper, notes)
    return found if rules.age is None else rules.age.younger(found, now, notes)


def _unstructured(data: Iterable[bytes], rules: IndexTime, stamper: Stamper, notes: Notes) -> Iterator[Fielded]:
    raw_events = lines(data, rules.breaking, notes)
    if rules.merging is not None:
        raw_events = merge(raw_events, rules.merging, stamper.dated, notes)
    return ((stamper.time(event), text(event), None) for event in raw_events)


def _not_done(setting: Setting) -> Iterator[ConfError]:
    key, value = setting.key, setting.value.strip()
    if value and (key in _NOT_DONE or (key in _FLAGS and value.lower() in TRUE)):
        yield UnsupportedConf(
            f"{key} is not supported: it changes events when they are indexed", setting.file, setting.line
        )
