"""What a run of a detection has found, in one form for every Splunk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..explain import Explanation, LookAlike
from ..search import Message
from ..times import TimeRange

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Installed:
    """The app under test, on its Splunk. `splunk`: embedded, docker, or a URL; `version`: that Splunk's."""

    splunk: str
    version: str
    app: str
    app_version: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why the search found what it found. `look_alikes`: events that the search left out, nearest first."""

    explanation: Explanation
    look_alikes: list[LookAlike] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the saved search came to. `window`: its time range, as it was searched; `fields`: the columns of `rows`.

    `risk_events`: None where no risk action was let run; `diagnosis`: None where the Splunk cannot tell.
    """

    fired: bool
    window: TimeRange
    rows: Rows
    fields: Sequence[str]
    messages: Sequence[Message]
    risk_events: Rows | None = None
    diagnosis: Diagnosis | None = None


@dataclass(frozen=True, slots=True)
class Detection:
    """`events`: how many were loaded; `notes`: sentences on the data, and on what was done to run the search;
    `elapsed`: seconds."""

    installed: Installed
    saved_search: str
    events: int
    outcome: Outcome
    notes: Sequence[str]
    elapsed: float

    @property
    def fired(self) -> bool:
        return self.outcome.fired
