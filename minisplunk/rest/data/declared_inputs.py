"""README/inputs.conf.spec of apps in; the kinds of inputs that they bring, out.

Developing Views and Apps, "Modular inputs": a kind is declared by a stanza [kind://<name>] and its settings.
"""

from __future__ import annotations

import re

from ... import plain_files
from ...conf import App, Layers

_SPEC = "inputs.conf.spec"
_STANZA = re.compile(r"\[([A-Za-z][\w.-]*)://[^\]]*\]\s*")
_SETTING = re.compile(r"([A-Za-z][\w.-]*)\s*=")
_BUILT_IN = frozenset(
    (
        *("WinEventLog", "WinRegMon", "admon", "batch", "fifo", "http", "monitor", "perfmon", "script", "splunktcp"),
        *("splunktcp-ssl", "splunktcptoken", "tcp", "tcp-ssl", "udp"),
    )
)


def kinds(layers: Layers) -> dict[str, tuple[str, ...]]:
    """The kinds that enabled apps declare, each with the names of its arguments."""
    found: dict[str, tuple[str, ...]] = {}
    for app in layers.apps:
        if app.enabled:
            found.update({kind: names for kind, names in _declared(app).items() if kind not in _BUILT_IN})
    return dict(sorted(found.items()))


def _declared(app: App) -> dict[str, tuple[str, ...]]:
    try:
        text = plain_files.read(app.root / "README" / _SPEC).decode(errors="replace")
    except OSError:
        return {}
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in text.split("\n"):
        if stanza := _STANZA.fullmatch(line.strip()):
            names = found.setdefault(stanza[1], [])
        elif line.startswith("["):
            names = []  # of something else
        elif setting := _SETTING.match(line):
            names.append(setting[1])
    return {kind: tuple(dict.fromkeys(given)) for kind, given in found.items()}
