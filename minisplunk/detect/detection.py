"""What a run of a detection has found, in one form for every Splunk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..explain import Explanation, LookAlike
from ..search import Message
from ..times import TimeRange

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Installed:
    """A saved search as it is installed. `splunk`: embedded, docker, or a URL; `version`: that Splunk's.

    `earliest` and `latest` are its own time range as time modifiers, empty for an open end.
    """

    splunk: str
    version: str
    app: str
    app_version: str
    name: str
    spl: str
    earliest: str
    latest: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the saved search came to. `window`: its time range, as it was searched; `fields`: the columns of `rows`.

    `risk_events`: None where no risk action was let run; `explanation`: None where the Splunk cannot tell;
    `look_alikes`: events that the search left out, nearest first, if they were asked for.
    """

    fired: bool
    window: TimeRange
    rows: Rows
    fields: Sequence[str]
    messages: Sequence[Message]
    risk_events: Rows | None = None
    explanation: Explanation | None = None
    look_alikes: Sequence[LookAlike] = ()


@dataclass(frozen=True, slots=True)
class Detection:
    """`events`: how many were loaded; `notes`: sentences on the data, and on what was done to run the search;
    `elapsed`: seconds."""

    search: Installed
    events: int
    outcome: Outcome
    notes: Sequence[str]
    elapsed: float
