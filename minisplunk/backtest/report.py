"""What a backtest has found, as plain data: findings in the order of their times, what was read, what could not be.

Times in microseconds since the epoch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..dataclass import dataclass
from ..ingest.skipped import Skipped
from ..search import Message
from ..times import TimeRange

THRESHOLD = 100
"""The risk of an object beyond which Enterprise Security's rule "ATT&CK Tactic Threshold" and its like raise a finding
(Use Splunk Enterprise Security, "Risk threshold exceeded for an object over a 24 hour period")."""

Shown = Mapping[str, str | Sequence[str]]
"""A result as it is shown: of a multivalue field its values."""


@dataclass(frozen=True, slots=True)
class Behind:
    """An event behind a finding. `source`: the file that it is in."""

    time: int
    source: str
    raw: str


@dataclass(frozen=True, slots=True)
class Risk:
    """What a finding adds to the risk of an object, which is of a type such as `user` or `system`."""

    object: str
    type: str
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A result of the search. `time`: when it happened, as its fields say, else the end of the searched window.

    `fields`: the result, as it is shown; `users`, `addresses`, `accounts`: of its fields, those that name one.
    `events`: the first of those behind it, and `count` how many these are, 0 where nobody can tell. `ran`: the
    scheduled time of the run that found it, None where the whole range was searched at once; `suppressed`: whether
    kept it from acting, so that it adds no risk.
    """

    time: int
    fields: Shown
    users: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    risk: tuple[Risk, ...] = ()
    events: tuple[Behind, ...] = ()
    count: int = 0
    ran: int | None = None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the reading went. `size`: bytes of the files as they lie; `read`: of what is in them; `records`: None
    where they were not counted, since files without a candidate are not parsed; `candidates`: records that hold what
    the search requires of their text; `matched`: those that match it."""

    files: int = 0
    size: int = 0
    read: int = 0
    records: int | None = None
    candidates: int = 0
    matched: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """What went through a part of the search, and how long that took in seconds of one processor."""

    text: str
    rows_in: int | None
    rows_out: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Change:
    """What another version of the search finds over the same data: `gained` by this one over the `baseline`, and
    `lost`."""

    baseline: str
    gained: Sequence[Finding]
    lost: Sequence[Finding]
    before: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Backtest:
    """`fields`: the columns of the findings, in their order; `scheduled`: how many scheduled runs there were, None
    where the whole range was searched at once; `partial`: whether it was broken off; `sourcetypes`: of the files."""

    app: str
    version: str
    search: str
    spl: str
    window: TimeRange
    fields: Sequence[str]
    findings: Sequence[Finding]
    reach: Reach
    skipped: Sequence[Skipped] = ()
    stages: Sequence[Stage] = ()
    messages: Sequence[Message] = ()
    notes: Sequence[str] = ()
    scheduled: int | None = None
    partial: bool = False
    change: Change | None = None
    elapsed: float = 0.0
    sourcetypes: Sequence[str] = ()
