"""Enterprise Security's risk action: for each result row and risk object, one event in the risk index.

From its documented behaviour (Enterprise Security, "Risk-based alerting", and the shape of published risk events):
fields risk_object, risk_object_type, risk_score, risk_message, the threat objects, annotations, and the result's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import ConfError
from ..values import Row, Value, texts
from .alert import Alert
from .annotations import annotation_fields
from .stash import stash_event
from .tokens import replace_fields


def write_risk(alert: Alert) -> int:
    """Write the risk events of an alert; their number. ConfError for `_risk` that cannot be read."""
    entities = _entities(alert)
    shared = annotation_fields(alert.saved.settings, alert.saved.name) | alert.info()
    events = [
        stash_event(alert.now, alert.saved.name, shared | fields, row)
        for row in alert.rows
        for fields in _risk_objects(alert, row, entities)
    ]
    return alert.write(alert.parameters.get("index") or "risk", events)


def _entities(alert: Alert) -> list[Mapping[str, Any]]:
    """`_risk`: a JSON list of risk objects (scored) and threat objects; or the older single `_risk_object`."""
    text = alert.parameters.get("_risk", "")
    where = f"[{alert.saved.name}] action.risk.param._risk"
    if not text:
        single = {
            "risk_object_field": "_risk_object",
            "risk_object_type": "_risk_object_type",
            "risk_score": "_risk_score",
        }
        found = {key: alert.parameters.get(name, "") for key, name in single.items()}
        if not found["risk_object_field"]:
            raise ConfError(f"{where} is missing: it names the risk objects")
        return [found]
    try:
        entities = json.loads(text)
    except ValueError as error:
        raise ConfError(f"{where} is no JSON: {error}") from error
    if not isinstance(entities, list) or not all(isinstance(entity, dict) for entity in entities):
        raise ConfError(f"{where} must be a JSON list of objects")
    return entities


def _risk_objects(alert: Alert, row: Row, entities: list[Mapping[str, Any]]) -> Iterator[dict[str, Value]]:
    threats = _threat_objects(row, entities)
    for entity in entities:
        field = entity.get("risk_object_field")
        if not field:
            continue
        objects = texts(row.get(field))
        if not objects:
            alert.report("WARN", f"risk: a result has no field '{field}', so it scores nothing.")
        for risk_object in objects:
            message = entity.get("risk_message") or alert.parameters.get("_risk_message", "")
            yield threats | {
                "risk_object": risk_object,
                "risk_object_type": str(entity.get("risk_object_type", "other")),
                "risk_score": str(entity.get("risk_score", 0)),
                "risk_message": replace_fields(message, row) or None,
                "contributing_events_search": _contributing(alert, field, risk_object),
            }


def _threat_objects(row: Row, entities: list[Mapping[str, Any]]) -> dict[str, Value]:
    found = [
        (value, str(entity.get("threat_object_type", "")))
        for entity in entities
        if entity.get("threat_object_field")
        for value in texts(row.get(entity["threat_object_field"]))
    ]
    if not found:
        return {}
    values, types = zip(*found, strict=True)
    one = len(found) == 1
    return {
        "threat_object": values[0] if one else list(values),
        "threat_object_type": types[0] if one else list(types),
    }


def _contributing(alert: Alert, field: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'| savedsearch "{alert.saved.name}" | search {field}="{quoted}"'
