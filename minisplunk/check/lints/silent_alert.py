"""SPL204: an alert that nobody hears."""

from __future__ import annotations

from collections.abc import Iterator

from ..finding import Finding
from .installed import Installed, advice
from .lint import AppLint
from .settings import actions

_NONE = frozenset({"", "always"})
"""What is no condition."""


def find(installed: Installed) -> Iterator[Finding]:
    for stanza in installed.saved_searches:
        given = (stanza.settings.get(key) for key in ("alert_condition", "counttype"))
        condition = next((each for each in given if each and each.value.strip().lower() not in _NONE), None)
        if condition is None or not stanza.flag("enableSched", strict=False):
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
