"""Searches: they are SPL, their macros exist, and what reads their results names fields that they output."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from minisplunk.conf.parser import Setting, Stanza
from minisplunk.errors import SplError, UnsupportedSpl

from ..finding import Finding
from ..unpacked import Unpacked
from . import spl

INFO = frozenset({"info_min_time", "info_max_time", "info_search_time", "info_sid"})
"""What Enterprise Security adds to each result."""

TOKEN = re.compile(r"\$([^$\s]+)\$")
WORDED = (
    "action.notable.param.rule_title",
    "action.notable.param.rule_description",
    "action.notable.param.drilldown_searches",
    "action.risk.param._risk",
    "action.risk.param._risk_message",
)
"""Settings in which `$field$` stands for a field of the result."""


def searches_are_spl(app: Unpacked) -> Iterator[Finding]:
    """Every search parses, its macros expanded; what minisplunk cannot run is no fault of the app."""
    for stanza in app.conf("savedsearches").stanzas.values():
        setting = stanza.settings.get("search")
        if setting is None:
            continue
        try:
            spl.pipeline(app, setting.value)
        except UnsupportedSpl:
            continue
        except SplError as error:
            yield Finding.at(setting, f"[{stanza.name}] {error.message}", "the search fails whenever it is run")


def named_fields_are_output(app: Unpacked) -> Iterator[Finding]:
    """Risk, notable and drilldowns of a search can only use the fields of its results."""
    for stanza in app.conf("savedsearches").stanzas.values():
        search = stanza.settings.get("search")
        output = None if search is None else spl.output(app, search.value)
        if output is None:
            continue
        for setting, name in _named(stanza):
            if name not in output | INFO:
                what = f"[{stanza.name}] {setting.key} names the field {name}, which the search does not output"
                yield Finding.at(setting, what, "it is empty in every event that is made of it")


def _named(stanza: Stanza) -> Iterator[tuple[Setting, str]]:
    for key in WORDED:
        if setting := stanza.settings.get(key):
            yield from ((setting, name) for name in dict.fromkeys(TOKEN.findall(setting.value)))
    for key in ("action.notable.param.nes_fields", "alert.suppress.fields"):
        if setting := stanza.settings.get(key):
            yield from ((setting, name.strip()) for name in setting.value.split(",") if name.strip())
    for key in ("action.risk.param._risk", "action.notable.param._entities"):
        if setting := stanza.settings.get(key):
            yield from ((setting, name) for name in _entity_fields(setting))


def _entity_fields(setting: Setting) -> Iterable[str]:
    try:
        entities = json.loads(setting.value)
    except ValueError:
        return ()  # json_is_sound says so
    objects = [entity for entity in entities if isinstance(entity, dict)] if isinstance(entities, list) else []
    names = (entity.get(key) for entity in objects for key in ("risk_object_field", "threat_object_field"))
    return [name for name in names if isinstance(name, str) and name != "N/A"]
