"""Lints: what Splunk takes without a word, and that seldom means what its author meant. A file per lint, or theme.

`running.py` finds, `page.py` explains, `statistics.py` counts.
"""

from . import (
    by_field,
    dotted_field,
    lost_field,
    mitre,
    no_index,
    not_equal,
    quoted_macro,
    risk_score,
    schedule,
    silent_alert,
    small_operator,
    source_types,
    subsearch_limit,
    throttling,
    tokens,
    unused_macro,
)
from .lint import AppLint, Lint, SearchLint

LINTS: tuple[Lint, ...] = (
    by_field.LINT,
    lost_field.LINT,
    dotted_field.LINT,
    small_operator.LINT,
    quoted_macro.LINT,
    not_equal.LINT,
    no_index.LINT,
    subsearch_limit.LINT,
    throttling.DIGEST,
    throttling.EFFECT,
    unused_macro.LINT,
    silent_alert.LINT,
    risk_score.LINT,
    mitre.LINT,
    schedule.GAPS,
    schedule.FUTURE,
    tokens.LINT,
    source_types.LINT,
)

__all__ = ["LINTS", "AppLint", "Lint", "SearchLint"]
