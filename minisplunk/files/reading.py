"""A piece of a file -> the records in it that may be wanted, each with its place and its time.

Where records can be told apart without parsing, those alone are parsed that hold a text which all wanted ones hold.
What lies in any other way is read as when it is ingested, and so is each line that is no plain record.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import BinaryIO, cast

import msgspec

from ..dataclass import dataclass
from ..ingest.archive import Timed, moment_of, record_of, records_of, time_of, timed_records
from ..ingest.documents import Document, documents
from ..ingest.files import opened
from ..ingest.notes import Notes
from ..ingest.places import At
from ..sources import ReadAll
from ..values import Value
from .batch import Batch, Texts
from .blocks import SIZE, Block, blocks
from .delivered import elements
from .layout import Layout, layout
from .literal import Wanted
from .piece import Piece

Record = tuple[int, int, str]
"""Where a record is, a number that is greater for later ones of its file; its time in microseconds; its text."""


_TEXT = frozenset({str})


class _Untimed(Exception):
    """A record without a time has that of the one before it, which may not have been looked at."""


@dataclass(slots=True)
class Reading:
    """`wanted`: finds those that are wanted, None for all; `notes`: what the user should hear; `read_all`: what reads
    many records at once, if they are not needed one by one; `timed`: whether their times matter then. `read`: bytes so
    far, as they are unpacked; `parsed`: records so far that were parsed."""

    piece: Piece
    wanted: Wanted | None
    notes: Notes = field(default_factory=Notes)
    read_all: ReadAll | None = None
    timed: bool = True
    read: int = 0
    parsed: int = 0
    _previous: int | None = None
    _sequential: bool = False

    @property
    def path(self) -> At:
        return self.piece.file.path

    def records(self) -> Iterator[Record]:
        """As `all`, one by one."""
        self.read_all = None
        return cast(Iterator[Record], self.all())

    def all(self) -> Iterator[Record | Batch]:
        """In the order of the file, with `read_all` many at once; among them may be some that don't hold the text.
        Raises DataError and NotFound, after the records before the fault."""
        start, end = self.piece.start, self.piece.end
        last = start - 1
        try:
            for record in self._all(start):
                last = record[0]
                yield record
        except _Untimed:
            self.wanted, self.read_all, self._sequential = None, None, True
            self.read = self.parsed = 0
            for record in self._all(0):
                if last < record[0] and (end is None or record[0] < end):
                    yield record

    def _all(self, start: int) -> Iterator[Record | Batch]:
        end = self.piece.end
        with opened(self.path) as file:
            if end is not None:
                yield from self._lines(blocks(file, start, end))
                return
            beginning = file.read(SIZE)
            match layout(beginning):
                case Layout.LINES:
                    yield from self._lines(blocks(file, beginning=beginning))
                    return
                case Layout.DELIVERED:
                    yield from self._delivered(file, beginning)
                    return
        self._sequential = True
        yield from self._placed(timed_records(self.path, self.notes), 0)

    # One record on each line

    def _lines(self, lines: Iterable[Block]) -> Iterator[Record | Batch]:
        wanted, ending = self.wanted, (0, b"}")
        for place, data, start, last in lines:
            self.read += last + 1 - start
            if wanted is None:
                batch = self._at_once(place, data[start:last])
                if batch is not None:
                    yield batch
                    continue
                at = place
                for line in data[start:last].split(b"\n"):
                    yield from self._of_line(at, line)
                    at += len(line) + 1
                continue
            end = start
            while (hit := wanted.first(data, end, last)) >= 0:
                begin = max(data.rfind(b"\n", start, hit) + 1, start)
                end = data.find(b"\n", hit, last)
                end = last if end < 0 else end
                line = data[begin:end]
                if wanted.holds(line):
                    yield from self._of_line(place + begin - start, line)
            begin = max(data.rfind(b"\n", start, last) + 1, start)
            ending = place + begin - start, data[begin:last]
        if wanted is not None and not ending[1].rstrip().endswith((b"}", b"]")):  # which would show that it is cut
            yield from self._of_line(*ending)

    def _at_once(self, place: int, data: bytes) -> Batch | None:
        """The lines of a block, if all of them are plain records."""
        if self.read_all is None or not data.isascii():
            return None
        lines = data.split(b"\n")
        read = self.read_all.read(lines)
        if read is None:
            return None
        found, written = read
        times = self._times(written, lines)
        if times is None:
            return None
        self.parsed += len(lines)
        self._previous = times[-1]
        return Batch(place + data.rfind(b"\n") + 1, times, Texts(lines), found)

    def _times(self, written: Sequence[Value], lines: Sequence[bytes]) -> Sequence[int] | None:
        """Those of plain records; None where one may be something else, or has no time."""
        if not self.timed and _TEXT.issuperset(map(type, written)):
            return [0] * len(lines)
        times = [moment_of(t) if type(t) is str else time_of(line) for t, line in zip(written, lines, strict=True)]
        known = [time for time in times if time is not None]
        return known if len(known) == len(times) else None

    def _of_line(self, place: int, line: bytes) -> Iterator[Record]:
        time = time_of(line)
        if time is not None:
            self.parsed += 1
            self._previous = time
            yield place, time, Document(self.path, 0, line.strip()).text()
        elif line := line.strip():
            number = _line_number(self.path, place)
            yield from self._placed(records_of(Document(self.path, number, line), self.notes), place)

    # Documents

    def _delivered(self, file: BinaryIO, beginning: bytes) -> Iterator[Record]:
        whole = len(beginning) < SIZE
        place = 0
        for part in [beginning] if whole else elements(file, beginning):
            if isinstance(part, bytes):
                yield from self._document(place, part)
                return
            data, records = part
            self.read += len(data)
            if self._may_hold(data):
                for number, record in enumerate(map(bytes, records), place):
                    if self.wanted is None or self.wanted.holds(record):
                        member = Document(self.path, 1, msgspec.json.format(record, indent=-1))
                        yield from self._placed(iter((record_of(member, self.notes),)), number)
            place += len(records)

    def _document(self, place: int, data: bytes) -> Iterator[Record]:
        """The records of a text that may hold several documents, after `place` others. Where none is wanted, it is
        looked at whether the text has an end, and nothing else."""
        self.read += len(data)
        if self._may_hold(data) or not data.rstrip().endswith(b"]}"):
            found = (
                record
                for document in documents(self.path, io.BytesIO(data))
                for record in records_of(document, self.notes)
            )
            yield from self._placed(found, place)

    def _may_hold(self, data: bytes) -> bool:
        return self.wanted is None or self.wanted.first(data) >= 0

    def _placed(self, records: Iterator[Timed], place: int) -> Iterator[Record]:
        for number, (time, text) in enumerate(records, place):
            self.parsed += 1
            if time is not None:
                self._previous = time
            elif not self._sequential:
                raise _Untimed
            elif self._previous is None:
                self._previous = self.piece.file.changed
            yield number, self._previous, text


def _line_number(path: At, place: int) -> int:
    """The number of the line that begins there."""
    with opened(path) as file:
        return 1 + sum(data.count(b"\n", start, end) + 1 for _, data, start, end in blocks(file, end=place))
