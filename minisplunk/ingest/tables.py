"""Delimited text (csv, tsv, psv, w3c) in; its rows as events, each with the fields that the header names, out.

Getting Data In, "Extract fields from files with structured data". The header is no event, nor are preamble lines and
empty ones. A quoted cell may go over several lines. What cannot be read stays an event, without fields, and is told.

[unverified]: the header is the first line that is no preamble, and preamble lines stand before it; a quote that nothing
closes is text, and its row is one line; so it is where a row goes over lines and a quote does not end its cell.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from itertools import chain

from ..fields.indexed import stored
from ..limits import MAX_VALUE
from ..sources import Fielded
from .columns import MOST, Columns
from .ends import Ends
from .extracted import LONGEST, cut
from .lines import truncated
from .notes import Notes
from .patterns import Pattern
from .splitting import over_lines, splitter
from .stamps import Stamper
from .structure import Splitting, Structure, Table
from .text import text

_MOST_HELD = 1 << 20
"""Bytes before the line of a header that are kept in case that there is none."""
_MOST_IN_VAIN = 1 << 26
"""Bytes of a file that are read ahead for a quote that does not come; after that, no row goes over several lines."""
_LESS = "an event without fields"
_WIDTH = "CSV StreamId:0 has extra incorrect columns in certain fields. Line {:,}: {:,} cells under {:,} columns"


def rows(
    chunks: Iterable[bytes], structure: Structure, table: Table, stamper: Stamper, notes: Notes
) -> Iterator[Fielded]:
    """Constant memory, but for a line of a source type whose TRUNCATE is 0."""
    return iter(_Rows(chunks, structure, table, stamper, notes))


class _Rows:
    def __init__(
        self, chunks: Iterable[bytes], structure: Structure, table: Table, stamper: Stamper, notes: Notes
    ) -> None:
        self._truncate, self._timestamp = structure.truncate, structure.timestamp
        self._lines = Ends(chunks, max(MAX_VALUE, self._truncate) if self._truncate else sys.maxsize)
        self._table, self._stamper, self._notes = table, stamper, notes
        self._split, self._quote = splitter(table.rows), table.rows.quote.encode()
        self._columns = Columns(table.names, table, self._timestamp) if table.names else None
        self._in_vain = 0

    def __iter__(self) -> Iterator[Fielded]:
        yield from self._before()
        directives = self._table.directives
        for line in self._lines:
            body = line.rstrip(b"\r\n")
            if not body:
                continue
            if directives and body[:1] == b"#":
                header = _header_in(self._table.prefix, body)
                if header is not None:
                    self._name(header)
            else:
                yield self._row(line, body)

    def _row(self, line: bytes, body: bytes) -> Fielded:
        columns, cells = self._columns, None
        if columns is None:
            self._fault("no header", "comes before any header")
        elif len(body) > MAX_VALUE:
            self._fault("long row", f"is longer than {MAX_VALUE:,} bytes")
        elif self._quote and self._quote in body:
            cells, body = self._quoted(line, body, self._table.rows)
        else:
            raw = text(body)
            cells = self._split(raw)
            if cells is not None and (not self._truncate or len(body) <= self._truncate):
                return self._event(raw, body, cells, columns)
        raw = text(truncated(body, len(body), self._truncate, self._notes))
        if columns is None or cells is None:
            return self._stamper.time(body), raw, None
        return self._event(raw, body, cells, columns)

    def _event(self, raw: str, body: bytes, cells: list[str], columns: Columns) -> Fielded:
        if len(cells) > columns.width:
            self._notes.add("columns", _WIDTH.format(self._lines.number, len(cells), columns.width))
        fields = columns.fields(cells)
        if len(body) > LONGEST:
            fields = cut(fields, self._notes)
        stamp = columns.stamp(cells)
        return self._stamper.time(body if stamp is None else stamp.encode()), raw, stored(fields) if fields else None

    # Quotes

    def _quoted(self, line: bytes, body: bytes, rule: Splitting, so: str = _LESS) -> tuple[list[str] | None, bytes]:
        """The cells of a row that has quotes, None where they cannot be read; and all of its text. `line`: its first
        one, with its end, empty where it does not go on; `so`: what it is where it cannot be read."""
        number = self._lines.number
        try:
            cells = splitter(rule)(text(body)) if rule is not self._table.rows else self._split(text(body))
        except csv.Error:
            self._fault("long cell", "has a cell that is too long", so=so)
            return None, body
        if cells is not None:
            return cells, body
        taken: list[bytes] = []
        if line and self._in_vain <= _MOST_IN_VAIN:
            cells = over_lines(chain((text(line),), self._following(taken)), rule)
        if cells is None:
            self._in_vain += sum(map(len, taken))
            self._lines.back(taken)
            self._fault("quote", "has a quote that nothing closes", number, so)
        return cells, body if cells is None else b"".join((line, *taken)).rstrip(b"\r\n")

    def _following(self, taken: list[bytes]) -> Iterator[str]:
        size = 0
        for line in self._lines:
            taken.append(line)
            size += len(line)
            if size > MAX_VALUE:
                return
            yield text(line)

    def _fault(self, kind: str, what: str, number: int = 0, so: str = _LESS) -> None:
        self._notes.add(kind, f"Line {number or self._lines.number:,} {what}: it is {so}")

    # Headers

    def _before(self) -> Iterator[Fielded]:
        """Read up to where rows begin; what comes before is no event, unless no header comes at all."""
        table, held, size = self._table, list[bytes](), 0
        if table.names and not table.line and table.preamble is None:
            return
        for line in self._lines:
            body = line.rstrip(b"\r\n")
            if not body:
                continue
            if self._lines.number < table.line:
                held.append(line)
                size += len(line)
                if size > _MOST_HELD:
                    break
            elif self._begins(line, body):
                break
            elif not self._is_preamble(body):
                yield self._row(line, body)
        if held and self._columns is None:
            self._notes.add("no header", f"There is no header in line {table.line:,}: the lines are without fields")
            yield from (self._row(line, line.rstrip(b"\r\n")) for line in held)
        elif held:
            self._notes.add("before", f"What stands before line {table.line:,}, the header's, is no event")

    def _begins(self, line: bytes, body: bytes) -> bool:
        """Whether rows begin here: after this line, which names the columns; with it, where FIELD_NAMES does."""
        table = self._table
        header = _header_in(table.prefix, body)
        if table.line:
            header = body if header is None else header
        elif header is None or (table.prefix is None and self._is_preamble(body)):
            return False
        if not table.names:
            self._name(header, line if header is body else b"")
        elif not table.line and table.prefix is None:
            self._lines.back([line])
        return True

    def _is_preamble(self, body: bytes) -> bool:
        preamble = self._table.preamble
        return preamble is not None and preamble.search(body) is not None

    def _name(self, header: bytes, line: bytes = b"") -> None:
        rule = self._table.header
        cells, _ = self._quoted(line, header, rule, "the header all the same")
        if cells is None:
            cells = text(header).split(rule.delimiter or None)
        if len(cells) > MOST:
            self._notes.add("wide", f"The header has {len(cells):,} columns: the first {MOST:,} are indexed")
        self._columns = Columns(cells, self._table, self._timestamp)


def _header_in(prefix: Pattern | None, body: bytes) -> bytes | None:
    r"""The header in a line: what comes after the prefix, or what the prefix catches where it is all of the line, as in
    `Ignore_This_Stuff:\s(.*)` (Getting Data In); all of it without a prefix, None where the line lacks that."""
    if prefix is None:
        return body
    spans = prefix.search(body)
    if spans is None:
        return None
    after = body[spans[0][1] :]
    return after if after.strip() else next((body[start:end] for start, end in spans[1:] if start >= 0), b"")
