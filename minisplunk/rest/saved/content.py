"""The stanza of a saved search in, its REST content out; and the other way round.

Names and kinds of values are those that third parties captured of 10.4.2 and 10.6; a setting that the handler does not
know by name is shown as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...conf import Stanza
from ...conf.parser import FALSE, TRUE
from ...conf.settings import lookup
from ..eai import Content
from ..eai.arguments import listed
from ..http import HttpError
from ..http.faults import unknown_argument

CONF = "savedsearches"
RENAMED: Mapping[str, str] = {
    "alert_comparator": "relation",
    "alert_threshold": "quantity",
    "alert_type": "counttype",
    "is_scheduled": "enableSched",
}
"""Settings that the REST API calls by other names than the conf file."""
_SHOWN_AS = {conf: rest for rest, conf in RENAMED.items()}
BUILT_IN_ACTIONS = ("email", "populate_lookup", "rss", "script", "summary_index")
FLAGS = frozenset(
    {
        "alert.digest_mode",
        "alert.suppress",
        "alert.track",
        "auto_summarize",
        "disabled",
        "dispatch.allow_partial_results",
    }
    | {"dispatch.lookups", "dispatch.rt_backfill", "dispatch.spawn_process", "is_scheduled", "is_visible"}
    | {"realtime_schedule", "restart_on_searchpeer_add", "run_on_startup"}
    | {f"action.{name}" for name in BUILT_IN_ACTIONS}
)
NUMBERS = frozenset(
    {"alert.severity", "dispatch.buckets", "dispatch.max_count", "dispatch.max_time", "dispatch.reduce_freq"}
    | {"durable.lag_time", "durable.max_backfill_intervals", "max_concurrent", "run_n_times"}
)
DEFAULTS: Mapping[str, Content] = {
    **{f"action.{name}": False for name in BUILT_IN_ACTIONS},
    "alert.digest_mode": True,
    "alert.expires": "24h",
    "alert.managedBy": "",
    "alert.severity": 3,
    "alert.suppress": None,
    "alert.suppress.fields": "",
    "alert.suppress.group_name": "",
    "alert.suppress.period": "",
    "alert.track": False,
    "alert_comparator": "",
    "alert_condition": "",
    "alert_threshold": "",
    "alert_type": "always",
    "allow_skew": "0",
    "auto_summarize": False,
    "cron_schedule": "",
    "description": "",
    "dispatch.allow_partial_results": True,
    "dispatch.auto_cancel": "0",
    "dispatch.auto_pause": "0",
    "dispatch.buckets": 0,
    "dispatch.earliest_time": "",
    "dispatch.index_earliest": "",
    "dispatch.index_latest": "",
    "dispatch.indexedRealtime": None,
    "dispatch.latest_time": "",
    "dispatch.lookups": True,
    "dispatch.max_count": 500_000,
    "dispatch.max_time": 0,
    "dispatch.reduce_freq": 10,
    "dispatch.rt_backfill": False,
    "dispatch.sample_ratio": "1",
    "dispatch.spawn_process": True,
    "dispatch.time_format": "%FT%T.%Q%:z",
    "dispatch.ttl": "2p",
    "dispatchAs": "owner",
    "displayview": "",
    "embed.enabled": "0",
    "is_scheduled": False,
    "is_visible": True,
    "max_concurrent": 1,
    "realtime_schedule": True,
    "request.ui_dispatch_app": "",
    "request.ui_dispatch_view": "",
    "restart_on_searchpeer_add": True,
    "run_n_times": 0,
    "run_on_startup": False,
    "schedule_as": "auto",
    "schedule_priority": "default",
    "schedule_window": "0",
    "vsid": "",
    "workload_pool": "",
}
"""What is shown of a setting that is not set; what only Splunk Web reads (display.*) is shown where it is set."""


def content(stanza: Stanza) -> dict[str, Content]:
    """The settings of a saved search by their REST names."""
    shown: dict[str, Content] = {**DEFAULTS}
    for key, setting in stanza.settings.items():
        name = _SHOWN_AS.get(key, key)
        shown[name] = _value(name, setting.value)
    shown["actions"] = ",".join(enabled_actions(stanza))
    shown["disabled"] = stanza.get("disabled").lower() in TRUE
    shown["qualifiedSearch"] = _qualified(stanza.get("search"))
    return shown


def enabled_actions(stanza: Stanza) -> list[str]:
    """The alert actions that are on."""
    return list(
        dict.fromkeys(
            [*listed(stanza.get("actions")), *(name for name, value in _switches(stanza) if value.lower() in TRUE)]
        )
    )


def settings(arguments: Mapping[str, str], stanza: Stanza | None = None) -> dict[str, str]:
    """Arguments of a request as settings of the conf file; `stanza`: what there is already.

    `actions` switches the alert actions that it lists on, and all others off. HttpError 400 for an argument that is not
    supported, and for a boolean or number that is none.
    """
    written: dict[str, str] = {}
    for name, value in arguments.items():
        key = RENAMED.get(name, name)
        if name in _SHOWN_AS or (name != "actions" and lookup(CONF, "", key) is None):
            raise unknown_argument(name)
        written[key] = _written(name, value)
    if (actions := written.pop("actions", None)) is not None:
        wanted = listed(actions)
        switched = () if stanza is None else (name for name, _ in _switches(stanza))
        written |= {f"action.{name}": "0" for name in switched if name not in wanted}
        written |= {f"action.{name}": "1" for name in wanted}
    return written


def _switches(stanza: Stanza) -> Iterator[tuple[str, str]]:
    """`action.<name>` and its value."""
    for key, setting in stanza.settings.items():
        if _is_switch(key):
            yield key.removeprefix("action."), setting.value


def _is_switch(key: str) -> bool:
    return key.startswith("action.") and key.count(".") == 1


def _value(name: str, text: str) -> Content:
    if name in FLAGS:
        return text.lower() in TRUE
    if name in NUMBERS and text.isascii() and text.isdecimal():
        return int(text)
    if _is_switch(name):
        return str(int(text.lower() in TRUE))
    return text


def _written(name: str, value: str) -> str:
    """A value as the conf file gets it; booleans are 1 and 0 whatever way they were given."""
    if name == "alert.track" and value.lower() == "auto":
        return "auto"
    if (name in FLAGS or _is_switch(name)) and value:
        if value.lower() not in TRUE | FALSE:
            raise HttpError(400, f"Invalid value for argument '{name}': {value!r} is neither true nor false.")
        return str(int(value.lower() in TRUE))
    if name in NUMBERS and value and not (value.isascii() and value.isdecimal()):
        raise HttpError(400, f"Invalid value for argument '{name}': {value!r} is not a whole number.")
    return value


def _qualified(search: str) -> str:
    """The search as it is run: with the command that it begins with, without the pipe before that."""
    text = search.lstrip()
    if text.startswith("|"):
        return text[1:]
    return text if text.startswith("search ") else f"search {text}"
