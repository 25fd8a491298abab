"""A stanza of savedsearches.conf, read into what a scheduler and its alert actions need to know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from .. import lazy_re
from ..conf import App, Conf, Setting, Stanza, View
from ..dataclass import dataclass
from ..errors import ConfError, NotFound, UnsupportedConf
from .duration import lifetime, seconds

_ACTION = lazy_re.compile(r"action\.([^.]+)")
_OF_ACTION = lazy_re.compile(r"action\.([^.]+)\.(.+)", re.DOTALL)
_FIXED = lazy_re.compile(r"is_custom|disabled|command|python\..*|alert\.execute\..*", re.DOTALL)
"""Settings that define an action; a saved search cannot override them."""
_ARGUMENT = "args."
_COUNTTYPES = ("always", "number of events", "number of hosts", "number of sources", "custom")
_CHANGES = ("drops by", "rises by")
_RELATIONS = ("greater than", "less than", "equal to", "not equal to", *_CHANGES)
_QUANTITY = lazy_re.compile(r"(\d{1,15})(%?)", re.ASCII)


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

    @property
    def words(self) -> str:
        """`number of events greater than 5`, or the search that has to leave a result."""
        if self.search:
            return f"`{self.search}`"
        return f"{self.counttype} {self.relation} {self.quantity:g}{'%' * self.percent}"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Throttling: for `period` seconds after an alert, no further one; with `fields`, for the same values of these."""

    period: float
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A saved search as its context sees it; `owner` is `nobody` for one that an app shares.

    `actions` are the enabled ones, in order, each with its settings: what its stanza in alert_actions.conf says unless
    the saved search says otherwise. `cron`: its schedule, empty for none; `realtime`: missed runs are skipped, else
    they are made up for; `track`: whether alerts are listed, None when their actions decide; `expires`: seconds that
    they are listed for.
    """

    name: str
    app: str
    owner: str
    search: str
    earliest: str
    latest: str
    disabled: bool
    scheduled: bool
    cron: str
    realtime: bool
    condition: Condition
    suppression: Suppression | None
    digest: bool
    severity: int
    track: bool | None
    expires: float
    max_count: int
    max_time: int
    actions: Mapping[str, Stanza]
    stanza: Stanza

    @property
    def key(self) -> tuple[str, str, str]:
        """Owner, app and name, which identify it."""
        return self.owner, self.app, self.name

    @property
    def settings(self) -> dict[str, str]:
        return {key: setting.value for key, setting in self.stanza.settings.items()}

    def ttl(self, period: float, ran: Iterable[str] = ()) -> float:
        """Seconds that its job is kept: dispatch.ttl, or the longest ttl of the actions that `ran`.

        `period`: seconds between its runs (savedsearches.conf.spec, dispatch.ttl).
        """
        settings = [self.actions[name].settings.get("ttl") for name in ran] or [
            self.stanza.settings.get("dispatch.ttl")
        ]
        return max((lifetime(ttl, period) for ttl in settings if ttl is not None and ttl.value), default=2 * period)


def saved_search(
    view: View, name: str, app: str, owner: str = "nobody", given: Mapping[str, str] | None = None
) -> SavedSearch:
    """Read a saved search; `given`: settings that count instead of its own this time.

    Raises NotFound, or ConfError with file and line for a value that cannot be read.
    """
    stanza = view.conf("savedsearches").stanzas.get(name)
    if stanza is None or name == "default":
        raise NotFound(f"Unable to find saved search named '{name}'.")
    return of_stanza(changed(stanza, given or {}), view, app, owner)


def changed(stanza: Stanza, given: Mapping[str, str]) -> Stanza:
    """A stanza with other settings in it."""
    own = {key: Setting(key, value, stanza.file, stanza.line) for key, value in given.items()}
    return replace(stanza, settings={**stanza.settings, **own})


def of_stanza(stanza: Stanza, view: View, app: str, owner: str) -> SavedSearch:
    """The saved search that a stanza is, whose alert actions `view` sees. ConfError as `saved_search`."""
    if not stanza.get("search"):
        raise ConfError(f"the saved search [{stanza.name}] has no search", stanza.file, stanza.line)
    return SavedSearch(
        name=stanza.name,
        app=app,
        owner=owner,
        search=_with_arguments(stanza),
        earliest=stanza.get("dispatch.earliest_time"),
        latest=stanza.get("dispatch.latest_time"),
        disabled=stanza.flag("disabled"),
        scheduled=stanza.flag("enableSched"),
        cron=stanza.get("cron_schedule").strip(),
        realtime=stanza.flag("realtime_schedule", True),
        condition=_condition(stanza),
        suppression=_suppression(stanza),
        digest=stanza.flag("alert.digest_mode", True),
        severity=stanza.integer("alert.severity", 3),
        track=None if stanza.get("alert.track").strip().lower() in ("", "auto") else stanza.flag("alert.track"),
        expires=_seconds(stanza, "alert.expires", 86_400),
        max_count=stanza.integer("dispatch.max_count", 500_000),
        max_time=stanza.integer("dispatch.max_time"),
        actions={action: _settings(view, stanza, action) for action in enabled_actions(stanza)},
        stanza=stanza,
    )


def _with_arguments(stanza: Stanza) -> str:
    """The search with `$name$` replaced by `args.name` (REST API Reference, saved/searches: args.*)."""
    search = stanza.get("search")
    for key, setting in stanza.settings.items():
        if key.startswith(_ARGUMENT):
            search = search.replace(f"${key.removeprefix(_ARGUMENT)}$", setting.value)
    return search


def own(app: App) -> list[str]:
    """The names of the saved searches that an app brings itself, in order."""
    confs = (files["savedsearches"] for files in (app.default, app.local) if "savedsearches" in files)
    return list(dict.fromkeys(name for conf in confs for name in conf.stanzas if name != "default"))


def enabled(app: App, disabled: Iterable[Stanza]) -> App:
    """The app with these saved searches enabled in its local/, which is not written."""
    local = app.local.get("savedsearches", Conf())
    written = (local.stanzas.get(stanza.name) or replace(stanza, settings={}) for stanza in disabled)
    stanzas = {stanza.name: changed(stanza, {"disabled": "0"}) for stanza in written}
    return replace(app, local={**app.local, "savedsearches": Conf({**local.stanzas, **stanzas}, local.warnings)})


def enabled_actions(stanza: Stanza) -> list[str]:
    """`action.<name> = 1`; the list `actions` enables its members too (savedsearches.conf.spec)."""
    listed = [name.strip() for name in stanza.get("actions").split(",") if name.strip()]
    switched = [m[1] for key in stanza.settings if (m := _ACTION.fullmatch(key)) and stanza.flag(key)]
    return list(dict.fromkeys([*listed, *switched]))


def _condition(stanza: Stanza) -> Condition:
    if search := stanza.get("alert_condition"):
        return Condition("custom", search=search)
    counttype = (stanza.get("counttype").strip() or "always").lower()
    if counttype not in _COUNTTYPES:
        raise stanza.settings["counttype"].error(f"counttype must be one of {', '.join(_COUNTTYPES)}")
    if counttype == "always":
        return Condition()
    if counttype == "custom":
        raise stanza.settings["counttype"].error("counttype custom is the one of an alert_condition, which is missing")
    relation = stanza.get("relation").strip().lower()
    if relation not in _RELATIONS:
        where = stanza.settings.get("relation") or stanza.settings["counttype"]
        raise where.error(f"relation must be one of {', '.join(_RELATIONS)}")
    return Condition(counttype, relation, *_quantity(stanza, relation))


def _quantity(stanza: Stanza, relation: str) -> tuple[float, bool]:
    """The number, and whether it is a percentage, which only a change can be compared with (REST API Reference,
    saved/searches, alert_threshold)."""
    quantity = _QUANTITY.fullmatch(stanza.get("quantity").strip() or "0")
    if quantity is None:
        raise stanza.settings["quantity"].error("quantity must be a number, or a number and %")
    if quantity[2] and relation not in _CHANGES:
        raise stanza.settings["quantity"].error(f"quantity can be a percentage for {' and '.join(_CHANGES)} alone")
    return float(quantity[1]), bool(quantity[2])


def _suppression(stanza: Stanza) -> Suppression | None:
    if not stanza.flag("alert.suppress"):
        return None
    fields = (field.strip().strip('"') for field in stanza.get("alert.suppress.fields").split(","))
    period = _seconds(stanza, "alert.suppress.period", 60)
    return Suppression(period, tuple(field for field in fields if field))


def _seconds(stanza: Stanza, key: str, default: float) -> float:
    setting = stanza.settings.get(key)
    return default if setting is None or not setting.value.strip() else seconds(setting)


def _settings(view: View, stanza: Stanza, action: str) -> Stanza:
    defined = view.conf("alert_actions").stanzas.get(action) or Stanza(action, stanza.file, stanza.line, {})
    own: dict[str, Setting] = {}
    for key, setting in stanza.settings.items():
        if not (match := _OF_ACTION.fullmatch(key)) or match[1] != action:
            continue
        if _FIXED.fullmatch(match[2]):
            raise UnsupportedConf(f"{key}: what an action runs is said by its app alone", setting.file, setting.line)
        own[match[2]] = setting
    return replace(defined, settings={**defined.settings, **own})
