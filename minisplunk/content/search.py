"""A search as somebody has written it into a file: its SPL, and where each character of that stands there."""

from __future__ import annotations

from pathlib import Path

from ..dataclass import dataclass
from ..errors import DataError


class Unreadable(DataError):
    """A file of a library that cannot be read, or a part of it. `str()` begins with `file:line: `."""

    def __init__(self, reason: str, file: str, line: int = 0) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.reason, self.file, self.line = reason, file, line


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a file in which a value is written in the file's own notation, from the line and column (from 1) on
    that it begins at."""

    text: str
    line: int
    column: int = 1

    def place(self, value: str, offset: int) -> tuple[int, int]:
        """The line and column at which a character of the value stands.

        A notation adds quotes, backslashes, line breaks and blanks, and leaves the other characters in their order; so
        each of these is found as the next one that is like it.
        """
        at = -1
        before = value[: offset + 1].rstrip()
        for character in "".join(before.split()):
            found = self.text.find(character, at + 1)  # not there where it is written as an escape
            at = at if found < 0 else found
        blanks = value[len(before) : offset + 1] or " " * (offset >= len(value))
        at = max(at, 0) + (0 if "\n" in blanks else len(blanks))
        lines = self.text.count("\n", 0, at)
        column = at - self.text.rfind("\n", 0, at) if lines else at + self.column
        return self.line + lines, column


@dataclass(frozen=True, slots=True)
class Search:
    """A search of a library. `file`: its path as the library was named, so that it can be opened from here; `line`:
    where the search begins in it; `written`: how it stands there, where that is known."""

    name: str
    spl: str
    file: str
    line: int
    written: Written | None = None

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of the file (from 1) at which a character of `spl` stands; column 0 when that is not
        known."""
        return (self.line, 0) if self.written is None else self.written.place(self.spl, offset)


def shown(path: Path) -> str:
    """A path as output has it, with forward slashes."""
    return path.as_posix()
