"""What commands share that do something with all rows at once, and give them on: a file written, an alert sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from ..errors import DataError, NotFound, Span, SplError, UnsupportedSpl, worded
from ..limits import Memory
from ..spl.command import Reducer
from ..values import Row
from .rows import Rows


class Sink(Reducer):
    """Keeps the rows, does its work with all of them once, and gives them on as they came. A preview does no work.

    `work` may read the rows several times, and leaves them as they are.
    """

    def __init__(self, memory: Memory, work: Callable[[Iterable[Row]], None]) -> None:
        self._rows = Rows(memory)
        self._work = work

    def add(self, rows: Iterable[Row]) -> None:
        self._rows.extend(rows)

    def merge(self, later: Sink) -> None:
        self._rows.join(later._rows)

    def peek(self) -> Iterator[Row]:
        return iter([dict(row) for row in self._rows])

    def finish(self) -> Iterator[Row]:
        self._work(self._rows)
        yield from self._rows

    def close(self) -> None:
        self._rows.close()


@contextmanager
def placed(command: str, span: Span) -> Iterator[None]:
    """Errors about what a command's arguments name, found while it is at work, name the command and the place."""
    try:
        with worded(command):
            yield
    except UnsupportedSpl as error:
        error.span = error.span or span
        raise
    except NotFound as error:
        raise SplError(f"Error in '{command}' command: {error.message}", span) from error
    except DataError as error:
        raise DataError(f"Error in '{command}' command: {error.message}") from error
