"""`action.correlationsearch.annotations` in, the annotation fields of risk and notable events out."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..errors import ConfError
from ..values import Value

FRAMEWORKS = frozenset({"cis20", "kill_chain_phases", "mitre_attack", "nist"})
"""The frameworks that Enterprise Security manages; others are unmanaged and written alike."""


def annotation_fields(settings: Mapping[str, str], name: str) -> dict[str, Value]:
    """`annotations` as JSON, `annotations.<framework>` with their values, `_all` and `_frameworks`.

    Raises ConfError when the setting is not a JSON object.
    """
    text = settings.get("action.correlationsearch.annotations", "")
    if not text:
        return {}
    try:
        annotations = json.loads(text)
    except ValueError as error:
        raise ConfError(f"[{name}] action.correlationsearch.annotations is no JSON: {error}") from error
    if not isinstance(annotations, dict):
        raise ConfError(f"[{name}] action.correlationsearch.annotations must be a JSON object")
    lists = {key: [str(v) for v in value] for key, value in annotations.items() if isinstance(value, list) and value}
    fields: dict[str, Value] = {f"annotations.{key}": _single(values) for key, values in lists.items()}
    fields["annotations"] = json.dumps(annotations, sort_keys=True, separators=(",", ":"))
    fields["annotations._frameworks"] = _single(sorted(FRAMEWORKS & lists.keys()))
    fields["annotations._all"] = _single([value for key in sorted(FRAMEWORKS & lists.keys()) for value in lists[key]])
    if "analytic_story" in lists:
        fields["analyticstories"] = _single(lists["analytic_story"])
    return {key: value for key, value in fields.items() if value is not None}


def _single(values: list[str]) -> Value:
    return values if len(values) > 1 else (values[0] if values else None)
