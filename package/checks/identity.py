"""Names: one app id and one version everywhere, and saved searches that ES accepts and that clash with nobody's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..finding import Finding
from ..unpacked import Unpacked
from .places import line_of

MANIFEST = "app.manifest"
ESCU = "ESCU - "
SUFFIX = "- Rule"
LONGEST = 99
"""ES refuses longer names of detections, prefix and suffix included (help.splunk.com, ES 8.4, create event-based
detections), and takes none that does not end in SUFFIX."""


def manifest_is_json(app: Unpacked) -> Iterator[Finding]:
    """AppInspect passes over a manifest that is broken."""
    try:
        _manifest(app)
    except json.JSONDecodeError as error:
        yield Finding(MANIFEST, error.lineno, f"is no JSON: {error.msg}", "Splunk Cloud and ACS read it")
    except (UnicodeDecodeError, TypeError) as error:
        yield Finding(MANIFEST, 1, f"is no JSON object in UTF-8: {error}", "Splunk Cloud and ACS read it")


def one_id(app: Unpacked) -> Iterator[Finding]:
    """Folder, [package] id, [id] name and the manifest's name are the same."""
    if app.folder != app.app_id:
        yield Finding(app.archive.name, 0, f"its folder is {app.folder}", f"the app's id is {app.app_id}")
    yield from _same(app, "name", app.app_id, "[package] id")


def one_version(app: Unpacked) -> Iterator[Finding]:
    """[launcher] version, [id] version and the manifest's version are the same."""
    yield from _same(app, "version", app.version, "[launcher] version")


def searches_clash_with_none(app: Unpacked) -> Iterator[Finding]:
    """ESCU is often installed beside: a search of the same name would hide or override its own."""
    for stanza in app.conf("savedsearches").stanzas.values():
        if stanza.name.startswith(ESCU):
            why = "names that start so are ESCU's own searches"
            yield Finding.at(stanza, f"[{stanza.name}] has ESCU's prefix", why)


def detections_have_names_for_es(app: Unpacked) -> Iterator[Finding]:
    for stanza in app.conf("savedsearches").stanzas.values():
        if not stanza.flag("action.correlationsearch.enabled"):
            continue
        if not stanza.name.endswith(SUFFIX):
            what = f"[{stanza.name}] does not end in {SUFFIX!r}"
            yield Finding.at(stanza, what, "ES takes no other name for a detection")
        if len(stanza.name) > LONGEST:
            what = f"[{stanza.name}] has {len(stanza.name)} characters"
            yield Finding.at(stanza, what, f"ES takes {LONGEST} at most")


def _same(app: Unpacked, key: str, value: str, where: str) -> Iterator[Finding]:
    setting = app.confs["app"].find("id", key)
    if setting is None:
        yield Finding("default/app.conf", 0, f"[id] has no {key}", "Splunk looks there for updates and dependencies")
    elif setting.value != value:
        yield Finding.at(setting, f"[id] {key} is {setting.value}", f"{where} is {value}")
    try:
        declared = _manifest(app)["info"]["id"][key]
    except (ValueError, KeyError, TypeError):
        declared = None
    if declared != value:
        line = line_of(app.files.get(MANIFEST, b""), f'"{key}"')
        yield Finding(MANIFEST, line, f"info.id.{key} is {declared}", f"{where} is {value}")


def _manifest(app: Unpacked) -> Mapping[str, Any]:
    document = json.loads(app.files.get(MANIFEST, b"{}"))
    if not isinstance(document, dict):
        raise TypeError("the top is no object")
    return document
