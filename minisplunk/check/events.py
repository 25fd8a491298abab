"""props.conf, transforms.conf and eventtypes.conf: what makes events and fields, each compiled as a search does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timezone
from functools import partial

from ..conf import App, Conf, Setting, Stanza
from ..engine import Splunk
from ..fields import Knowledge, alias, calculate, eventtype, extract, lookup, report
from ..fields.props import faults, priority_faults
from ..functions import Environment
from ..store.ingest import index_time as index_time_rules
from .finding import Finding, tried, wrong
from .own import stanzas

_OF_LOOKUPS = ("filename", "collection", "external_cmd", "external_type")
_NOWHERE = Environment(0, timezone.utc)
"""Time and zone do not matter, since nothing is evaluated."""


def props(splunk: Splunk, app: App) -> Iterator[Finding]:
    """Extractions, aliases, calculated fields and automatic lookups; and the patterns in the names of stanzas."""
    knowledge = splunk.context(app.id)[1]
    for conf in _written(app):
        yield from map(wrong, faults(conf))
        for stanza in conf.stanzas.values():
            yield from map(wrong, priority_faults(stanza))
            for key, setting in stanza.settings.items():
                read = _lookup if lookup.class_of(key) else READERS.get(key.partition("-")[0])
                if read is not None and setting.value:
                    yield from tried(partial(read, setting, knowledge), setting, f"[{stanza.name}]")


def transforms(splunk: Splunk, app: App) -> Iterator[Finding]:
    """Regular expressions, delimiters and formats; and the files of lookups."""
    knowledge = splunk.context(app.id)[1]
    for stanza in stanzas(splunk, app, "transforms"):
        here = Setting("", "", stanza.file, stanza.line)
        at = next((stanza.settings[key] for key in _OF_LOOKUPS if key in stanza.settings), here)
        yield from tried(partial(_transform, stanza, knowledge), at, f"[{stanza.name}]")


def eventtypes(splunk: Splunk, app: App) -> Iterator[Finding]:
    """The searches of event types, which have no pipe."""
    view = splunk.context(app.id)[0]
    for stanza in stanzas(splunk, app, "eventtypes"):
        if setting := stanza.settings.get("search"):
            yield from tried(partial(eventtype.term_of, setting, view, _NOWHERE), setting, f"[{stanza.name}]")


def index_time(splunk: Splunk, app: App) -> Iterator[Finding]:
    """How events are broken, merged and given a time."""
    for conf in _written(app):
        for stanza in conf.stanzas.values():
            for key, setting in stanza.settings.items():
                for fault in index_time_rules({key: setting}, splunk.zone).faults:
                    yield wrong(fault, f"[{stanza.name}]")


def _written(app: App) -> Iterator[Conf]:
    return (confs["props"] for confs in (app.default, app.local) if "props" in confs)


def _extraction(setting: Setting, knowledge: Knowledge) -> None:
    extract.extraction_of(setting, knowledge.view.conf("transforms").stanzas)


def _aliases(setting: Setting, knowledge: Knowledge) -> None:
    alias.aliases_of(setting)


def _expression(setting: Setting, knowledge: Knowledge) -> None:
    calculate.expression_of(setting, _NOWHERE)


def _reports(setting: Setting, knowledge: Knowledge) -> None:
    stanzas = knowledge.view.conf("transforms").stanzas
    missing = [name for name in report.transforms_of(setting) if name not in stanzas]
    if missing:
        raise setting.error(f"{setting.key}: there is no transform {', '.join(f'[{name}]' for name in missing)}")


def _lookup(setting: Setting, knowledge: Knowledge) -> None:
    enrichment = lookup.enrichment_of(setting)
    if fault := enrichment.fault(knowledge.lookup(enrichment.table)):
        raise setting.error(f"{setting.key}: {fault}")


def _transform(stanza: Stanza, knowledge: Knowledge) -> None:
    if any(stanza.get(key) for key in _OF_LOOKUPS):
        _ = knowledge.lookup(stanza.name).fields  # reads the file
    else:
        report.transform_of(stanza, knowledge.view.conf("transforms").stanzas)


READERS: Mapping[str, Callable[[Setting, Knowledge], None]] = {
    # by the key up to its first hyphen; automatic lookups have keys of their own kind
    "EXTRACT": _extraction,
    "REPORT": _reports,
    "FIELDALIAS": _aliases,
    "EVAL": _expression,
}
