"""A conf file in; what each of its settings means to minisplunk, and what is wrong with them, out.

THE TABLE: every setting that Splunk's specs list (10.6) for the conf files of an app is implemented, harmless here, or
unsupported. A setting that the table does not know is an error in an app that one answers for, a warning in others'.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ...dataclass import dataclass
from ...errors import UnsupportedConf, shown_place
from ..app import App
from ..parser import Conf, Setting, Stanza
from . import alert_actions, app, knowledge, props, savedsearches, server, transforms
from .spec import SettingSpec, Support

__all__ = [
    "TABLE",
    "SettingFinding",
    "SettingSpec",
    "Support",
    "check",
    "check_app",
    "lookup",
    "refuse_unsupported",
    "table",
    "unsupported",
]

METADATA = "metadata"
TABLE: dict[str, tuple[SettingSpec, ...]] = {
    "app": app.APP,
    "savedsearches": savedsearches.ROWS,
    "macros": knowledge.MACROS,
    "props": props.ROWS,
    "transforms": transforms.ROWS,
    "eventtypes": knowledge.EVENTTYPES,
    "tags": knowledge.TAGS,
    "fields": knowledge.FIELDS,
    "datamodels": knowledge.DATAMODELS,
    "multikv": knowledge.MULTIKV,
    "transactiontypes": knowledge.TRANSACTIONTYPES,
    "collections": knowledge.COLLECTIONS,
    "alert_actions": alert_actions.ROWS,
    METADATA: app.METADATA,
    "limits": server.LIMITS,
    "authentication": server.AUTHENTICATION,
    "authorize": server.AUTHORIZE,
    "indexes": server.INDEXES,
    "inputs": server.INPUTS,
    **server.OTHER,
}
"""The rows by conf file. Where several rows fit a setting, one that names the key counts before patterns, and the first
before the others."""


@dataclass(frozen=True, slots=True)
class SettingFinding:
    """Something to say about a setting. `unknown`: the table does not know it; else it is unsupported."""

    file: Path | str
    line: int
    message: str
    error: bool
    unknown: bool

    def __str__(self) -> str:
        return f"{shown_place(self.file, self.line)}: {self.message}"


def lookup(conf: str, stanza: str, key: str) -> SettingSpec | None:
    """The row of a setting; None for one that Splunk's specs do not list either. `conf` is named without `.conf`."""
    exact, patterns = _index(conf)
    for row in exact.get(key, ()):
        if row.fits(stanza):
            return row
    for row in patterns:
        if row.names(stanza, key):
            return None if row.support is None else row
    return None


def table() -> Iterator[tuple[str, SettingSpec]]:
    """Each row with the name of its conf file, in the order of the table."""
    return ((conf, row) for conf, rows in TABLE.items() for row in rows if row.support is not None)


def check(conf: str, content: Conf, *, ours: bool) -> list[SettingFinding]:
    """The unknown and the unsupported settings of a conf file: errors in an app of ours, warnings in others'.

    One for the whole of a file that has no effect here; none for a file that is none of Splunk's.
    """
    settings = [(stanza.name, setting) for stanza in content.stanzas.values() for setting in stanza.settings.values()]
    if conf not in TABLE:  # a file that the app reads itself
        return []
    if settings and conf in server.CANNOT:
        first = settings[0][1]
        message = f"{_file(conf)} is not supported: {server.CANNOT[conf]}"
        return [SettingFinding(first.file, first.line, message, ours, unknown=False)]
    return [finding for stanza, setting in settings for finding in _check(conf, stanza, setting, ours)]


def check_app(app: App, *, ours: bool) -> list[SettingFinding]:
    """As `check`, for all conf files and metadata of an app."""
    files = [*app.default.items(), *app.local.items()]
    files += [(METADATA, app.metadata.default), (METADATA, app.metadata.local)]
    return [finding for name, conf in files for finding in check(name, conf, ours=ours)]


def refuse_unsupported(conf: str, stanza: Stanza) -> None:
    """UnsupportedConf for the first unsupported setting of a stanza to be used."""
    for setting in stanza.settings.values():
        for fault in unsupported(conf, stanza.name, setting):
            raise fault


def unsupported(conf: str, stanza: str, setting: Setting) -> Iterator[UnsupportedConf]:
    """An error, not raised, for a setting that is unsupported."""
    row = lookup(conf, stanza, setting.key)
    if row is not None and row.of_value(setting.value) is Support.UNSUPPORTED:
        yield UnsupportedConf(_unsupported(setting, row), setting.file, setting.line)


def _check(conf: str, stanza: str, setting: Setting, ours: bool) -> Iterator[SettingFinding]:
    row = lookup(conf, stanza, setting.key)
    if row is None:
        message = f"[{stanza}] {setting.key}: Splunk knows no such setting in {_file(conf)}"
        yield SettingFinding(setting.file, setting.line, message, ours, unknown=True)
    elif row.of_value(setting.value) is Support.UNSUPPORTED:
        message = f"[{stanza}] {_unsupported(setting, row)}"
        yield SettingFinding(setting.file, setting.line, message, ours, unknown=False)


def _unsupported(setting: Setting, row: SettingSpec) -> str:
    named = setting.key if row.values is None else f"{setting.key} = {setting.value}"
    return f"{named} is not supported" + (f": {row.why}" if row.why else "")


def _file(conf: str) -> str:
    return "metadata files" if conf == METADATA else f"{conf}.conf"


@cache
def _index(conf: str) -> tuple[dict[str, list[SettingSpec]], tuple[SettingSpec, ...]]:
    rows = TABLE.get(conf, ())
    exact: dict[str, list[SettingSpec]] = {}
    for row in rows:
        if row.exact:
            exact.setdefault(row.key, []).append(row)
    return exact, tuple(row for row in rows if not row.exact)
