"""What makes events and fields, read as searches do: props.conf, transforms.conf, multikv.conf and others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timezone
from functools import partial

from ..conf import App, Conf, Setting, Stanza
from ..conf.transforms import SOURCES, is_lookup, names_transform
from ..engine import Splunk
from ..errors import ConfError, MinisplunkError
from ..fields import Knowledge, alias, calculate, eventtype, extract, kv, lookup, modular, report, sections
from ..fields.props import faults, priority_faults
from ..functions import Environment
from ..ingest.index_time import index_time as index_time_rules
from ..store import name_fault
from .finding import Finding, told, tried
from .own import stanzas

_OF_LOOKUPS = ("filename", "collection", *SOURCES)
"""Where a finding about a lookup stands: at the name of what holds its rows, rather than at its type."""
_AT_INDEX_TIME = ("DEST_KEY", "WRITE_META", "INGEST_EVAL", "CLONE_SOURCETYPE", "STOP_PROCESSING_IF")
Attempt = Callable[[], object]
_NOWHERE = Environment(0, timezone.utc)
"""Time and zone do not matter, since nothing is evaluated."""


def props(splunk: Splunk, app: App) -> Iterator[Finding]:
    """Extractions, aliases, calculated fields and automatic lookups; and the patterns in the names of stanzas."""
    knowledge = splunk.context(app.id)[1]
    for conf in _written(app):
        yield from map(told, faults(conf))
        for stanza in conf.stanzas.values():
            yield from map(told, priority_faults(stanza))
            for key, setting in stanza.settings.items():
                for attempt in _attempts(key, setting, knowledge):
                    yield from tried(attempt, setting, f"[{stanza.name}]")


def _attempts(key: str, setting: Setting, knowledge: Knowledge) -> Iterator[Attempt]:
    """To read a setting: one, or one for each transform of a list. An empty value in local/ switches a class off."""
    prefix = key.partition("-")[0]
    if prefix == "REPORT":
        yield from _reports(setting, knowledge)
    elif lookup.class_of(key) and setting.value:
        yield partial(_lookup, setting, knowledge)
    elif key == "KV_MODE":
        yield partial(kv.table_of, setting, knowledge.view)
    elif "-" in key and prefix in READERS and (setting.value or prefix == "EVAL"):
        yield partial(READERS[prefix], setting, knowledge)


def transforms(splunk: Splunk, app: App) -> Iterator[Finding]:
    """Regular expressions, delimiters and formats; and the files of lookups."""
    knowledge = splunk.context(app.id)[1]
    for stanza in stanzas(splunk, app, "transforms"):
        if not names_transform(stanza.name):
            continue
        here = Setting("", "", stanza.file, stanza.line)
        named = (stanza.settings[key] for key in _OF_LOOKUPS if key in stanza.settings)
        at = next(named, here)
        yield from (told(fault, f"[{stanza.name}]") for fault in report.flag_faults(stanza))
        yield from tried(partial(_transform, stanza, knowledge), at, f"[{stanza.name}]")
        yield from (told(fault, f"[{stanza.name}]") for fault in _passed_over(stanza, knowledge))


def multikv(splunk: Splunk, app: App) -> Iterator[Finding]:
    """How tables are laid out."""
    for stanza in stanzas(splunk, app, "multikv"):
        here = Setting("", "", stanza.file, stanza.line)
        yield from tried(partial(sections.layout_of, stanza), here, f"[{stanza.name}]")


def eventtypes(splunk: Splunk, app: App) -> Iterator[Finding]:
    """The searches of event types, which have no pipe."""
    view = splunk.context(app.id)[0]
    for stanza in stanzas(splunk, app, "eventtypes"):
        if setting := stanza.settings.get("search"):
            yield from tried(partial(eventtype.term_of, setting, view, _NOWHERE), setting, f"[{stanza.name}]")


def index_time(splunk: Splunk, app: App) -> Iterator[Finding]:
    """How events are broken, merged and given a time."""
    context = splunk.index_context
    for conf in _written(app):
        for stanza in conf.stanzas.values():
            for key, setting in stanza.settings.items():
                for fault in index_time_rules({key: setting}, context).faults:
                    yield told(fault, f"[{stanza.name}]")


def indexes(splunk: Splunk, app: App) -> Iterator[Finding]:
    """The names of indexes; a stanza whose name has a colon is something else."""
    for stanza in stanzas(splunk, app, "indexes"):
        if ":" not in stanza.name and (fault := name_fault(stanza.name)):
            yield told(ConfError(fault, stanza.file, stanza.line))


def _written(app: App) -> Iterator[Conf]:
    return (confs["props"] for confs in (app.default, app.local) if "props" in confs)


def _extraction(setting: Setting, knowledge: Knowledge) -> None:
    extract.extraction_of(setting, knowledge.view.conf("transforms").stanzas)


def _aliases(setting: Setting, knowledge: Knowledge) -> None:
    alias.aliases_of(setting)


def _expression(setting: Setting, knowledge: Knowledge) -> None:
    calculate.expression_of(setting, _NOWHERE)


def _reports(setting: Setting, knowledge: Knowledge) -> Iterator[Attempt]:
    return (partial(_named, name, setting, knowledge) for name in report.transforms_of(setting))


def _named(name: str, setting: Setting, knowledge: Knowledge) -> None:
    transforms = knowledge.view.conf("transforms").stanzas
    if name not in transforms:
        raise setting.error(f"{setting.key}: there is no transform [{name}]")
    report.transform_of(transforms[name], transforms)


def _lookup(setting: Setting, knowledge: Knowledge) -> None:
    enrichment = lookup.enrichment_of(setting)
    if fault := enrichment.fault(knowledge.lookup(enrichment.table)):
        raise setting.error(f"{setting.key}: {fault}")


def _transform(stanza: Stanza, knowledge: Knowledge) -> None:
    transforms = knowledge.view.conf("transforms").stanzas
    if is_lookup(stanza):
        _ = knowledge.lookup(stanza.name).fields  # reads the file
    elif any(stanza.get(key) for key in _AT_INDEX_TIME):
        return  # no search uses it
    elif stanza.get("REGEX") and not (stanza.get("FORMAT") or stanza.get("DELIMS")):  # it may be a part of others
        extract.compiled(modular.part(stanza, transforms), stanza.settings["REGEX"], transforms)
    else:
        report.transform_of(stanza, transforms)


def _passed_over(stanza: Stanza, knowledge: Knowledge) -> Sequence[ConfError]:
    """What is wrong with a lookup that can be used all the same."""
    with suppress(MinisplunkError):
        if is_lookup(stanza):
            return knowledge.lookup(stanza.name).warnings
    return ()


READERS: Mapping[str, Callable[[Setting, Knowledge], None]] = {
    "EXTRACT": _extraction,
    "FIELDALIAS": _aliases,
    "EVAL": _expression,
}
