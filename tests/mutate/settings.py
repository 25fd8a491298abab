"""Changes of settings: macros, time range, schedule, condition, risk, and what other apps see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.mutate.mutant import App, Change, of_search, setting

Found = Iterator[tuple[str, tuple[Change, ...]]]

MACROS = {
    "cloudtrail": (
        "*",
        "sourcetype=aws:cloudtrailx",
        "sourcetype=aws:cloudtrail*",
        "sourcetype!=aws:cloudtrail",
        "index=_* sourcetype=aws:cloudtrail",
    ),
    "aws_console_login_failed_during_mfa_challenge_filter": (
        *("search NOT *", "where false()", "head 1", "dedup user_name", "search count=1", 'search user_name!="root"'),
        *("search NOT userIdentity.arn=*", "fields - src"),
    ),
}
"""What else a macro might say."""

WINDOW = {
    "dispatch.earliest_time": ("-60m@m", "-69m@m", "-71m@m", "-70m", "-70m@h", None),
    "dispatch.latest_time": ("now", "-9m@m", "-11m@m", "-10m", None),
}
SCHEDULE = {
    "cron_schedule": ("5 * * * *", "0 */2 * * *", "*/30 * * * *", None),
    "enableSched": ("0", None),
    "disabled": ("0", None),
    "realtime_schedule": ("1", None),
    "schedule_window": ("0", None),
    "allow_skew": ("0", None),
}
TRIGGER = {
    "counttype": ("always", "number of hosts", None),
    "relation": ("less than", "equal to", "not equal to"),
    "quantity": ("1", "-1"),
    "alert.digest_mode": ("0",),
    "alert.severity": ("1", None),
    "alert.track": ("0",),
}
RISK = {
    "action.risk": ("0", None),
    "action.risk.param._risk": (None, "[]"),
    "action.risk.param._risk_message": (None,),
    "action.risk.param._risk_score": ("64", None),
    "action.risk.param.verbose": ("1", None),
    "action.mfa_challenge_risk": ("0", None),
}


def macros(app: App) -> Found:
    """Each macro missing, and with other definitions; each part of the time format left out."""
    for name in app.macros.stanzas:
        yield f"no {name}", setting("macros", name, "definition", None)
        for other in MACROS.get(name, ()):
            yield f"{name} = {other}", setting("macros", name, "definition", other)
    name = "security_content_ctime(1)"
    definition = app.macros.get(name, "definition")
    parts = ("%Y", "%m", "%d", "T", "%H", "%M", "%S", "timeformat=" + definition.split("=")[1].split()[0])
    for part in parts:
        yield f"{name} without {part}", setting("macros", name, "definition", definition.replace(part, "", 1))
    for old, new in (("ctime(", "mktime("), ("$field$", "firstTime"), ("$field$", "$fields$")):
        yield f"{name}: {new} for {old}", setting("macros", name, "definition", definition.replace(old, new))
    yield f"{name}: args = name", setting("macros", name, "args", "name")


def window(app: App) -> Found:
    """Other ends of the time range."""
    return _each(app, WINDOW)


def schedule(app: App) -> Found:
    """Other times to run at, and other ways to keep them."""
    return _each(app, SCHEDULE)


def trigger(app: App) -> Found:
    """Other conditions for an alert, and other alerts."""
    return _each(app, TRIGGER)


def risk(app: App) -> Found:
    """Every parameter of the risk action, and every member of its objects and annotations."""
    yield from _each(app, RISK)
    for key in ("action.risk.param._risk", "action.correlationsearch.annotations"):
        yield from ((what, of_search(app, key, value)) for what, value in _members(key, app.search.get(key)))
    message = app.search.get("action.risk.param._risk_message")
    for old in ("$user_name$", "$src$"):
        yield (
            f"_risk_message without {old}",
            of_search(app, "action.risk.param._risk_message", message.replace(old, "")),
        )


def exports(app: App) -> Found:
    """Each kind of object kept from other apps."""
    for kind in ("savedsearches", "macros", "props"):
        yield f"[{kind}] is not exported", (Change("metadata/default.meta", kind, "export", None),)


def _each(app: App, others: dict[str, tuple[str | None, ...]]) -> Found:
    for key, values in others.items():
        assert key in app.search.settings, key
        for value in values:
            assert value != app.search.get(key)
            yield f"no {key}" if value is None else f"{key} = {value}", of_search(app, key, value)


def _members(key: str, text: str) -> Iterator[tuple[str, str]]:
    """The JSON of a setting with one member left out, or another."""
    whole = json.loads(text)
    key = key.rpartition(".")[2]
    for path in _paths(whole):
        shown = ".".join(map(str, path))
        yield f"{key}: without {shown}", _json(_changed(whole, path, None))
        if not isinstance(inner := _at(whole, path), dict):
            yield f"{key}: another {shown}", _json(_changed(whole, path, _another(inner)))


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            yield from _paths(inner, (*path, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    return value if not path else _at(value[path[0]], path[1:])


def _another(value: Any) -> Any:
    match value:
        case str():
            return f"{value}x"
        case int():
            return value + 1
    return [*value, "x"]


def _changed(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    """A copy in which the member at the path is another, or with None is missing."""
    copy = dict(value) if isinstance(value, dict) else list(value)
    first, *rest = path
    if rest:
        copy[first] = _changed(value[first], tuple(rest), other)
    elif other is None:
        copy.pop(first)
    else:
        copy[first] = other
    return copy


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
