"""Automatic extraction: documents, tables and key=value pairs become fields as KV_MODE says.

props.conf.spec, KV_MODE: json and xml take fields from events of that format and nothing from others; auto takes pairs,
and JSON unless AUTO_KV_JSON is false; auto_escaped does so too, and honours backslashes within quotes; multi makes
events of the rows of a table; none takes nothing. A field that an earlier stage made stays (checked by others on Splunk
10.4.0 for pairs; [unverified] for documents). [unverified]: what is none of these counts as auto.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from .. import lazy_re
from ..conf import View
from ..conf.parser import Setting
from ..documents.json import closed, flatten
from ..documents.table import Detection
from ..errors import ConfError, NotFound
from ..spl.fields import Fields
from ..values import Value
from . import tables
from .default import DEFAULT, Event
from .limited import Extracted, Limits, Losses
from .names import keeper
from .pairs import hints, pairs
from .stage import Document, Plan, Rows, Situation, Step, lost
from .structured import Format, Json, Xml, finder

_MAXCHARS = (
    "{} beyond the first {} characters of some events, where automatic key=value extraction stops "
    "(limits.conf, [kv] maxchars)."
)
_PAIRS: dict[str, bool] = {"auto": False, "auto_escaped": True}
"""The modes that take pairs, and whether backslashes count in them."""
_MULTI = lazy_re.compile(r"multi(?:[:_](.+))?", re.DOTALL | re.IGNORECASE)
_DOCUMENTS: dict[str, Callable[[], Format]] = {"json": Json, "xml": Xml}


def plan(wanted: Fields, situation: Situation) -> Plan:
    mode = _mode(situation)
    if _MULTI.fullmatch(mode):
        return Plan((), wanted, rows=_rows(wanted, situation))
    names = frozenset(name for name in wanted.names if name and name not in DEFAULT)
    if mode == "none" or not (names or wanted.patterns):
        return Plan((), wanted)
    limits = Limits.of(situation.view.conf("limits"))
    losses = Losses(wanted, situation.report)
    document: Document | None = None
    if mode in _DOCUMENTS or (mode in _PAIRS and _flag(situation, "AUTO_KV_JSON")):
        document = finder(_DOCUMENTS.get(mode, Json)(), wanted, limits, losses)
    steps: list[Step] = []
    if mode in _PAIRS:
        reader = _Pairs(_PAIRS[mode], _flag(situation, "KV_TRIM_SPACES"), limits, losses)
        steps.append(_pairs_step(names, wanted, reader))
    return Plan(steps, wanted, document=document, complete=None if wanted.patterns else len(names))


def table_of(setting: Setting, view: View) -> tables.Read | None:
    """What reads the tables of events; None for a mode that reads none. Raises ConfError, with the place of what is
    wrong, for a stanza of multikv.conf that there is not, or that is at fault."""
    match = _MULTI.fullmatch(setting.value.strip())
    if match is None:
        return None
    if not match[1]:
        return tables.detecting(Detection())
    try:
        return tables.reader(view, match[1])
    except NotFound as error:
        raise setting.error(f"{setting.key} = {setting.value}: {error.message}") from error


def _rows(wanted: Fields, situation: Situation) -> Rows | None:
    setting = situation.props["KV_MODE"]
    try:
        read = table_of(setting, situation.view)
    except ConfError as error:
        situation.pass_over(error)
        return None
    assert read is not None
    name = f"{setting.key} = {setting.value}"
    return tables.rows_of(read, wanted, lambda error: situation.report("WARN", lost(setting, name, error)))


def found(raw: str) -> Extracted:
    """All fields that KV_MODE=auto takes from a text: those of a JSON document, then those of pairs."""
    document = flatten(raw) or flatten(closed(raw)) or {}
    return {**document, **{name: value for name, value in _first_values(raw).items() if name not in document}}


def _mode(situation: Situation) -> str:
    setting = situation.props.get("KV_MODE")
    mode = "" if setting is None else setting.value.strip().lower()
    return mode if mode in ("none", *_DOCUMENTS, *_PAIRS) or _MULTI.fullmatch(mode) else "auto"


def _flag(situation: Situation, key: str) -> bool:
    """A setting that is on where nothing is said."""
    setting = situation.props.get(key)
    try:
        return setting is None or not setting.value or setting.flag()
    except ConfError as error:
        situation.pass_over(error)
        return True


class _Pairs(NamedTuple):
    """How the pairs of an event are read."""

    escaped: bool
    trimmed: bool
    limits: Limits
    losses: Losses

    def fields(self, raw: str) -> Extracted:
        characters = self.limits.pair_characters
        read = partial(_first_values, escaped=self.escaped, trimmed=self.trimmed)
        fields = read(raw[:characters])
        if len(raw) > characters:
            self.losses.tell(fields, read(raw), _MAXCHARS, characters)
        return self.losses.first(fields, self.limits.fields)


def _pairs_step(names: frozenset[str], wanted: Fields, reader: _Pairs) -> Step:
    keep = keeper(wanted)
    hinted = hints(names)

    def look(event: Event, raw: str) -> None:
        for name, value in reader.fields(raw).items():
            if keep(name):
                event.setdefault(name, value)

    def look_if_hinted(event: Event, raw: str) -> None:
        for name, hint in hinted:
            if name not in event and hint in raw:
                look(event, raw)
                return

    return look if wanted.patterns else look_if_hinted


def _first_values(text: str, *, escaped: bool = False, trimmed: bool = True) -> Extracted:
    values: dict[str, Value] = {}
    for name, value in pairs(text, escaped=escaped, trimmed=trimmed):
        values.setdefault(name, value)
    return values
