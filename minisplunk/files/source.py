"""Pieces of files as a source of events: read as a stream, without a store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import TypeVar

from ..dataclass import dataclass
from ..errors import DataError, NotFound
from ..fields import ADDRESS
from ..ingest.notes import Notes
from ..ingest.skipped import Skipped
from ..sources import Ask, Block, Event, KindOfEvents, Totals
from ..times import TimeRange
from .batch import TIME, Batch
from .literal import Either, Literals, Wanted
from .piece import Lists, Piece
from .reading import Reading, Record

_BLOCK = 64
"""Events that a search is given at a time."""
T = TypeVar("T")

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
        if not self.ordered:
            yield from _in_blocks(self._found(ask))
            return
        placed = [item for item in self._found(ask) if not isinstance(item, Block)]  # of which there is none then
        placed.sort(key=lambda item: (item[1].time, item[1].kind, item[0]), reverse=True)
        yield from _in_blocks(placed)

    def holding(self, lists: Mapping[int, Lists], window: TimeRange) -> Iterator[Candidate]:
        """The records of the window that hold all texts of one of the lists of their file, as they lie."""
        for piece in self.pieces:
            number = piece.file.number
            for place, time, raw in self._records(piece, _wanted(lists[number])) if lists[number] else ():
                if time in window:
                    yield number, place, time, raw

    def _found(self, ask: Ask) -> Iterator[_Placed | Block]:
        """The events of the window, each with its place, or many at once where their order does not count."""
        window = ask.window
        for piece in self.pieces:
            number, meta = piece.file.number, piece.file.meta
            required = ask.required(number, meta)
            if required is None:
                continue
            read_all = None if self.ordered else ask.document(number, meta, TIME)
            read = told = 0
            timed = read_all is None or read_all.timed or window != TimeRange.ALL
            reading = Reading(piece, _wanted((tuple(required),)), self.notes, read_all, timed)
            for item in self._until_fault(reading, reading.all()):
                if isinstance(item, Batch):
                    read += len(item.times)
                    yield self._block(item, number, window)
                else:
                    read += 1
                    place, time, raw = item
                    if time in window:
                        fields = _address(time, number, place) if ask.addressed else None
                        yield place, Event(time, self.indextime, number, fields, raw.replace("\0", r"\x00"))
                if read - told >= _TOLD:
                    if ask.read(read - told):
                        return
                    told = read
            if ask.read(read - told):
                return

    def _block(self, batch: Batch, number: int, window: TimeRange) -> Block:
        times, count = batch.times, len(batch.times)
        block = Block(times, [self.indextime] * count, [number] * count, [None] * count, batch.texts, batch.found)
        if window == TimeRange.ALL or (min(times) in window and max(times) in window):
            return block
        return block.where([time in window for time in times])

    def _records(self, piece: Piece, wanted: Wanted | None) -> Iterator[Record]:
        reading = Reading(piece, wanted, self.notes)
        return self._until_fault(reading, reading.records())

    def _until_fault(self, reading: Reading, records: Iterable[T]) -> Iterator[T]:
        try:
            yield from records
        except (DataError, NotFound, OSError) as error:
            self.skipped.append(Skipped.of(reading.path, error, reading.parsed))
        self.read += reading.read
        self.parsed += reading.parsed


_Placed = tuple[int, Event]


def _in_blocks(found: Iterable[_Placed | Block]) -> Iterator[Block]:
    few: list[Event] = []
    for item in found:
        if not isinstance(item, Block):
            few.append(item[1])
        if few and (isinstance(item, Block) or len(few) == _BLOCK):
            yield Block.of(few)
            few = []
        if isinstance(item, Block) and item.raws:
            yield item
    if few:
        yield Block.of(few)


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
