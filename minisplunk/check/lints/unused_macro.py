"""SPL203: a macro of an app that nothing in the app calls, and nobody else can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ... import plain_files
from ...conf import App
from ..finding import Finding
from .installed import Installed, advice
from .lint import AppLint

_CALL = re.compile(r"`\s*([^`(\s]+)")
_FOLDERS = ("default/data", "local/data", "appserver", "bin")
"""Where searches stand besides conf files: views, navigation, scripts."""
_MOST = 10_000_000
"""Bytes of a file that are looked through; no view has as many."""


def find(installed: Installed) -> Iterator[Finding]:
    called: set[str] | None = None
    for stanza in installed.stanzas("macros"):
        if installed.app.metadata.exported(("macros", stanza.name)):
            continue
        if called is None:
            called = {name for text in _texts(installed.app) for name in _CALL.findall(text)}
        if (name := stanza.name.partition("(")[0]) not in called:
            message = f"[{stanza.name}] Nothing in the app calls the macro '{name}', and it is not exported. Remove it."
            yield advice(stanza, message)


def _texts(app: App) -> Iterator[str]:
    for confs in (app.default, app.local):
        for conf in confs.values():
            for stanza in conf.stanzas.values():
                yield from (setting.value for setting in stanza.settings.values())
    for folder in _FOLDERS:
        for file in sorted((app.root / folder).rglob("*")):
            if file.is_file() and file.stat().st_size <= _MOST:
                yield _text(file)


def _text(file: Path) -> str:
    """A file that cannot be read calls nothing."""
    try:
        return plain_files.read(file).decode("utf-8", "replace")
    except OSError:
        return ""


LINT = AppLint("SPL203", "macro that nothing calls", find)
