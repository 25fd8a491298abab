"""A source of events as a search sees it: what kinds there are, how many events of each, and the events themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import NamedTuple, Protocol

from ..dataclass import dataclass
from ..fields import ReadAll
from ..times import TimeRange
from ..values import Value


class Meta(NamedTuple):
    """What all events of one kind share."""

    index: str  # type: ignore[assignment]  # Splunk's word; it hides tuple.index, which nobody asks of a Meta
    host: str
    source: str
    sourcetype: str


class Totals(NamedTuple):
    """How many events there are; the time of the first and the last, and when the last of them was indexed, in
    microseconds; None without events. Where some were deleted, these times may be those of deleted ones."""

    events: int = 0
    earliest: int | None = None
    latest: int | None = None
    recent: int | None = None

    def meets(self, window: TimeRange) -> bool:
        """Whether events may lie in a window: between the first and the last there may be none."""
        if self.earliest is None or self.latest is None:
            return False
        return self.earliest < window.latest and window.earliest <= self.latest

    def inside(self, window: TimeRange) -> bool:
        """Whether all events lie in a window."""
        return all(time is not None and time in window for time in (self.earliest, self.latest))

    def joined(self, other: Totals) -> Totals:
        """Of both together."""
        times = [[time for time in pair if time is not None] for pair in zip(self[1:], other[1:], strict=True)]
        earliest, latest, recent = times
        return Totals(
            self.events + other.events,
            min(earliest, default=None),
            max(latest, default=None),
            max(recent, default=None),
        )


Fielded = tuple[int, str, str | None]
"""An event on its way into an index: time in microseconds, raw text, indexed fields as in Event."""


class KindOfEvents(NamedTuple):
    meta: Meta
    totals: Totals


class Event(NamedTuple):
    """An event as it lies in its source. Times in microseconds; `kind` by its number; `fields`: the indexed ones as a
    JSON object, None for none."""

    time: int
    indextime: int
    kind: int
    fields: str | None
    raw: str


Found = Sequence[dict[str, Value] | None]


class Block(NamedTuple):
    """A few events in their order, column by column: what is done to a column at once costs less than event by event.
    They may be of several kinds. `found`: where they are of one, and the source has read the fields that `document` of
    Ask is for, those of each event; None for an event whose fields are to be extracted as any other's."""

    times: Sequence[int]
    indextimes: Sequence[int]
    kinds: Sequence[int]
    fields: Sequence[str | None]
    raws: Sequence[str]
    found: Found | None = None

    @classmethod
    def of(cls, events: Iterable[Event]) -> Block:
        """At least one event."""
        return cls(*zip(*events, strict=True))

    def events(self) -> Iterator[Event]:
        return map(Event, *self[:5])

    def where(self, wanted: Sequence[bool]) -> Block:
        """Those of the events that are wanted."""
        times, indextimes, kinds, fields, raws, found = self
        return Block(
            list(compress(times, wanted)),
            list(compress(indextimes, wanted)),
            list(compress(kinds, wanted)),
            list(compress(fields, wanted)),
            list(compress(raws, wanted)),
            None if found is None else list(compress(found, wanted)),
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """What a search wants of a source. A source may give more events than it must, save outside of the window.

    `required`: of a kind of events, the ASCII texts that raw must hold in any case; None when no event of the kind can
    match. `read` is told how many events have been read since it was last asked, also while none match, and ends the
    scan by saying True. `addressed`: events have their address among their indexed fields.
    `document`: of a kind whose wanted fields are members of its JSON texts, and nothing else, what reads them, and one
    more; a source that has to read the texts anyway need not have them read twice.
    """

    window: TimeRange
    required: Callable[[int, Meta], Sequence[str] | None]
    read: Callable[[int], bool] = lambda events: False
    addressed: bool = False
    document: Callable[[int, Meta, str], ReadAll | None] = lambda number, meta, also: None


class Source(Protocol):
    def kinds(self) -> Mapping[int, KindOfEvents]:
        """Every kind of events that there is or was, by its number. Reads no events."""

    def scan(self, ask: Ask) -> Iterator[Block]:
        """Events of the window, newest first, as of now, in constant memory. No block is empty."""

    def count(self, window: TimeRange, kinds: Collection[int]) -> int:
        """How many events of the window and of these kinds there are."""
