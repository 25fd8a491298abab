"""SPL and a time range -> what a target finds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from splunklib.binding import HTTPError

from ..dataclass import dataclass
from ..search import Message
from ..times import TimeRange
from .answers import Rows, entries, rows
from .faults import TargetError
from .refusals import refused, splunkd_message
from .target import Target
from .waiting import until

LIMIT = 300.0
"""Seconds that a search may take, and may wait for its turn."""
KEPT = 60
"""Seconds that a finished job is kept. Waiting takes many searches, and kept results fill the user's disk quota."""
_OVER = frozenset({"DONE", "FAILED"})
_QUOTA = re.compile(r"\bquota\b|concurrency limit|maximum number of (concurrent|historical)", re.IGNORECASE)
_LICENCE = re.compile(r"\blicen[cs]e\b.*\b(expired|exceeded|violation)", re.IGNORECASE | re.DOTALL)
"""splunkd's words: "Your Splunk license expired or you have exceeded your license limit too many times."""


@dataclass(frozen=True, slots=True)
class Window:
    """Time modifiers or epoch seconds, as the REST API takes them; `now`: what relative ones are relative to."""

    earliest: str
    latest: str
    now: str = ""

    @classmethod
    def of(cls, span: TimeRange) -> Window:
        return ALL_TIME if span == TimeRange.ALL else cls(_seconds(span.earliest), _seconds(span.latest))

    @property
    def arguments(self) -> dict[str, str]:
        bounds = {"earliest_time": self.earliest, "latest_time": self.latest, "now": self.now}
        return {name: value for name, value in bounds.items() if value}


ALL_TIME = Window("0", "")


@dataclass(frozen=True, slots=True)
class Results:
    """`messages`: what splunkd says of the search; `window`: the time range that it searched."""

    sid: str
    rows: Rows
    messages: tuple[Message, ...]
    window: TimeRange


def search(target: Target, spl: str, window: Window) -> Results:
    """All results. TargetError says what to change where splunkd refuses the search, or lets it wait for too long."""
    with refused(target.access):
        try:
            sid = target.service.jobs.create(spl, timeout=KEPT, **window.arguments).sid
        except HTTPError as error:
            raise TargetError(not_run(target, splunkd_message(error) or str(error))) from error
        return finished(target, sid)


def finished(target: Target, sid: str) -> Results:
    """What a job has found, once it is done."""
    with refused(target.access):
        content = until(
            f"the search {sid}", lambda: _over(target, sid), seconds=LIMIT, every=0.1, hint=_waiting(target)
        )
        messages = tuple(Message(m["type"], m["text"]) for m in content.get("messages", []))
        if content["dispatchState"] == "FAILED":
            raise TargetError(not_run(target, " ".join(message.text for message in messages)))
        results = rows(target.service.job(sid).results(output_mode="json", count=0))
    return Results(sid, results, messages, _searched(content))


def _searched(content: Mapping[str, Any]) -> TimeRange:
    """The time range of a job, in epoch seconds, which may be text; the epoch stands for an open beginning."""
    keys = ("searchEarliestTime", "searchLatestTime")
    earliest, latest = (round(float(content.get(key) or 0) * 1_000_000) for key in keys)
    return TimeRange(earliest or TimeRange.ALL.earliest, latest or TimeRange.ALL.latest)


def as_search(text: str) -> str:
    """The SPL of a saved search as a job takes it: with `search` in front, unless it begins with a pipe."""
    stripped = text.strip()
    return stripped if stripped.startswith("|") else f"search {stripped}"


def not_run(target: Target, message: str) -> str:
    """Why a search is not run, with what to change where splunkd's words tell it."""
    if _LICENCE.search(message):
        return (
            f"{target.name} runs no searches, as its licence has expired or is exceeded: renew it. It says: {message}"
        )
    if _QUOTA.search(message):
        return f"{_waiting(target)} It says: {message}"
    return f"{target.name} refuses the search: {message}"


def _over(target: Target, sid: str) -> Mapping[str, Any] | None:
    for job in entries(target.service, f"search/jobs/{sid}"):
        content: Mapping[str, Any] = job["content"]
        return content if content["dispatchState"] in _OVER else None
    return None


def _waiting(target: Target) -> str:
    return (
        f"The search quota of {target.user} may be used up: end searches that nobody needs (Activity > Jobs), or raise "
        "srchJobsQuota and srchDiskQuota of the role."
    )


def _seconds(microseconds: int) -> str:
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"
