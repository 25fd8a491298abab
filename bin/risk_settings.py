"""A saved search's settings in; which of its results' fields score what, and how risk events are annotated, out.

They are the settings that Enterprise Security reads, `action.risk.param.*` and `action.correlationsearch.annotations`,
so that one place says it for both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fault import ActionFault
from stash_event import Fields

RISK = "action.risk.param._risk"
ANNOTATIONS = "action.correlationsearch.annotations"
FRAMEWORKS = ("cis20", "kill_chain_phases", "mitre_attack", "nist")
"""The frameworks that Enterprise Security manages; others are unmanaged, and written alike."""


@dataclass(frozen=True)
class RiskObject:
    """What scores: each value of `field` in a result. `message` has `$field$` for values of the result."""

    field: str
    type: str
    score: str
    message: str


@dataclass(frozen=True)
class ThreatObject:
    """What is named beside the risk object, and scores nothing."""

    field: str
    type: str


@dataclass(frozen=True)
class RiskSettings:
    """`objects` holds one at least; `annotations` are the fields that every event of this search has."""

    objects: Sequence[RiskObject]
    threats: Sequence[ThreatObject]
    annotations: Fields


def risk_settings(search: Mapping[str, str]) -> RiskSettings:
    """ActionFault names the setting that is missing or cannot be read."""
    entries = _entries(search)
    message = search.get("action.risk.param._risk_message", "")
    objects = [_risk_object(entry, message) for entry in entries if entry.get("risk_object_field")]
    if not objects:
        raise ActionFault(f"{RISK} of the saved search names no risk_object_field, so nothing can score")
    threats = [
        ThreatObject(str(entry["threat_object_field"]), str(entry.get("threat_object_type", "")))
        for entry in entries
        if entry.get("threat_object_field")
    ]
    return RiskSettings(objects, threats, annotation_fields(search))


def _entries(search: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """`_risk`, or in its place the single risk object of older versions of Enterprise Security."""
    if search.get(RISK):
        entries = _json(search, RISK)
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ActionFault(f"{RISK} of the saved search is no JSON list of objects")
        return entries
    field = search.get("action.risk.param._risk_object", "")
    if not field:
        raise ActionFault(f"the saved search has no {RISK}: it names the risk objects and their scores")
    kind, score = (search.get(f"action.risk.param._risk_{key}", "") for key in ("object_type", "score"))
    return [{"risk_object_field": field, "risk_object_type": kind, "risk_score": score}]


def _risk_object(entry: Mapping[str, Any], message: str) -> RiskObject:
    score = entry.get("risk_score", 0)
    try:
        float(score)
    except (TypeError, ValueError):
        raise ActionFault(f"{RISK} of the saved search has the risk_score {score!r}, which is no number") from None
    return RiskObject(
        field=str(entry["risk_object_field"]),
        type=str(entry.get("risk_object_type", "other")),
        score=str(score),
        message=str(entry.get("risk_message") or message),
    )


def annotation_fields(search: Mapping[str, str]) -> dict[str, list[str]]:
    """`annotations` as JSON, `annotations.<framework>`, `_all` and `_frameworks`, and the analytic stories."""
    if not search.get(ANNOTATIONS):
        return {}
    annotations = _json(search, ANNOTATIONS)
    if not isinstance(annotations, dict):
        raise ActionFault(f"{ANNOTATIONS} of the saved search is no JSON object")
    lists = {key: [str(item) for item in value] for key, value in annotations.items() if isinstance(value, list)}
    managed = [name for name in FRAMEWORKS if lists.get(name)]
    fields = {f"annotations.{key}": values for key, values in lists.items()}
    fields["annotations"] = [json.dumps(annotations, sort_keys=True, separators=(",", ":"))]
    fields["annotations._frameworks"] = managed
    fields["annotations._all"] = [value for name in managed for value in lists[name]]
    fields["analyticstories"] = lists.get("analytic_story", [])
    return {key: values for key, values in fields.items() if values}


def _json(search: Mapping[str, str], key: str) -> Any:
    try:
        return json.loads(search[key])
    except ValueError as error:
        raise ActionFault(f"{key} of the saved search is no JSON: {error}") from None
