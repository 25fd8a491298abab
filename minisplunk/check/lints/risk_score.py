"""SPL205: a risk object that scores nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...conf import Stanza
from ...values import number
from ..finding import Finding
from .installed import Installed, advice
from .lint import AppLint
from .settings import RISK, has_action, risk_entries

_SINGLE, _SCORE = "action.risk.param._risk_object", "action.risk.param._risk_score"


def find(installed: Installed) -> Iterator[Finding]:
    for stanza in installed.saved_searches:
        if has_action(stanza, "risk"):
            for key, field in _without_score(stanza):
                setting = stanza.settings[key]
                message = (
                    f"[{stanza.name}] {key}: the risk object '{field}' has the score 0, so nobody's risk grows. "
                    "Give it a score."
                )
                yield advice(setting, message)


def _without_score(stanza: Stanza) -> Iterator[tuple[str, str]]:
    """The setting at fault, and the field of the risk object. `_risk` counts before the older single one."""
    if stanza.get(RISK):
        for entry in risk_entries(stanza):
            if (field := entry.get("risk_object_field")) and _is_nothing(entry.get("risk_score")):
                yield RISK, str(field)
    elif (field := stanza.get(_SINGLE)) and _is_nothing(stanza.get(_SCORE, "0")):
        yield _SCORE if _SCORE in stanza.settings else _SINGLE, field


def _is_nothing(score: Any) -> bool:
    """A token stands for a score that a result has."""
    return score is None or number(str(score)) == 0


LINT = AppLint("SPL205", "risk score of 0", find)
