"""An installed app in; its conf files as they are written, so that a place in a setting is one in a file, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .. import plain_files
from ..conf import App, Setting, Stanza
from ..content import Search, Written

Lines = Mapping[str, Sequence[str]]
"""The lines of files, by their paths."""


def lines(app: App) -> dict[str, list[str]]:
    """Those of its conf files."""
    folders = (app.root / "default", app.root / "local")
    files = (file for folder in folders if folder.is_dir() for file in sorted(folder.glob("*.conf")))
    return {str(file): plain_files.read(file).decode("utf-8-sig", "replace").split("\n") for file in files}


def search(stanza: Stanza, written: Lines) -> Search:
    """The search of a saved search."""
    setting = stanza.settings["search"]
    return Search(stanza.name, setting.value, str(setting.file), setting.line, of_setting(setting, written))


def of_setting(setting: Setting, written: Lines) -> Written | None:
    """The value as it stands in its file, with the lines that go on."""
    rows = written.get(str(setting.file), ())
    if not 0 < setting.line <= len(rows):
        return None
    end = setting.line
    while rows[end - 1].endswith("\\") and end < len(rows):
        end += 1
    _, sign, _ = rows[setting.line - 1].partition("=")
    text = "\n".join(rows[setting.line - 1 : end])
    start = text.index("=") + 1 if sign else 0
    return Written(text[start:], setting.line, start + 1)
