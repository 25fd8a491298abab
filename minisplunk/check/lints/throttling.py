"""SPL201 and SPL202: settings of throttling that throttle more, or less, than they seem to."""

from __future__ import annotations

from collections.abc import Iterator

from ...alerts.duration import seconds
from ...conf import App, Setting, Stanza
from ...engine import Splunk
from ...errors import ConfError
from ..finding import ADVICE, Finding
from ..own import saved_searches
from .flow import listed, read
from .lint import AppLint
from .schedule import duration, shortest_period
from .settings import CORRELATION


def of_digest(splunk: Splunk, app: App) -> Iterator[Finding]:
    """savedsearches.conf.spec, alert.suppress.fields: the fields are those of alerts per result. Enterprise Security
    throttles the results of its correlation searches by their fields all the same."""
    for stanza in saved_searches(splunk, app):
        fields = stanza.settings.get("alert.suppress.fields")
        if fields is None or not fields.value or not _suppressed(stanza) or stanza.flag(CORRELATION, strict=False):
            continue
        if _digest(stanza):
            message = (
                f"{fields.key} is for alerts per result; with alert.digest_mode = 1 an alert may throttle the whole "
                "search. Set alert.digest_mode = 0."
            )
            yield _finding(fields, stanza, message)


def without_effect(splunk: Splunk, app: App) -> Iterator[Finding]:
    for stanza in saved_searches(splunk, app):
        if not _is_written(splunk, app, stanza, "alert.suppress"):
            yield from _switched_off(stanza)
        elif _suppressed(stanza):
            yield from _too_short(splunk, stanza)
            yield from _unknown_fields(splunk, app, stanza)


def _is_written(splunk: Splunk, app: App, stanza: Stanza, key: str) -> bool:
    """In the stanza itself, not as a default of all."""
    return key in splunk.context(app.id)[0].written("savedsearches").stanzas[stanza.name].settings


def _switched_off(stanza: Stanza) -> Iterator[Finding]:
    for key in ("alert.suppress.period", "alert.suppress.fields"):
        setting = stanza.settings.get(key)
        if setting is not None and setting.value:
            yield _finding(setting, stanza, f"{key} throttles nothing without alert.suppress = 1. Set that as well.")
            return


def _too_short(splunk: Splunk, stanza: Stanza) -> Iterator[Finding]:
    """By fields, results of one run may throttle each other, however short the period is."""
    period = stanza.settings.get("alert.suppress.period")
    between = shortest_period(splunk, stanza)
    if period is None or between is None or not _digest(stanza) or stanza.get("alert.suppress.fields"):
        return
    try:
        lasts = seconds(period)
    except ConfError:  # told of by those who check searches
        return
    if lasts < between:
        message = (
            f"{period.key} = {period.value} is over before the search runs again, after {duration(between)}, so that "
            "no alert is ever throttled. Make it longer."
        )
        yield _finding(period, stanza, message)


def _unknown_fields(splunk: Splunk, app: App, stanza: Stanza) -> Iterator[Finding]:
    fields = stanza.settings.get("alert.suppress.fields")
    search = read(splunk, app, stanza) if fields is not None else None
    output = None if search is None else search.output
    if fields is None or output is None:
        return
    for name in (name.strip().strip('"') for name in fields.value.split(",")):
        if name and name not in output:
            message = (
                f"{fields.key} names '{name}', which no result has: the search gives {listed(output)}. "
                f"Have it give '{name}', or throttle by one of these."
            )
            yield _finding(fields, stanza, message)


def _suppressed(stanza: Stanza) -> bool:
    return stanza.flag("alert.suppress", strict=False)


def _digest(stanza: Stanza) -> bool:
    return stanza.flag("alert.digest_mode", True, strict=False)


def _finding(setting: Setting, stanza: Stanza, message: str) -> Finding:
    return Finding(str(setting.file), setting.line, ADVICE, f"[{stanza.name}] {message}")


DIGEST = AppLint("SPL201", "throttling by fields of an alert per search", of_digest)
EFFECT = AppLint("SPL202", "throttling that throttles nothing", without_effect)
