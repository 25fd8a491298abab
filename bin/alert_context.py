"""What splunkd knows beyond the alert's payload: the saved search's settings, its job, who else writes risk events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from alert_payload import Payload
from fault import ActionFault
from splunkd import Splunkd, SplunkdFault
from stash_event import Fields

RISK_ACTION = "risk"
"""The alert action of Enterprise Security that writes risk events."""
TRUE = frozenset({"1", "t", "true", "y", "yes", "on"})


@dataclass(frozen=True)
class JobFacts:
    """`info`: the fields that tell an event which job it comes from; `results`: how many the job has, if known."""

    info: Fields
    results: int | None

    def missing(self, search: Mapping[str, str], handed_over: int) -> int:
        """How many results splunkd held back: all of them belong to the alert, unless it acts on each or throttles."""
        whole = is_true(search.get("alert.digest_mode", "1")) and not is_true(search.get("alert.suppress", "0"))
        return max(0, self.results - handed_over) if whole and self.results is not None else 0


def risk_action_is_enabled(splunkd: Splunkd, payload: Payload) -> bool:
    """Whether the saved search's app sees an alert action `risk` that is not disabled."""
    path = f"/servicesNS/nobody/{_segment(payload.app)}/alerts/alert_actions"
    found = (entry["content"] for entry in splunkd.entries(path, {"count": "0"}) if entry.get("name") == RISK_ACTION)
    return any(not is_true(content.get("disabled", "0")) for content in found)


def saved_search(splunkd: Splunkd, payload: Payload) -> Mapping[str, str]:
    """The settings of the saved search, as text; ActionFault where it is not there any more."""
    name = _segment(payload.search_name)
    path = f"/servicesNS/{_segment(payload.owner)}/{_segment(payload.app)}/saved/searches/{name}"
    try:
        entries = splunkd.entries(path)
    except SplunkdFault as fault:
        if fault.status == 404:
            raise ActionFault(f"the saved search is not there (any more), nor what scores in it: {fault}") from fault
        raise
    return {key: _text(value) for entry in entries[:1] for key, value in entry["content"].items()}


def search_job(splunkd: Splunkd, payload: Payload) -> JobFacts:
    """What the job says of its time range and its results; as much as is there."""
    try:
        entries = splunkd.entries(f"/services/search/jobs/{_segment(payload.sid)}")
    except SplunkdFault as fault:
        if fault.status != 404:
            raise
        entries = []
    info = {"orig_sid": [payload.sid]}
    if not entries:
        return JobFacts(info, None)
    content = entries[0]["content"]
    # as addinfo words them: without a time range it is 0 to +Infinity (Search Reference, addinfo)
    info["info_min_time"] = [_epoch(content.get("searchEarliestTime"), "0.000")]
    info["info_max_time"] = [_epoch(content.get("searchLatestTime"), "+Infinity")]
    started = _moment(entries[0].get("published"))
    if started is not None:
        info["info_search_time"] = [f"{started:.3f}"]
    count = _text(content.get("resultCount"))
    return JobFacts(info, int(count) if count.isdecimal() else None)


def is_true(value: Any) -> bool:
    return _text(value).strip().lower() in TRUE


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _segment(name: str) -> str:
    return quote(name, safe="")


def _epoch(value: Any, unbounded: str) -> str:
    try:
        return f"{float(value):.3f}"
    except (TypeError, ValueError):
        return unbounded


def _moment(value: Any) -> float | None:
    try:
        # Python 3.9 takes no Z for UTC
        return datetime.fromisoformat(_text(value).replace("Z", "+00:00")).timestamp()
    except ValueError:
        return None
