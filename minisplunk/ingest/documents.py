"""An open file of JSON -> its documents: one per line, or, where they go over several lines, as far as each goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import DataError

# Where one document ends and the next begins. JSON has no newline inside a string, nor a quotation mark that is not
# escaped, and between members of an array there is a comma: so neither is ever inside a document.
_BETWEEN = lazy_re.compile(rb'\}([ \t\r]*\n\s*(?=\{)|(?=\{"Records":))')
_JOINT = b'}{"Records":'
_BYTE = lazy_re.compile(r" ?\(byte (\d+)\)$")
_NEAR = 20  # bytes shown on either side of a fault
_scan = msgspec.json.Decoder(msgspec.Raw).decode


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON text, not yet proven to be JSON; `line` is where it begins in the file."""

    path: Path
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

    def not_json(self, error: msgspec.DecodeError | RecursionError) -> DataError:
        """What is wrong, in which line, and what stands there: a line may be megabytes long."""
        position = _BYTE.search(str(error))
        offset = int(position[1]) if position else len(self.data.rstrip())
        line = self.line + self.data.count(b"\n", 0, offset)
        reason = _BYTE.sub("", str(error)).removeprefix("JSON is malformed: ")
        near = self.data[max(0, offset - _NEAR) : offset + _NEAR].decode("utf-8", "replace")
        return DataError(f"{self.path}:{line}: not JSON: {reason}, near {near!a}")


def documents(path: Path, file: BinaryIO) -> Iterator[Document]:
    """Documents without surrounding blanks, in constant memory when there is one on each line; none for blank lines.

    The first line decides: when it is only the beginning of a document, the file is read whole.
    """
    lines = enumerate(file, 1)
    for number, line in lines:
        data = line.strip()
        if not data:
            continue
        if _goes_on(data):
            yield from _split(Document(path, number, line + file.read()))
            return
        yield from _split(Document(path, number, data))
        break
    for number, line in lines:
        data = line.strip()
        if _JOINT in data:
            yield from _split(Document(path, number, data))
        elif data:
            yield Document(path, number, data)


def _goes_on(data: bytes) -> bool:
    try:
        _scan(data)
    except msgspec.DecodeError as error:
        return _BYTE.search(str(error)) is None  # msgspec names no byte when the text only ends too soon
    except RecursionError:
        return False
    return False


def _split(document: Document) -> Iterator[Document]:
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
