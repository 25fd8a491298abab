"""Enterprise Security's notable action: for each result row, one event in the notable index."""

from __future__ import annotations

from collections.abc import Sequence

from ..values import Row, Value
from .alert import Alert, Written
from .annotations import annotation_fields
from .stash import stash_event
from .tokens import replace_fields

_WORDED = ("rule_title", "rule_description", "next_steps", "recommended_actions")
_KEPT = ("severity", "security_domain", "default_owner", "default_status", "drilldown_searches", "nes_fields")


def write_notables(alert: Alert) -> Sequence[Written]:
    """Write the notable events of an alert: one of each row."""
    shared = annotation_fields(alert.saved.settings, alert.saved.name) | alert.info()
    written = [_fields(alert, row) for row in alert.rows]
    events = [
        stash_event(alert.now, alert.saved.name, shared | fields, row)
        for row, fields in zip(alert.rows, written, strict=True)
    ]
    alert.write(alert.parameters.get("index") or "notable", events)
    return [[fields] for fields in written]


def _fields(alert: Alert, row: Row) -> dict[str, Value]:
    parameters = alert.parameters
    worded: dict[str, Value] = {key: replace_fields(parameters[key], row) for key in _WORDED if parameters.get(key)}
    settings: dict[str, Value] = {key: parameters[key] for key in _KEPT if parameters.get(key)}
    return (
        {"rule_name": alert.saved.settings.get("action.correlationsearch.label", alert.saved.name)} | worded | settings
    )
