"""A stanza of savedsearches.conf, read into what a scheduler and its alert actions need to know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..conf import Stanza, View
from ..errors import ConfError, NotFound

_ACTION = re.compile(r"action\.([^.]+)")
_PARAM = re.compile(r"action\.([^.]+)\.(?:param\.)?(.+)")
_COUNTTYPES = ("always", "number of events", "number of hosts", "number of sources", "custom")
_RELATIONS = ("greater than", "less than", "equal to", "not equal to", "drops by", "rises by")


@dataclass(frozen=True, slots=True)
class Condition:
    """When a search's results are an alert (savedsearches.conf.spec: counttype, relation, quantity, alert_condition).

    `search`, when not empty, is run on the results and triggers when it leaves any. `percent`: quantity was `10%`.
    """

    counttype: str = "always"
    relation: str = ""
    quantity: float = 0
    percent: bool = False
    search: str = ""


@dataclass(frozen=True, slots=True)
class Suppression:
    """Throttling: for `period` seconds after an alert, no further one; with `fields`, for the same values of these."""

    period: float
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A saved search as its context sees it. `actions` are the enabled ones, in order, each with its parameters.

    A parameter of an action is what its stanza in alert_actions.conf says unless the saved search says otherwise;
    names are without `param.`.
    """

    name: str
    app: str
    search: str
    earliest: str
    latest: str
    disabled: bool
    scheduled: bool
    condition: Condition
    suppression: Suppression | None
    digest: bool
    severity: int
    max_count: int
    actions: Mapping[str, Mapping[str, str]]
    settings: Mapping[str, str]


def saved_search(view: View, name: str, app: str) -> SavedSearch:
    """Read a saved search. Raises NotFound, or ConfError with file and line for a value that cannot be read."""
    stanza = view.conf("savedsearches").stanzas.get(name)
    if stanza is None or name == "default":
        raise NotFound(f"Unable to find saved search named '{name}'.")
    if not stanza.get("search"):
        raise ConfError(f"the saved search [{name}] has no search", stanza.file, stanza.line)
    return SavedSearch(
        name=name,
        app=app,
        search=stanza.get("search"),
        earliest=stanza.get("dispatch.earliest_time"),
        latest=stanza.get("dispatch.latest_time"),
        disabled=stanza.flag("disabled"),
        scheduled=stanza.flag("enableSched"),
        condition=_condition(stanza),
        suppression=_suppression(stanza),
        digest=stanza.flag("alert.digest_mode", True),
        severity=stanza.integer("alert.severity", 3),
        max_count=stanza.integer("dispatch.max_count", 500_000),
        actions={action: _parameters(view, stanza, action) for action in _enabled_actions(stanza)},
        settings={key: setting.value for key, setting in stanza.settings.items()},
    )


def _condition(stanza: Stanza) -> Condition:
    if search := stanza.get("alert_condition"):
        return Condition("custom", search=search)
    counttype = stanza.get("counttype", "always").strip().lower()
    if counttype not in _COUNTTYPES:
        raise stanza.settings["counttype"].error(f"counttype must be one of {', '.join(_COUNTTYPES)}")
    if counttype == "always":
        return Condition()
    relation = stanza.get("relation").strip().lower()
    if relation not in _RELATIONS:
        where = stanza.settings.get("relation") or stanza.settings["counttype"]
        raise where.error(f"relation must be one of {', '.join(_RELATIONS)}")
    quantity = stanza.get("quantity", "0").strip()
    try:
        return Condition(counttype, relation, float(quantity.rstrip("%")), quantity.endswith("%"))
    except ValueError:
        raise stanza.settings["quantity"].error("quantity must be a number, or a number and %") from None


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _suppression(stanza: Stanza) -> Suppression | None:
    if not stanza.flag("alert.suppress"):
        return None
    period = re.fullmatch(r"(\d+)\s*([smhd]?)\w*", stanza.get("alert.suppress.period", "60s").strip())
    if period is None:
        raise stanza.settings["alert.suppress.period"].error("a period is a number and a unit: s, m, h or d")
    fields = (field.strip().strip('"') for field in stanza.get("alert.suppress.fields").split(","))
    return Suppression(int(period[1]) * _UNITS[period[2] or "s"], tuple(field for field in fields if field))


def _enabled_actions(stanza: Stanza) -> list[str]:
    """`action.<name> = 1`; the list `actions` enables its members too (savedsearches.conf.spec)."""
    listed = [name.strip() for name in stanza.get("actions").split(",") if name.strip()]
    switched = [m[1] for key in stanza.settings if (m := _ACTION.fullmatch(key)) and stanza.flag(key)]
    return list(dict.fromkeys([*listed, *switched]))


def _parameters(view: View, stanza: Stanza, action: str) -> dict[str, str]:
    defined = view.conf("alert_actions").stanzas.get(action)
    values: dict[str, str] = {}
    for key, setting in (defined.settings if defined else {}).items():
        values[key.removeprefix("param.")] = setting.value
    for key, setting in stanza.settings.items():
        found = _PARAM.fullmatch(key)
        if found and found[1] == action:
            values[found[2]] = setting.value
    return values
