"""SPL204: an alert that nobody hears."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from .installed import Installed, advice
from .lint import AppLint
from .settings import actions


def find(installed: Installed) -> Iterator[Finding]:
    for stanza in installed.saved_searches:
        condition = stanza.settings.get("alert_condition") or stanza.settings.get("counttype")
        is_alert = condition is not None and condition.value.strip().lower() not in ("", "always")
        if condition is None or not is_alert or not stanza.flag("enableSched", strict=False):
            continue
        if actions(stanza) == [] and not stanza.flag("alert.track", strict=False):
            search = installed.search(stanza)
            if search is None or any(stage.writes for stage in search.prepared.pipeline.stages):
                continue
            message = (
                f"[{stanza.name}] The alert has no action and is not listed, so nobody learns of it. "
                "Enable an action, or set alert.track = 1."
            )
            yield advice(condition, message)


LINT = AppLint("SPL204", "alert without an action", find)
