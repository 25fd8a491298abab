"""The name and description of an app in; a new app's folder, without any objects, out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from . import local
from .app import App, load

BAREBONES = "barebones"
"""The one template: an app without any objects."""
KEYS = {
    "author": ("launcher", "author"),
    "check_for_updates": ("package", "check_for_updates"),
    "configured": ("install", "is_configured"),
    "description": ("launcher", "description"),
    "label": ("ui", "label"),
    "version": ("launcher", "version"),
    "visible": ("ui", "is_visible"),
}
"""Arguments of apps/local that describe an app -> the stanza and key of app.conf that hold them."""
_METADATA = {
    "": {"access": "read : [ * ], write : [ admin, power ]"},
    **{kind: {"export": "system"} for kind in ("eventtypes", "lookups", "props", "transforms", "viewstates")},
}
_FIRST = {"version": "1.0.0", "configured": "0", "visible": "1"}


def make(folder: Path, texts: Mapping[str, str]) -> App:
    """Make an app at `folder`, named for it, as BAREBONES does: with app.conf and metadata alone.

    `texts`: by the names of KEYS. ConfError for a name that Splunk does not take and for what cannot be written.
    """
    settings: dict[str, dict[str, str | None]] = {}
    for name, text in {"label": folder.name, **_FIRST, **texts}.items():
        stanza, key = KEYS[name]
        settings.setdefault(stanza, {})[key] = text
    for stanza, keys in settings.items():
        local.write(folder / "default" / "app.conf", stanza, keys)
    for stanza, rules in _METADATA.items():
        local.write(folder / "metadata" / "default.meta", stanza, dict(rules))
    return load(folder)
