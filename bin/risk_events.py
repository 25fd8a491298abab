"""A result row in; its risk events out, one for each risk object, in the words of Enterprise Security's own."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from result_rows import Row
from risk_settings import RiskObject, RiskSettings
from stash_event import Fields, stash_event

TOKEN = re.compile(r"\$([^$\s]+)\$")
EVENT = "eventID"
"""CloudTrail's own id of the event that a result is made of."""


@dataclass(frozen=True)
class Risk:
    """How a saved search scores. `info`: the fields that tell of the search job, the same in each of its events."""

    search_name: str
    settings: RiskSettings
    info: Fields

    def events(self, row: Row, now: float) -> list[str]:
        """None where the row has no value for any risk object."""
        shared = {**self.settings.annotations, **self.info, **self._threats(row)}
        return [
            stash_event(now, self.search_name, {**shared, **self._own(risk, value, row)}, row)
            for risk in self.settings.objects
            for value in row.get(risk.field, ())
            if value
        ]

    def _threats(self, row: Row) -> Fields:
        found = [(value, threat.type) for threat in self.settings.threats for value in row.get(threat.field, ())]
        if not found:
            return {}
        return {"threat_object": [value for value, _ in found], "threat_object_type": [kind for _, kind in found]}

    def _own(self, risk: RiskObject, value: str, row: Row) -> Fields:
        own = {
            "risk_object": [value],
            "risk_object_type": [risk.type],
            "risk_score": [risk.score],
            "risk_event_id": [risk_event_id(self.search_name, row, risk.type, value)],
            "contributing_events_search": [_contributing(self.search_name, risk.field, value)],
        }
        message = replace_tokens(risk.message, row)
        return {**own, "risk_message": [message]} if message else own


def risk_event_id(search_name: str, row: Row, object_type: str, risk_object: str) -> str:
    """The same for the same finding, however often it is written: readers keep one event of each id.

    From the search, the event that was found (the whole row where it has no id of its own) and the risk object.
    """
    found = row.get(EVENT) or dict(row)
    text = json.dumps([search_name, found, object_type, risk_object], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def replace_tokens(text: str, row: Row) -> str:
    """`$field$` replaced by the row's values; one of a field that the row lacks stays, to be seen."""
    return TOKEN.sub(lambda token: ", ".join(row[token[1]]) if token[1] in row else token[0], text)


def _contributing(search_name: str, field: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'| savedsearch "{search_name}" | search {field}="{quoted}"'
