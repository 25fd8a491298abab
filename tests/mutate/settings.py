"""Stricter changes of settings than those of any app: macros, times, condition, risk, and what other apps see."""

from __future__ import annotations

from collections.abc import Iterator

from minisplunk.mutation import Change, Mutated
from tests.mutate.app import METADATA, Other, detection, of_detection

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


def macros(app: Mutated) -> Iterator[Other]:
    """Each macro missing, and with other definitions; each part of the time format left out."""
    for name in app.macros:
        yield Other(f"macro `{name}`", "gone", Change("macros", name, "definition", None))
        for other in MACROS.get(name, ()):
            yield _defined(name, other)
    name = "security_content_ctime(1)"
    definition = app.macros[name].text
    parts = ("%Y", "%m", "%d", "T", "%H", "%M", "%S", "timeformat=" + definition.split("=")[1].split()[0])
    for part in parts:
        yield _defined(name, definition.replace(part, "", 1))
    for old, new in (("ctime(", "mktime("), ("$field$", "firstTime"), ("$field$", "$fields$")):
        yield _defined(name, definition.replace(old, new))
    yield Other(f"argument of `{name}`", "`name`", Change("macros", name, "args", "name"))


def window(app: Mutated) -> Iterator[Other]:
    """Other ends of the time range, some a minute away."""
    return _each(app, WINDOW)


def schedule(app: Mutated) -> Iterator[Other]:
    """Other times to run at, and other ways to keep them."""
    return _each(app, SCHEDULE)


def trigger(app: Mutated) -> Iterator[Other]:
    """Other conditions for an alert, and other alerts."""
    return _each(app, TRIGGER)


def risk(app: Mutated) -> Iterator[Other]:
    """Other parameters of the risk actions."""
    return _each(app, RISK)


def exports(app: Mutated) -> Iterator[Other]:
    """Each kind of object kept from other apps."""
    for kind in ("savedsearches", "macros", "props"):
        yield Other(f"export of {kind}", "gone", Change(METADATA, kind, "export", None))


def _defined(name: str, definition: str) -> Other:
    return Other(f"macro `{name}`", f"`{definition}`", Change("macros", name, "definition", definition))


def _each(app: Mutated, others: dict[str, tuple[str | None, ...]]) -> Iterator[Other]:
    """`setting` is called as the changes of any app call it, of which some are the same."""
    stanza = detection(app)
    for key, values in others.items():
        assert key in stanza.settings, key
        for value in values:
            assert value != stanza.get(key)
            what = "taken away" if value is None else f"`{value}`"
            yield Other(f"setting `{key}`", what, of_detection(app, key, value))
