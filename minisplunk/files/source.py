"""Pieces of files as a source of events: read as a stream, without a store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache

from ..dataclass import dataclass
from ..errors import DataError, NotFound
from ..fields import ADDRESS
from ..ingest.notes import Notes
from ..ingest.skipped import Skipped
from ..sources import Ask, Block, Event, KindOfEvents, Totals
from ..sources.blocks import blocks
from ..times import TimeRange
from .literal import Either, Literals, Wanted
from .piece import Lists, Piece
from .reading import Found, Reading

_BLOCK = 64
"""Events that a search is given at a time."""
_TOLD = 256
"""Records between two looks at whether the search goes on."""


Candidate = tuple[int, int, int, str]
"""A record: the number of its file, its place there, its time in microseconds, its text."""


@dataclass(slots=True)
class FileSource:
    """A source of events, one kind for each file. `indextime`: that of all events, in microseconds.

    `ordered`: events come newest first, as from the store, and all that may match are held meanwhile; else they come as
    they lie. `totals`: of each kind, by its number, where somebody has read all. Files that cannot be read, or not to
    their end, are `skipped`, with the number of records that were looked at; they end no scan. `read`: bytes so far, as
    they are unpacked; `parsed`: how many records so far.
    """

    pieces: Sequence[Piece]
    indextime: int
    ordered: bool = True
    totals: Mapping[int, Totals] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    skipped: list[Skipped] = field(default_factory=list)
    read: int = 0
    parsed: int = 0

    def kinds(self) -> dict[int, KindOfEvents]:
        """How many events there are of a kind is not known before they have been read."""
        files = (piece.file for piece in self.pieces)
        return {file.number: KindOfEvents(file.meta, self.totals.get(file.number, Totals())) for file in files}

    def count(self, window: TimeRange, kinds: Collection[int]) -> int:
        """Reads the files again that lie partly in the window, or whose totals nobody knows."""
        whole = {number for number in kinds if self.totals.get(number, Totals()).inside(window)}
        partly = [piece for piece in self.pieces if piece.file.number in kinds and piece.file.number not in whole]
        counted = sum(time in window for piece in partly for _, time, _ in self._records(piece, None))
        return counted + sum(self.totals[number].events for number in whole)

    def survey(self) -> dict[int, Totals]:
        """Read all events, and count them."""
        totals: dict[int, Totals] = {}
        for piece in self.pieces:
            times = [time for _, time, _ in self._records(piece, None)]
            if times:
                found = Totals(len(times), min(times), max(times), self.indextime)
                totals[piece.file.number] = found.joined(totals.get(piece.file.number, Totals()))
        return totals

    def scan(self, ask: Ask) -> Iterator[Block]:
        events: Iterable[tuple[int, Event]] = self._events(ask)
        if self.ordered:
            events = sorted(events, key=lambda placed: (placed[1].time, placed[1].kind, placed[0]), reverse=True)
        few = blocks((event for _, event in events), _BLOCK, Event._fields.index("raw"))
        return (Block.of(block) for block in few if block)

    def holding(self, lists: Mapping[int, Lists], window: TimeRange) -> Iterator[Candidate]:
        """The records of the window that hold all texts of one of the lists of their file, as they lie."""
        for piece in self.pieces:
            number = piece.file.number
            for place, time, raw in self._records(piece, _wanted(lists[number])) if lists[number] else ():
                if time in window:
                    yield number, place, time, raw

    def _events(self, ask: Ask) -> Iterator[tuple[int, Event]]:
        earliest, latest = ask.window.earliest, ask.window.latest
        for piece in self.pieces:
            number = piece.file.number
            required = ask.required(number, piece.file.meta)
            if required is None:
                continue
            told = 0
            for count, (place, time, raw) in enumerate(self._records(piece, _wanted((tuple(required),))), 1):
                if count - told == _TOLD:
                    told = count
                    if ask.read(_TOLD):
                        return
                if earliest <= time < latest:
                    fields = _address(time, number, place) if ask.addressed else None
                    yield place, Event(time, self.indextime, number, fields, raw.replace("\0", r"\x00"))
            if ask.read(0):
                return

    def _records(self, piece: Piece, wanted: Wanted | None) -> Iterator[Found]:
        reading = Reading(piece, wanted, self.notes)
        try:
            yield from reading.records()
        except (DataError, NotFound, OSError) as error:
            self.skipped.append(Skipped.of(piece.file.path, error, reading.parsed))
        self.read += reading.read
        self.parsed += reading.parsed


Order = tuple[int, int, int]


def _address(time: int, number: int, place: int) -> str:
    """As an event's indexed fields are kept."""
    return f'{{"{ADDRESS}":"{time}:{number}:{place}"}}'


def order(address: str) -> Order:
    """What events are ordered by, the newest being the greatest: of those of one time it is the one that was read last,
    as in a store that all files were ingested into, one after the other."""
    time, number, place = map(int, address.split(":"))
    return time, number, place


@lru_cache(maxsize=16)
def _wanted(lists: tuple[tuple[str, ...], ...]) -> Wanted | None:
    """The same for files that are asked the same, so that it is found out once what is rare. None for all records."""
    found = Literals(lists[0]) if len(lists) == 1 else Either(lists)
    return found if found.useful else None
