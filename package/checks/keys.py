"""Keys: each one is known, and each one that Splunk's own specs lack is explained in README/*.spec."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from minisplunk.conf.settings import METADATA, lookup

from ..finding import Finding
from ..unpacked import Unpacked

SPLUNK_ACTIONS = frozenset(
    {"email", "logevent", "lookup", "populate_lookup", "rss", "script", "summary_index", "webhook"}
)
"""Alert actions whose settings Splunk's own specs explain."""

HEADER = re.compile(r"\[(.*)\]\s*")
ENTRY = re.compile(r"([^\s#*\[][^=]*?)\s*=")
PLACEHOLDER = re.compile(r"<[^>]*>")


def keys_are_known(app: Unpacked) -> Iterator[Finding]:
    """A misspelt key has no effect, and Splunk says nothing."""
    meta = ((METADATA, stanza, setting) for stanza in app.meta.stanzas.values() for setting in stanza.settings.values())
    for conf, stanza, setting in (*app.settings(), *meta):
        if lookup(conf, stanza.name, setting.key) is None:
            what = f"{setting.key} is no key of {Path(setting.file).name} that we know"
            yield Finding.at(setting, what, "a misspelt key has no effect, and Splunk is silent")


def keys_have_a_spec(app: Unpacked) -> Iterator[Finding]:
    """Without one, `splunk btool check` (run at each start) calls the key a possible typo."""
    for conf, stanza, setting in app.settings():
        name = f"README/{conf}.conf.spec"
        if lacks_spec(conf, setting.key) and not explains(app.files.get(name, b""), stanza.name, setting.key):
            yield Finding.at(
                setting, f"{setting.key} is not in {name}", "Splunk calls it a possible typo at each start"
            )


def lacks_spec(conf: str, key: str) -> bool:
    """Whether Splunk's own specs lack this key: those of custom alert actions, of ES and of ESCU."""
    if conf == "savedsearches" and key.startswith("action."):
        return key.split(".")[1] not in SPLUNK_ACTIONS
    return conf == "alert_actions" and key.startswith("param.")


def explains(spec: bytes, stanza: str, key: str) -> bool:
    """Whether a spec file has the key, under a stanza that fits. `<name>` in a spec stands for any text."""
    current = ""
    for line in spec.decode("utf-8", "replace").splitlines():
        header, entry = HEADER.fullmatch(line), ENTRY.match(line)
        if header:
            current = header[1]
        elif entry and _fits(entry[1], key) and (current in ("", "default") or _fits(current, stanza)):
            return True
    return False


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(".+".join(map(re.escape, PLACEHOLDER.split(pattern))), text) is not None
