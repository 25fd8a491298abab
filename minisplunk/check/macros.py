"""Every macro: its definition is there, and its arguments are as many as its name says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ..conf import App, Setting, Stanza
from ..engine import Splunk
from ..spl.macros import macro
from .finding import Finding, tried
from .own import stanzas

_NAME = re.compile(r"([^()]+)(?:\((\d+)\))?")


def macros(splunk: Splunk, app: App) -> Iterator[Finding]:
    for stanza in stanzas(splunk, app, "macros"):
        at = stanza.settings.get("args") or Setting("args", "", stanza.file, stanza.line)
        yield from tried(partial(_read, stanza), at, f"[{stanza.name}]")


def _read(stanza: Stanza) -> None:
    here = Setting("", "", stanza.file, stanza.line)
    name = _NAME.fullmatch(stanza.name)
    if name is None:
        raise here.error("is no name of a macro: <name>, or <name>(<number of arguments>)")
    if macro(name[1], int(name[2] or 0), {key: setting.value for key, setting in stanza.settings.items()}) is None:
        raise here.error("has no definition")
