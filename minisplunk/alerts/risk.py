"""Enterprise Security's risk action: for each result row and risk object, one event in the risk index.

From its documented behaviour (Enterprise Security, "Risk-based alerting", and the shape of published risk events):
fields risk_object, risk_object_type, risk_score, risk_message, the threat objects, annotations, and the result's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from types import NoneType

from ..dataclass import dataclass
from ..errors import ConfError
from ..spl.quoting import quoted
from ..values import Row, Value, texts
from .alert import Alert, Written
from .annotations import annotation_fields
from .stash import stash_event
from .tokens import replace_fields

_TYPE = "other"
"""The type of a risk object that names none."""


def write_risk(alert: Alert) -> Sequence[Written]:
    """Write the risk events of an alert. ConfError for `_risk` that cannot be read."""
    entities = _entities(alert)
    shared = annotation_fields(alert.saved.settings, alert.saved.name) | alert.info()
    written = [list(_risk_objects(alert, row, entities)) for row in alert.rows]
    events = [
        stash_event(alert.now, alert.saved.name, shared | fields, row)
        for row, of_row in zip(alert.rows, written, strict=True)
        for fields in of_row
    ]
    alert.write(alert.parameters.get("index") or "risk", events)
    return written


@dataclass(frozen=True, slots=True)
class _RiskObject:
    """A field whose values are scored; an empty `message` is none."""

    field: str
    type: str
    score: str
    message: str


@dataclass(frozen=True, slots=True)
class _ThreatObject:
    field: str
    type: str


@dataclass(frozen=True, slots=True)
class _Entities:
    risk: list[_RiskObject]
    threat: list[_ThreatObject]


def _entities(alert: Alert) -> _Entities:
    """`_risk`: a JSON list of risk objects (scored) and threat objects; or the older single `_risk_object`."""
    parameters, where = alert.parameters, f"[{alert.saved.name}] action.risk.param._risk"
    shared = parameters.get("_risk_message", "")
    text = parameters.get("_risk", "")
    if not text:
        single = [parameters.get(name, "") for name in ("_risk_object", "_risk_object_type", "_risk_score")]
        if not single[0]:
            raise ConfError(f"{where} is missing: it names the risk objects")
        return _Entities([_RiskObject(single[0], single[1] or _TYPE, single[2] or "0", shared)], [])
    entries = _read(text, where)
    risk = [
        _RiskObject(field, e.get("risk_object_type", _TYPE), e.get("risk_score", "0"), e.get("risk_message", shared))
        for e in entries
        if (field := e.get("risk_object_field"))
    ]
    threat = [
        _ThreatObject(field, e.get("threat_object_type", ""))
        for e in entries
        if (field := e.get("threat_object_field"))
    ]
    return _Entities(risk, threat)


def _read(text: str, where: str) -> list[dict[str, str]]:
    """A JSON list of objects whose values are text or numbers; those that are empty are left out."""
    try:
        entities = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfError(f"{where} is no JSON: {error}") from error
    if not isinstance(entities, list) or not all(isinstance(entity, dict) for entity in entities):
        raise ConfError(f"{where} must be a JSON list of objects")
    for key, value in (pair for entity in entities for pair in entity.items()):
        if isinstance(value, bool) or not isinstance(value, (str, int, float, NoneType)):
            raise ConfError(f"{where}: {key} must be text or a number")
    return [{key: str(value) for key, value in entity.items() if value not in ("", None)} for entity in entities]


def _risk_objects(alert: Alert, row: Row, entities: _Entities) -> Iterator[dict[str, Value]]:
    threats = _threat_objects(row, entities.threat)
    for entity in entities.risk:
        objects = texts(row.get(entity.field))
        if not objects:
            alert.report("WARN", f"risk: a result has no field '{entity.field}', so it scores nothing.")
        for risk_object in objects:
            yield threats | {
                "risk_object": risk_object,
                "risk_object_type": entity.type,
                "risk_score": entity.score,
                "risk_message": replace_fields(entity.message, row) or None,
                "contributing_events_search": _contributing(alert, entity.field, risk_object),
            }


def _threat_objects(row: Row, entities: list[_ThreatObject]) -> dict[str, Value]:
    threats = [(value, entity.type) for entity in entities for value in texts(row.get(entity.field))]
    if not threats:
        return {}
    return {
        "threat_object": [value for value, _ in threats],
        "threat_object_type": [type_ for _, type_ in threats],
    }


def _contributing(alert: Alert, field: str, value: str) -> str:
    return f'| savedsearch "{alert.saved.name}" | search {field}={quoted(value)}'
