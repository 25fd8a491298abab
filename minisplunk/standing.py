"""A saved search in; why it does not run, or runs and says nothing, whatever its events are, out."""

from __future__ import annotations

from .alerts.saved import SavedSearch
from .engine import Splunk
from .explain.reasons import moment


def standing(splunk: Splunk, saved: SavedSearch) -> list[str]:
    """Sentences, most important first; none for a saved search that is enabled, scheduled and not throttled."""
    reasons = []
    if saved.disabled:
        reasons.append(f"The saved search '{saved.name}' is disabled: it does not run until it is enabled.")
    elif not saved.scheduled:
        reasons.append(f"The saved search '{saved.name}' is not scheduled: it runs only when somebody runs it.")
    until = splunk.alerting.suppressor.silent_until(saved, splunk.clock.now())
    if until is not None:
        fields = ", ".join(saved.suppression.fields) if saved.suppression else ""
        same = f" with the same {fields}" if fields else ""
        reasons.append(
            f"It is throttled: it has alerted, and a further result{same} raises no alert and no action "
            f"until {moment(round(until * 1_000_000))}."
        )
    return reasons
