"""An open file of JSON -> its documents: one per line, or, where they go over several lines, as far as each goes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from json import JSONDecoder
from typing import BinaryIO

import msgspec

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import DataError
from .places import At

MOST = 512 << 20
"""Bytes of one document; what is longer, such as a bomb once it is unpacked, is no file of events."""
TOO_LONG = f"more than {MOST >> 20} MB without an end of line between records: have one record on each line"
# Where one document ends and the next begins. JSON has no newline inside a string, nor a quotation mark that is not
# escaped, between members of an array there is a comma, and after a string comes no letter: so neither is ever inside
# a document.
_BETWEEN = lazy_re.compile(rb'\}([ \t\r]*\n\s*(?=\{)|(?=\{"\w))')
_JOINT = b'}{"'
_LIST = lazy_re.compile(rb'(?:\{\s*"Records"\s*:\s*)?\[')
_BEFORE_MEMBER = lazy_re.compile(r"[\s,]*")
_read_member = JSONDecoder().raw_decode
_BYTE = lazy_re.compile(r" ?\(byte (\d+)\)$")
_NEAR = 20  # bytes shown on either side of a fault
_scan = msgspec.json.Decoder(msgspec.Raw).decode


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON text, not yet proven to be JSON; `line` is where it begins in the file."""

    path: At
    line: int
    data: bytes

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}"

    def member(self, data: bytes) -> Document:
        """A part of this document, as a document."""
        return Document(self.path, self.line, data)

    def text(self) -> str:
        """The document on one line: as it stands if it is, else without blanks between its parts."""
        data = msgspec.json.format(self.data, indent=-1) if b"\n" in self.data else self.data
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            raise DataError(f"{self.place}: not UTF-8: {error.reason}") from error

    def before_fault(self) -> Iterator[Document]:
        """Of a list that breaks off, or is broken, the members before that."""
        start = _LIST.match(self.data)
        if start is None:
            return
        text = self.data[start.end() :].decode(errors="surrogateescape")
        end = 0
        while True:
            begin = _BEFORE_MEMBER.match(text, end).end()  # type: ignore[union-attr]  # it always matches
            try:
                _, end = _read_member(text, begin)
                member = msgspec.json.format(text[begin:end].encode(errors="surrogateescape"), indent=-1)
            except (ValueError, RecursionError, msgspec.DecodeError):
                return
            yield self.member(member)

    def not_json(self, error: msgspec.DecodeError | RecursionError) -> DataError:
        """What is wrong, in which line, and what stands there: a line may be megabytes long."""
        position = _BYTE.search(str(error))
        offset = int(position[1]) if position else len(self.data.rstrip())
        line = self.line + self.data.count(b"\n", 0, offset)
        reason = _BYTE.sub("", str(error)).removeprefix("JSON is malformed: ")
        near = self.data[max(0, offset - _NEAR) : offset + _NEAR].decode("utf-8", "replace")
        return DataError(f"{self.path}:{line}: not JSON: {reason}, near {near!a}")


def documents(path: At, file: BinaryIO) -> Iterator[Document]:
    """Documents without surrounding blanks, in constant memory when there is one on each line; none for blank lines.

    The first line decides: when it is only the beginning of a document, the file is read whole. Raises DataError for a
    line, or a file that has to be read whole, of more than MOST bytes.
    """
    lines = enumerate(iter(partial(file.readline, MOST + 1), b""), 1)
    for number, line in lines:
        data = _bounded(path, line).strip()
        if not data:
            continue
        if _goes_on(data):
            yield from split(Document(path, number, _bounded(path, line + file.read(MOST + 1))))
            return
        yield from split(Document(path, number, data))
        break
    for number, line in lines:
        data = line.strip()
        if _JOINT in data:
            yield from split(Document(path, number, data))
        elif data:
            yield Document(path, number, data if len(data) <= MOST else _bounded(path, data))


def _bounded(path: At, data: bytes) -> bytes:
    if len(data) > MOST:
        raise DataError(f"{path}: {TOO_LONG}")
    return data


def _goes_on(data: bytes) -> bool:
    try:
        _scan(data)
    except msgspec.DecodeError as error:
        return _BYTE.search(str(error)) is None  # msgspec names no byte when the text only ends too soon
    except RecursionError:
        return False
    return False


def split(document: Document) -> Iterator[Document]:
    """The documents of a text that may hold several."""
    if b"\n" not in document.data and _JOINT not in document.data:
        yield document
        return
    start, line = 0, document.line
    ends = [*(match.span(1) for match in _BETWEEN.finditer(document.data)), (len(document.data), len(document.data))]
    for end, following in ends:
        data = document.data[start:end]
        text = data.strip()
        if text:
            yield Document(document.path, line + data[: data.index(text[:1])].count(b"\n"), text)
        line += document.data.count(b"\n", start, following)
        start = following
