"""A saved search's stanza in; what it says of its actions out, where that can be read.

What is wrong there is told of by those who check searches.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ...alerts.saved import enabled_actions
from ...conf import Stanza
from ...errors import ConfError

CORRELATION = "action.correlationsearch.enabled"
RISK = "action.risk.param._risk"
ANNOTATIONS = "action.correlationsearch.annotations"


def actions(stanza: Stanza) -> list[str] | None:
    """The enabled ones; None where a flag is none."""
    try:
        return enabled_actions(stanza)
    except ConfError:
        return None


def has_action(stanza: Stanza, name: str) -> bool:
    return name in (actions(stanza) or ())


def risk_entries(stanza: Stanza) -> Sequence[dict[str, Any]]:
    """The risk objects and threat objects of Enterprise Security's action."""
    entries = _json(stanza.get(RISK))
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else ()


def mapped(stanza: Stanza) -> dict[str, Any] | None:
    """The annotations by framework; None where they cannot be read."""
    text = stanza.get(ANNOTATIONS)
    found = _json(text) if text else {}
    return found if isinstance(found, dict) else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
