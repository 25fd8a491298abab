"""A saved search's settings in; others out: time range, schedule, condition, throttling, and what actions write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..alerts.saved import enabled_actions
from ..conf import Stanza
from .members import members

_STEP = re.compile(r"([+-])(\d+)([a-z]+)", re.IGNORECASE)
_TOKEN = re.compile(r"\$[^$\s]+\$")
_JSON = frozenset({"action.risk.param._risk", "action.notable.param._entities"})
_ANNOTATIONS = "action.correlationsearch.annotations"
_ANNOTATED = ("risk", "notable")
"""The actions whose events have the annotations."""
_IN_RISK = frozenset({"_risk_score", "_risk_object", "_risk_object_type"})
"""Parameters that count only where there is no list of risk objects (_risk)."""
_LOGGED = "verbose"
"""How much an action logs."""


class Other(NamedTuple):
    """Another value of a setting, None for none; `part` and `what`: as a mutant has them."""

    operator: str
    key: str
    part: str
    what: str
    value: str | None


def others(stanza: Stanza) -> Iterator[Other]:
    """Of the settings that the saved search has; what is not set stays so."""
    for rule in (_window, _schedule, _trigger, _suppression, _actions, _annotations):
        yield from rule(stanza)


def _window(stanza: Stanza) -> Iterator[Other]:
    for key in ("dispatch.earliest_time", "dispatch.latest_time"):
        if not (value := stanza.get(key)):
            continue
        if step := _STEP.match(value):
            sign, count, unit = step.groups()
            for number in filter(None, (int(count) // 2, int(count) * 2)):
                yield _of("window", key, f"{sign}{number}{unit}{value[step.end() :]}")
        elif value == "now":
            yield _of("window", key, "-1h")
        yield _of("window", key, None)


def _schedule(stanza: Stanza) -> Iterator[Other]:
    if minutes := stanza.get("cron_schedule").split():
        yield _of("schedule", "cron_schedule", " ".join(["30" if minutes[0] != "30" else "0", *minutes[1:]]))
    for key in ("enableSched", "realtime_schedule"):
        yield from _flipped("schedule", stanza, key)


_RELATIONS = {
    "greater than": ("less than", "equal to"),
    "less than": ("greater than", "equal to"),
    "equal to": ("not equal to",),
    "not equal to": ("equal to",),
    "drops by": ("rises by",),
    "rises by": ("drops by",),
}


def _trigger(stanza: Stanza) -> Iterator[Other]:
    if stanza.get("alert_condition"):
        yield _of("trigger", "alert_condition", None)
    elif stanza.get("counttype").strip().lower() not in ("", "always"):
        yield _of("trigger", "counttype", "always")
        for relation in _RELATIONS.get(stanza.get("relation").strip().lower(), ()):
            yield _of("trigger", "relation", relation)
        if (quantity := stanza.get("quantity")).isdigit():
            yield _of("trigger", "quantity", str(int(quantity) + 1))
    for key in ("alert.digest_mode", "alert.track"):
        yield from _flipped("trigger", stanza, key)
    if severity := stanza.get("alert.severity"):
        yield _of("trigger", "alert.severity", "1" if severity != "1" else "2")


def _suppression(stanza: Stanza) -> Iterator[Other]:
    if not stanza.flag("alert.suppress", strict=False):
        return
    yield _of("suppression", "alert.suppress", "0")
    names = [name.strip() for name in stanza.get("alert.suppress.fields").split(",") if name.strip()]
    for n, name in enumerate(names):
        rest = ",".join(names[:n] + names[n + 1 :]) or None
        yield Other("suppression", "alert.suppress.fields", f"throttling field `{name}`", "left out", rest)
    if period := re.match(r"\d+", stanza.get("alert.suppress.period")):
        yield _of("suppression", "alert.suppress.period", f"{int(period[0]) * 2}{period.string[period.end() :]}")


def _actions(stanza: Stanza) -> Iterator[Other]:
    listed = [name.strip() for name in stanza.get("actions").split(",") if name.strip()]
    for action in enabled_actions(stanza):
        if action in listed:
            kept = ", ".join(name for name in listed if name != action)
            yield Other(action, "actions", f"action `{action}`", "switched off", kept or None)
        if f"action.{action}" in stanza.settings:
            yield Other(action, f"action.{action}", f"action `{action}`", "switched off", "0")
        for key, setting in stanza.settings.items():
            if key.startswith(before := f"action.{action}.param.") and setting.value:
                yield from _parameter(stanza, action, key, key.removeprefix(before))


def _parameter(stanza: Stanza, action: str, key: str, name: str) -> Iterator[Other]:
    value = stanza.get(key)
    if name == _LOGGED or (name in _IN_RISK and stanza.get("action.risk.param._risk")):
        return
    yield _of(action, key, None)
    if key in _JSON:
        yield from _members(action, key, value)
    elif name in ("severity", "security_domain") or name.endswith("_score"):
        yield _of(action, key, str(int(value) + 1) if value.isdigit() else f"{value}x")
    else:
        for token in dict.fromkeys(_TOKEN.findall(value)):
            if not value.startswith(("[", "{")):
                yield Other(action, key, f"`{token}` in `{key}`", "left out", value.replace(token, ""))


def _annotations(stanza: Stanza) -> Iterator[Other]:
    """They show in what the actions of Enterprise Security write alone."""
    if (value := stanza.get(_ANNOTATIONS)) and set(_ANNOTATED) & set(enabled_actions(stanza)):
        yield from _members("annotation", _ANNOTATIONS, value)


def _members(operator: str, key: str, value: str) -> Iterator[Other]:
    for path, what, text in members(value):
        yield Other(operator, key, f"member `{path}` of `{key}`", what, text)


def _flipped(operator: str, stanza: Stanza, key: str) -> Iterator[Other]:
    value = stanza.get(key).strip().lower()
    opposite: Mapping[str, str] = {"1": "0", "0": "1", "true": "0", "false": "1"}
    if value in opposite:
        yield _of(operator, key, opposite[value])


def _of(operator: str, key: str, value: str | None) -> Other:
    return Other(operator, key, f"setting `{key}`", "taken away" if value is None else f"`{value}`", value)
