"""What a detection asks of a Splunk, and what it has found there: in one form for every Splunk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from ..conf import Conf
from ..dataclass import dataclass
from ..explain import Explanation, LookAlike
from ..ingest.skipped import Skipped
from ..replay import Part
from ..search import Message
from ..times import TimeRange
from .loading import Loaded, Progress

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class InstalledSearch:
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
    """What the saved search has found. `fired`: its condition is met, or it found something where it has none;
    `window`: its time range, as it was searched; `fields`: the columns of `rows`.

    `risk_events`: None where no risk action was let run; `findings`: the notable events, and `explanation`: None where
    the Splunk cannot tell; `look_alikes`: events that the search left out, nearest first, None where nobody has looked.
    """

    fired: bool
    window: TimeRange
    rows: Rows
    fields: Sequence[str]
    messages: Sequence[Message]
    risk_events: Rows | None = None
    findings: Rows | None = None
    explanation: Explanation | None = None
    look_alikes: Sequence[LookAlike] | None = None


class Instance(Protocol):
    """A Splunk with the app in it. `props`: the props.conf by which data gets its source type, stanzas as written;
    `sourcetypes`: those of the data, once it is loaded."""

    sourcetypes: Sequence[str]

    @property
    def props(self) -> Conf: ...

    def saved_search(self, name: str) -> InstalledSearch:
        """The saved search of this name; the app's only one where that is empty. Raises NotFound, TargetError."""

    def loaded(
        self, parts: Sequence[Part], progress: Progress, skipped: list[Skipped] | None = None
    ) -> AbstractContextManager[Loaded]:
        """The events can be searched until the block ends; faults of files as `load_each` has it. Raises DataError,
        ConfError, NotFound and TargetError."""

    def run(self, search: InstalledSearch, window: TimeRange | None, now: float | None) -> Outcome:
        """Run the saved search, inside of `loaded`, over the events that this has loaded.

        `window`: instead of its own time range; `now`: what relative times are relative to (epoch seconds), None for
        the present of this Splunk. Raises any MinisplunkError.
        """


@dataclass(frozen=True, slots=True)
class DetectionRun:
    """`events`: how many were loaded; `sourcetypes`: those of the data; `notes`: sentences on the data, and on what was
    done to run the search; `elapsed`: seconds; `skipped`: files that could not be read, or not to their end."""

    search: InstalledSearch
    events: int
    sourcetypes: Sequence[str]
    outcome: Outcome
    notes: Sequence[str]
    elapsed: float
    skipped: Sequence[Skipped] = ()
