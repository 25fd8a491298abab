"""A file that cannot be read, or not to its end: what was read before the fault counts, and the fault is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from ..dataclass import dataclass
from ..errors import DataError, NotFound
from .notes import plain

T = TypeVar("T")

_LINE = re.compile(r":(\d+): ")
_OF_LINE = re.compile(r"line (\d+): ")
_MOST = 20
"""Files that an error names."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read, or not to its end. `read`: the records before the fault, which count."""

    name: str
    reason: str
    read: int = 0

    @classmethod
    def of(cls, name: object, error: Exception, read: int = 0) -> Skipped:
        """`name`: the path or URL by which messages begin; a line that they name after it stays."""
        shown, message = plain(str(name)), plain(str(error))
        reason = message.removeprefix(shown)
        if reason != message:
            reason = _LINE.sub(r"line \1: ", reason, count=1) if _LINE.match(reason) else reason.removeprefix(": ")
        return cls(shown, reason, read)

    @property
    def message(self) -> str:
        """What was raised: `name:line: why`."""
        line = _OF_LINE.match(self.reason)
        return f"{self.name}: {self.reason}" if line is None else f"{self.name}:{line[1]}: {self.reason[line.end() :]}"

    def __str__(self) -> str:
        before = f" ({self.read:,} read before that)" if self.read else ""
        return f"{self.message}{before}"


def until_fault(events: Iterable[T], name: object, skipped: list[Skipped] | None) -> Iterator[T]:
    """The events of a file as far as it can be read; the fault is put into `skipped`. Where that is None it is raised:
    DataError, NotFound, or an OSError of a file that has vanished."""
    if skipped is None:
        yield from events
        return
    read = 0
    reading = iter(events)
    while True:
        try:
            event = next(reading)
        except StopIteration:
            return
        except (DataError, NotFound, OSError) as error:
            skipped.append(Skipped.of(name, error, read))
            return
        read += 1
        yield event


def check_read(skipped: Sequence[Skipped], files: Iterable[object], done: str = "searched") -> None:
    """Raises DataError where nothing at all could be read of the files, which are given by their paths or URLs: an
    answer would be one about nothing. `done`: what nothing was then."""
    unread, names = [one for one in skipped if not one.read], {plain(str(file)) for file in files}
    if unread and names.issubset(one.name for one in unread):
        raise DataError(unreadable(unread, len(names), done))


def unreadable(faults: Sequence[Skipped], files: int, done: str = "searched") -> str:
    """A text for people on files of which none, or not each as asked for, could be read. `done`: what nothing was."""
    lines = [fault.message for fault in faults[:_MOST]]
    if len(faults) > len(lines):
        lines.append(f"and {len(faults) - len(lines):,} more")
    if files == 1:
        lines.append(f"Nothing was {done}: mend the file, or fetch it again.")
    else:
        unread = f"{len(faults):,} of {files:,} files cannot be read"
        lines.append(f"Nothing was {done}, since {unread}: mend them, fetch them again, or leave them out.")
    return "\n".join(lines)
