"""What goes through the commands of a running search, counted on its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from time import thread_time

from ..dataclass import dataclass
from ..values import Row
from .control import Control


@dataclass(slots=True)
class StageCount:
    """What went through a command. `nulls`: rows in which a field of `drops_null` was null; `lost`: rows so dropped;
    `filters`: as of the command; `example`: the first row that it dropped, of one that filters or loses rows to nulls;
    `unseen`: fields that the command reads, and that no row had so far; `seconds`: of one processor, that it and all
    before it took, where that is measured."""

    text: str
    command: str
    drops_null: tuple[str, ...] = ()
    filters: bool = False
    rows_in: int = 0
    rows_out: int = 0
    nulls: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    example: Row | None = None
    unseen: frozenset[str] = frozenset()
    seconds: float = 0.0
    _judged: Row | None = None

    def watch(self, row: Row) -> None:
        """Look at a row that the command is about to get."""
        if self.unseen:
            self.unseen -= {name for name in self.unseen if row.get(name) is not None}
        missing = [name for name in self.drops_null if row.get(name) is None]
        for name in missing:
            self.nulls[name] = self.nulls.get(name, 0) + 1
        if missing:
            self.lost += 1
        if self.filters:
            self.judged()
            self._judged = row
        elif missing:
            self._drop(row)

    def kept(self) -> None:
        """A row has come out, of a command that filters: the one that went in last."""
        self._judged = None

    def judged(self) -> None:
        """The command wants another row, or there is none: the last one has not come out if it has not so far."""
        if self._judged is not None:
            self._drop(self._judged)
            self._judged = None

    def join(self, other: StageCount) -> None:
        """Add what went through the same command elsewhere."""
        self.rows_in += other.rows_in
        self.rows_out += other.rows_out
        self.seconds += other.seconds
        for name, count in other.nulls.items():
            self.nulls[name] = self.nulls.get(name, 0) + count
        self.lost += other.lost
        self.unseen &= other.unseen
        if self.example is None:
            self.example = other.example

    def _drop(self, row: Row) -> None:
        if self.example is None:
            self.example = dict(row)


def counted(
    rows: Iterable[Row], before: StageCount, after: StageCount | None, control: Control, *, first: bool, observed: bool
) -> Iterator[Row]:
    """The rows that pass from one command to the next, None after the last.

    `first`: they are what was read, of which a search that is finalized reads no more; `observed`: they are looked at.
    """
    passed = 0
    watch = after.watch if after is not None and observed else None
    kept = before.kept if before.filters and observed else None
    try:
        for row in rows:
            if control.asked and control.checkpoint() and first:
                return
            passed += 1
            if kept is not None:
                kept()
            if watch is not None:
                watch(row)
            yield row
        before.judged()
    finally:
        before.rows_out = passed
        if after is not None:
            after.rows_in = passed


def timed(rows: Iterable[Row], count: StageCount) -> Iterator[Row]:
    """The rows, while the time that it takes to get them is measured."""
    remaining = iter(rows)
    while True:
        began = thread_time()
        row = next(remaining, None)
        count.seconds += thread_time() - began
        if row is None:
            return
        yield row
