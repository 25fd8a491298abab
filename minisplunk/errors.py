"""Everything that a user can mend, as exceptions that know the place in the user's own text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from . import lazy_re
from .dataclass import dataclass

_T = TypeVar("_T")

MAX_SHOWN = 200
"""Characters of a line that an error shows; what macros make of a search can be a megabyte in one line."""


def shortened(text: str, most: int = MAX_SHOWN) -> str:
    """A text that an error shows, its end cut off where it is too long."""
    return text if len(text) <= most else text[: most - 3] + "..."


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open character range [start, end) of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A span of the user's SPL; `inside` leads through the macros that brought the faulty text, outermost first."""

    text: str
    span: Span
    inside: tuple[tuple[str, Place], ...] = ()

    @property
    def line(self) -> int:
        return self.text.count("\n", 0, self.span.start) + 1

    @property
    def column(self) -> int:
        return self.span.start - (self.text.rfind("\n", 0, self.span.start) + 1) + 1

    @property
    def line_text(self) -> str:
        """The line that the span begins in."""
        return self.text[self.span.start - self.column + 1 :].partition("\n")[0]

    def caret(self) -> str:
        """The line of the text and, below it, carets under the span; of a long line, what stands around the span."""
        line, before = self.line_text, self.column - 1
        if len(line) > MAX_SHOWN and before > MAX_SHOWN // 2:
            line = "..." + line[before - MAX_SHOWN // 4 :]
            before = MAX_SHOWN // 4 + 3
        line = shortened(line)
        width = max(1, min(self.span.end - self.span.start, len(line) - before))
        return f"  {line}\n  {' ' * before}{'^' * width}"

    def carets(self) -> str:
        """The same, and below it the place in each macro that it leads through."""
        lines = [self.caret()]
        for macro, place in self.inside:
            lines += [f"  in the macro `{shortened(macro)}`:", place.caret()]
        return "\n".join(lines)


class MinisplunkError(Exception):
    """Base of all errors that are the user's to mend; never raised itself. `exit_code` is the command line's."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def explain(self) -> str:
        """All that there is to say; where it lies in SPL, with the place below it."""
        return str(self)


PIPELINE = ""
"""The `command` of an error in the pipeline as such, its macros included."""


class PlacedError(MinisplunkError):
    """An error in SPL. `str()` is the message alone; `explain()` adds line, column and carets.

    It is raised with the span at fault, wherever that is found; whoever has the whole text puts the `place` into it,
    see SourceText.placing. `command`: the command whose arguments are at fault, or PIPELINE; None where nobody has said
    yet. `others`: what was found beside it, in the same text, by who does not stop at the first error.
    """

    def __init__(self, message: str, at: Span | Place | None = None, command: str | None = None) -> None:
        super().__init__(message)
        self.span = at if isinstance(at, Span) else None
        self.place = at if isinstance(at, Place) else None
        self.command = command
        self.others: tuple[PlacedError, ...] = ()

    def every(self) -> tuple[PlacedError, ...]:
        """Itself and what was found beside it."""
        return (self, *self.others)

    def __str__(self) -> str:
        return self.message

    def explain(self) -> str:
        if self.place is None:
            return self.message
        return f"{self.place.line}:{self.place.column}: {self.message}\n{self.place.carets()}"

    def in_macros(self) -> list[str]:
        """Where it lies in each macro that brought the faulty text, outermost first; the SPL itself hides it."""
        inside = self.place.inside if self.place else ()
        return [
            f"In the macro `{shortened(name)}`, line {at.line}, column {at.column}: {shortened(at.line_text)}"
            for name, at in inside
        ]


@contextmanager
def worded(command: str, before: str = "") -> Iterator[None]:
    """Gives errors that leave the block the name of a command and the prefix of Splunk's messages.

    Errors that have a command already stay as they are. `before`: a prefix in place of the usual one.
    """
    try:
        yield
    except PlacedError as error:
        for one in error.every():
            if one.command is None:
                one.command = command
                one.message = (before or f"Error in '{command}' command: ") + one.message
        raise


def together(attempts: Iterable[Callable[[], _T]]) -> list[_T]:
    """What each attempt gives. All are made before the first PlacedError is raised, which has the others with it."""
    given: list[_T] = []
    errors: list[PlacedError] = []
    for attempt in attempts:
        try:
            given.append(attempt())
        except PlacedError as error:  # noqa: PERF203  to go on after an error is what it is for
            errors.append(error)
    if errors:
        first, *_ = errors
        first.others = tuple(one for error in errors for one in error.every())[1:]
        raise first
    return given


class SplError(PlacedError):
    """The SPL is wrong: a real Splunk refuses it too. Messages are worded as Splunk words them where known.

    `undefined`: where that is why, what no app defines that is here, such as `the macro 'x'`.
    """

    undefined = ""

    @classmethod
    def of_undefined(cls, what: str, message: str, at: Span | Place | None = None) -> SplError:
        """It is of the search as a whole, and of no command of it."""
        error = cls(message, at, PIPELINE)
        error.undefined = what
        return error

    def elsewhere(self, at: Span | Place) -> SplError:
        """The same, with another place."""
        error = SplError(self.message, at, self.command)
        error.undefined = self.undefined
        return error

    def called(self, text: str, span: Span, macro: str) -> Span | Place:
        """Where it lies for who calls the macro that it is in: at the call, and in the macro if that is known."""
        if self.place is None:
            return span
        inner = (macro, Place(self.place.text, self.place.span))
        return Place(text, span, (inner, *self.place.inside))


class UnsupportedSpl(PlacedError):
    """The SPL is right, or may be, but minisplunk cannot do it. Never to be taken for "no match"."""

    exit_code = 3


class LimitError(PlacedError):
    """A search asks for more than a search may have here: too great a number or value, too much memory."""


_OURS = Path(__file__).parent
_ABOVE_ETC = lazy_re.compile(r".*/(?=etc/(?:apps|users|system)/)", re.DOTALL)


def shown_place(file: Path | str, line: int | None = None) -> str:
    """A file, and a line of it, as an admin calls it: what is installed from `etc/` on, wherever that folder lies;
    Splunk's own defaults from `system/` on."""
    path = Path(file)
    name = str(path.relative_to(_OURS)) if path.is_relative_to(_OURS) else _ABOVE_ETC.sub("", str(path))
    return name if line is None else f"{name}:{line}"


class ConfError(MinisplunkError):
    """A conf file or an app archive is wrong. `str()` starts with `file:line: `, the file as `shown_place` names it."""

    def __init__(self, message: str, file: Path | str | None = None, line: int | None = None) -> None:
        where = "" if file is None else f"{shown_place(file, line)}: "
        super().__init__(where + message)
        self.file, self.line, self.reason = file, line, message


class ConfRemark(ConfError):
    """What Splunk takes, and does, though its author may have meant something else."""


class UnsupportedConf(ConfError):
    """A conf setting that would change results, and that minisplunk does not implement."""

    exit_code = 3


class NotWritten(MinisplunkError):
    """What was to be kept could not be written, so the change has not happened: all is as before."""

    def __init__(self, file: Path, error: OSError) -> None:
        super().__init__(f"{file.name} cannot be written: {error.strerror or error}. Nothing was changed.")
        self.file = file


class NotFound(MinisplunkError):
    """An app, saved search, macro, lookup, index or file that the user named does not exist (or is not visible)."""


class DataError(MinisplunkError):
    """Data that cannot be ingested as what it is said to be, with file and line where known."""
