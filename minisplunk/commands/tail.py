"""tail: the last results, the last one first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Reversible
from itertools import islice

from ..dataclass import dataclass
from ..limits import Memory
from ..operators.rows import Rows, chunks
from ..spl.arguments import Arguments, Number
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..values import Row

_SPARE = 10_000
"""Results beyond those that are wanted after which the first ones are let go."""


@dataclass(frozen=True, slots=True)
class Tail(Command):
    """In reverse order, from the end of the results on (Search Reference, tail)."""

    name = "tail"
    kind = Kind.DATASET
    condenses = True
    arguments = Arguments(Number("count", 10, least=0))

    count: int

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> Reducer:
        return Last(self.count, search.memory)


class Last(Reducer):
    """Keeps the last `count` rows, and at times as many again."""

    def __init__(self, count: int, memory: Memory) -> None:
        self._count, self._memory = count, memory
        self._rows, self._held = Rows(memory), 0

    def add(self, rows: Iterable[Row]) -> None:
        for chunk in chunks(rows):
            self._rows.append(chunk)
            self._held += len(chunk)
            if self._held > 2 * self._count + _SPARE:
                self._let_go()

    def merge(self, later: Last) -> None:
        self.add(later._rows)
        later.close()

    def peek(self) -> Iterator[Row]:
        return map(dict, self._last(self._rows))

    def finish(self) -> Iterator[Row]:
        return self._last(self._rows)

    def close(self) -> None:
        self._rows.close()

    def _last(self, rows: Reversible[Row]) -> Iterator[Row]:
        return islice(reversed(rows), self._count)

    def _let_go(self) -> None:
        last = Rows(self._memory)
        last.extend(islice(self._rows, self._held - self._count, None))
        self._rows.close()
        self._rows, self._held = last, self._count
