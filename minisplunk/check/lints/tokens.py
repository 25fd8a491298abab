"""SPL209: a $field$ in a message of an alert action, or a risk object, that the search does not output."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...conf import Stanza
from ..finding import Finding
from .flow import listed
from .installed import Installed, advice
from .lint import AppLint
from .settings import RISK, actions, risk_entries

_TOKEN = re.compile(r"\$([^$\s]+)\$")
_RESULT = "result."
_MESSAGE = "action.risk.param._risk_message"
_WORDED = {
    "risk": (_MESSAGE,),
    "notable": ("action.notable.param.rule_title", "action.notable.param.rule_description"),
}
"""Settings in which Enterprise Security replaces the fields of a result by their bare names."""
_OBJECTS = ("risk_object_field", "threat_object_field")
_OURS = frozenset({"name", "app", "owner", "search_name", "sid"})
_OF_FINDINGS = frozenset({"rule_name", "rule_title", "security_domain", "severity", "urgency", "source", "event_id"})
"""What a job, or a finding, has beside the fields of results."""
_KINDS = (
    *("info_", "orig_", "trigger_", "_", "job.", "results.", "server.", "annotations."),
    *("action.", "alert.", "dispatch."),
)
"""How others of them begin."""


def find(installed: Installed) -> Iterator[Finding]:
    for stanza in installed.saved_searches:
        enabled = actions(stanza)
        search = installed.search(stanza) if enabled else None
        output = None if search is None else search.output
        if not enabled or output is None:
            continue
        told: set[tuple[str, str]] = set()
        for key, name, written in (*_objects(stanza, enabled), *_tokens(stanza, enabled)):
            if name not in output and (key, name) not in told:
                told.add((key, name))
                setting = stanza.settings[key]
                message = (
                    f"[{stanza.name}] {key}: {written} stays empty, since the search gives only "
                    f"{listed(output, name)}. Have it give '{name}', or use one of these."
                )
                yield advice(setting, message)


Named = Iterator[tuple[str, str, str]]
"""The setting, the field that it names, and how that is written."""


def _objects(stanza: Stanza, enabled: list[str]) -> Named:
    for entry in risk_entries(stanza) if "risk" in enabled else ():
        for key in _OBJECTS:
            if isinstance(name := entry.get(key), str) and name:
                yield RISK, name, f"{key} '{name}'"
        message = entry.get("risk_message")
        if isinstance(message, str):
            yield from ((RISK, name, f"${name}$") for name in _bare(message, stanza))


def _tokens(stanza: Stanza, enabled: list[str]) -> Named:
    for action in enabled:
        worded = _WORDED.get(action, ())
        for key in worded:
            yield from ((key, name, f"${name}$") for name in _bare(stanza.get(key), stanza))
        for key, setting in stanza.settings.items():
            if key.startswith(f"action.{action}."):
                for token in _TOKEN.findall(setting.value):
                    if token.startswith(_RESULT):
                        yield key, token.removeprefix(_RESULT), f"${token}$"


def _bare(text: str, stanza: Stanza) -> Iterator[str]:
    """The fields of results that a text names, not the settings of the search, which are tokens too, and not what
    Splunk or Enterprise Security add."""
    for token in _TOKEN.findall(text):
        if token not in _OURS | _OF_FINDINGS | stanza.settings.keys() and not token.startswith((*_KINDS, _RESULT)):
            yield token


LINT = AppLint("SPL209", "token that the search does not output", find)
