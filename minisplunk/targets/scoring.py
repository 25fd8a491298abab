"""The risk actions of a saved search, run for the findings of one run alone.

An alert action belongs to a saved search, so a copy of it is made for this user, with the risk actions and no other;
it sees the user's private macros, is dispatched once, and is removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .answers import Rows
from .faults import TargetError
from .indexes import is_there, searches_others
from .refusals import refused
from .saved import enabled_actions, own_actions, quoted, settings
from .searching import ALL_TIME, Results, Window, finished, search
from .target import Target
from .waiting import until

WRITTEN = 120.0
"""Seconds in which the risk events of a finished search must be found."""
INDEX = "risk"
_RISK = "risk"
"""Enterprise Security's alert action. The app's own action reads its settings too."""
_COPIED = frozenset(
    {
        "search",
        *("dispatch.earliest_time", "dispatch.latest_time"),
        *("alert_type", "alert_comparator", "alert_threshold", "alert_condition", "alert.digest_mode"),
        "action.correlationsearch.annotations",
    }
)


def score(target: Target, saved_search: str, run_id: str, window: Window) -> Results:
    """Dispatch a copy of the saved search with its risk actions, and give its results."""
    if not (is_there(target, INDEX) or searches_others(target)):
        raise TargetError(f"{target.name} has no index {INDEX} that {target.user} sees: make it, or do not write risk.")
    with _copied(target, saved_search, run_id) as copy:
        times = {f"dispatch.{name}": value for name, value in window.arguments.items()}
        with refused(target.access):
            sid = target.service.saved_searches[copy].dispatch(trigger_actions=True, **times).sid
        return finished(target, sid)


def risk_events(target: Target, sid: str, wanted: int) -> Rows:
    """The risk events that a job's actions have written, by eventID, once there are as many as wanted."""
    spl = f'search index="{INDEX}" orig_sid="{sid}" | sort 0 eventID'

    def written() -> Rows | None:
        rows = search(target, spl, ALL_TIME).rows
        return rows if len(rows) >= wanted else None

    return until(
        f"{wanted} risk events of the search {sid} in the index {INDEX}",
        written,
        seconds=WRITTEN,
        hint="What the action says is in index=_internal sourcetype=splunkd component=sendmodalert.",
    )


def risk_actions(target: Target, saved: Mapping[str, str]) -> tuple[str, ...]:
    """The enabled actions of a saved search that write risk events: Enterprise Security's, and the app's own."""
    return tuple(sorted(enabled_actions(saved) & (own_actions(target) | {_RISK})))


@contextmanager
def _copied(target: Target, saved_search: str, run_id: str) -> Iterator[str]:
    saved = settings(target, saved_search)
    actions = risk_actions(target, saved)
    if not actions:
        raise TargetError(f"'{saved_search}' has no risk action that is enabled on {target.name}.")
    prefixes = tuple(f"action.{name}." for name in actions)
    copied = {key: value for key, value in saved.items() if key in _COPIED or key.startswith(prefixes)}
    copied |= {f"action.{name}": "1" for name in actions} | {"is_scheduled": "0", "disabled": "0"}
    copy = f"{saved_search} ({run_id})"
    try:
        target.post("saved/searches", name=copy, **copied)
        yield copy
    finally:
        target.delete(f"saved/searches/{quoted(copy)}")
