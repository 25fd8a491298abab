"""SPL201 and SPL202: settings of throttling that throttle more, or less, than they seem to."""

from __future__ import annotations

from collections.abc import Iterator

from ...alerts.duration import seconds
from ...conf import Setting, Stanza
from ...errors import ConfError
from ..finding import Finding
from .flow import listed
from .installed import Installed, advice
from .lint import AppLint
from .schedule import duration, shortest_period
from .settings import CORRELATION


def of_digest(installed: Installed) -> Iterator[Finding]:
    """savedsearches.conf.spec, alert.suppress.fields: the fields are those of alerts per result. Enterprise Security
    throttles the results of its correlation searches by their fields all the same."""
    for stanza in installed.saved_searches:
        fields = stanza.settings.get("alert.suppress.fields")
        if fields is None or not fields.value or not _suppressed(stanza) or stanza.flag(CORRELATION, strict=False):
            continue
        if _digest(stanza):
            message = (
                f"{fields.key} is for alerts per result; with alert.digest_mode = 1 an alert may throttle the whole "
                "search. Set alert.digest_mode = 0."
            )
            yield _finding(fields, stanza, message)


def without_effect(installed: Installed) -> Iterator[Finding]:
    for stanza in installed.saved_searches:
        if not _is_written(installed, stanza, "alert.suppress"):
            yield from _switched_off(stanza)
        elif _suppressed(stanza):
            yield from _too_short(installed, stanza)
            yield from _unknown_fields(installed, stanza)


def _is_written(installed: Installed, stanza: Stanza, key: str) -> bool:
    """In the stanza itself, not as a default of all."""
    return key in installed.view.written("savedsearches").stanzas[stanza.name].settings


def _switched_off(stanza: Stanza) -> Iterator[Finding]:
    for key in ("alert.suppress.period", "alert.suppress.fields"):
        setting = stanza.settings.get(key)
        if setting is not None and setting.value:
            yield _finding(setting, stanza, f"{key} throttles nothing without alert.suppress = 1. Set that as well.")
            return


def _too_short(installed: Installed, stanza: Stanza) -> Iterator[Finding]:
    """By fields, results of one run may throttle each other, however short the period is."""
    period = stanza.settings.get("alert.suppress.period")
    if period is None or not period.value or not _digest(stanza) or stanza.get("alert.suppress.fields"):
        return
    try:
        lasts = seconds(period)
    except ConfError:  # told of by those who check searches
        return
    between = shortest_period(installed, stanza)
    if between is not None and lasts < between:
        message = (
            f"{period.key} = {period.value} is over before the search runs again, after {duration(between)}, so that "
            "no alert is ever throttled. Make it longer."
        )
        yield _finding(period, stanza, message)


def _unknown_fields(installed: Installed, stanza: Stanza) -> Iterator[Finding]:
    fields = stanza.settings.get("alert.suppress.fields")
    search = installed.search(stanza) if fields is not None else None
    output = None if search is None else search.output
    if fields is None or output is None:
        return
    for name in (name.strip().strip('"') for name in fields.value.split(",")):
        if name and name not in output:
            message = (
                f"{fields.key} names '{name}', which no result has: the search gives {listed(output, name)}. "
                f"Have it give '{name}', or throttle by one of these."
            )
            yield _finding(fields, stanza, message)


def _suppressed(stanza: Stanza) -> bool:
    return stanza.flag("alert.suppress", strict=False)


def _digest(stanza: Stanza) -> bool:
    return stanza.flag("alert.digest_mode", True, strict=False)


def _finding(setting: Setting, stanza: Stanza, message: str) -> Finding:
    return advice(setting, f"[{stanza.name}] {message}")


DIGEST = AppLint("SPL201", "throttling by fields of an alert per search", of_digest)
EFFECT = AppLint("SPL202", "throttling that throttles nothing", without_effect)
