"""One source's bytes, and the settings of props.conf for it, in; events with their times out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timezone, tzinfo

from ..conf.parser import TRUE, Setting
from ..errors import ConfError, UnsupportedConf
from ..sources import Meta
from .directives import FIRST_LINE, NONE, header_mode, is_directive, parts
from .lines import Breaking, breaking, lines
from .merging import Merging, merge, merging
from .notes import Notes
from .stamps import Stamper, Stamping, stamping
from .structure import Structure, structure
from .structured import structured
from .text import text

Event = tuple[int, str, str | None]
"""Time in microseconds since the epoch, raw text, indexed fields as fields/indexed.stored makes them."""

_CHARSETS = frozenset({"", "utf-8", "utf8", "ascii", "us-ascii", "auto"})
_CHANGING = (
    "TRANSFORMS",
    "SEDCMD-",
    "RULESET-",
    "METRICS_PROTOCOL",
    "TZ_ALIAS",
    "ROUTE_EVENTS_OLDER_THAN",
)
"""Settings that change, route or drop events when they are indexed, which is not done here."""
_FLAGS = ("DETERMINE_TIMESTAMP_DATE_WITH_SYSTEM_TIME",)


@dataclass(frozen=True, slots=True)
class IndexTime:
    """The index-time rules of one source: how lines are broken, merged (None: not at all) and given a time; how it is
    read instead where it is structured data.

    `header`: which ***SPLUNK*** lines are directives; `faults`: the settings that have no effect, since they are wrong
    or not supported.
    """

    breaking: Breaking
    merging: Merging | None
    stamping: Stamping
    structure: Structure | None = None
    header: str = NONE
    faults: tuple[ConfError, ...] = ()


def index_time(settings: Mapping[str, Setting], zone: tzinfo = timezone.utc) -> IndexTime:
    """The rules that settings make, those of all stanzas that apply, by key; `zone` is the server's.

    A setting whose value is wrong, or that would change events in ways not done here, counts as not set.
    """
    return _made(settings, zone, tuple(fault for setting in settings.values() for fault in _not_done(setting)))


def _made(settings: Mapping[str, Setting], zone: tzinfo, faults: tuple[ConfError, ...]) -> IndexTime:
    try:
        header, structured_data = header_mode(settings.get("HEADER_MODE")), structure(settings)
        stamps = stamping(settings, zone)
        return IndexTime(breaking(settings), merging(settings), stamps, structured_data, header, faults)
    except ConfError as error:
        left = {key: one for key, one in settings.items() if (one.file, one.line) != (error.file, error.line)}
        if len(left) == len(settings):
            raise
        return _made(left, zone, (*faults, error))


def events(
    chunks: Iterable[bytes], rules: IndexTime, *, now: float, modified: float | None = None, notes: Notes
) -> Iterator[Event]:
    """`now`, and when the file was changed (None: no file), in epoch seconds. Constant memory. Raises UnsupportedConf
    for a directive: a file is of one kind.

    What was cut, or had no time of its own, is in the notes afterwards.
    """
    if rules.structure is not None:
        stamps = replace(rules.stamping, prefix=None) if rules.structure.timestamp else rules.stamping
        stamper = Stamper(stamps, now=now, modified=modified, notes=notes)
        yield from structured(chunks, rules.structure, stamper, notes)
        return
    stamper = Stamper(rules.stamping, now=now, modified=modified, notes=notes)
    raw_events = lines(chunks, rules.breaking, notes)
    if rules.header != NONE:
        raw_events = _undirected(raw_events, rules.header)
    if rules.merging is not None:
        raw_events = merge(raw_events, rules.merging, stamper.dated, notes)
    for event in raw_events:
        yield stamper.time(event), text(event), None


def posted(
    body: bytes, meta: Meta, rules_of: Callable[[Meta], IndexTime], *, now: float, notes: Notes
) -> Iterator[tuple[Meta, list[Event]]]:
    """The events of a body that is sent as `meta`, by what its directives make of them. Raises as `events`.

    It is no structured data, whatever its source type (Getting Data In, "Automate indexed field extractions with HTTP
    Event Collector").
    """
    for kind, part in parts(body, meta, rules_of(meta).header):
        if part.strip():
            rules = replace(rules_of(kind), header=NONE, structure=None)
            yield kind, list(events((part,), rules, now=now, notes=notes))


def _undirected(raw_lines: Iterable[bytes], mode: str) -> Iterator[bytes]:
    for number, line in enumerate(raw_lines):
        if is_directive(line) and not (mode == FIRST_LINE and number):
            raise UnsupportedConf(f"HEADER_MODE = {mode} and a file in which a line begins with ***SPLUNK***")
        yield line


def _not_done(setting: Setting) -> Iterator[ConfError]:
    key, value = setting.key, setting.value.strip()
    if key == "CHARSET" and value.lower() not in _CHARSETS:
        reason = f"CHARSET = {value} is not supported: text is read as UTF-8"
    elif value and (key.startswith(_CHANGING) or (key in _FLAGS and value.lower() in TRUE)):
        reason = f"{key} is not supported: it changes events when they are indexed"
    else:
        return
    yield UnsupportedConf(reason, setting.file, setting.line)
