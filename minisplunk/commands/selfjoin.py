"""selfjoin: each result with those after it that have the same values of some fields.

Search Reference, selfjoin, "Extended example": a result is joined with the next of its group, the last one with none.
[unverified] on a real Splunk: with `max` these are the next ones; joined results come in the order of the former of the
two; keepsingle keeps the results that are alone in their group; a multivalue field is compared as a whole; a result
without one of the fields is dropped.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import partial
from itertools import islice

from ..dataclass import dataclass
from ..limits import estimated, row_weight
from ..operators.grouping import combination
from ..operators.rows import Gathered, chunks
from ..spl.arguments import Arguments, Names, Option, boolean, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..values import Row

MOST = 100_000
"""Results that are joined with others (Search Reference, selfjoin, max)."""


@dataclass(frozen=True, slots=True)
class Selfjoin(Command):
    """`max`: results that one is joined with, 0 for all."""

    name = "selfjoin"
    kind = Kind.DATASET
    arguments = Arguments(
        Names("fields"),
        overwrite=Option(boolean, True),
        max=Option(natural, 1),
        keepsingle=Option(boolean, False),
    )

    fields: tuple[str, ...]
    overwrite: bool
    max: int
    keepsingle: bool

    @property
    def groups_by(self) -> tuple[str, ...]:
        return self.fields

    @property
    def drops_null(self) -> tuple[str, ...]:
        return self.fields

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset(self.fields))

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> Reducer:
        return Gathered(search.memory, partial(self._joined, search))

    def _joined(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        """All rows must fit into memory at the end. Raises LimitError."""
        account = search.memory.account()
        groups: dict[tuple[Hashable, ...], list[Row]] = {}
        members: list[tuple[list[Row], int]] = []
        held = 0
        try:
            for chunk in chunks(self._first(search, rows)):
                held += estimated(chunk, row_weight)
                account.require(held, self.name)
                for row in chunk:
                    values = combination(row, self.fields)
                    if values is not None:
                        group = groups.setdefault(values, [])
                        members.append((group, len(group)))
                        group.append(row)
            for group, place in members:
                if len(group) == 1 and self.keepsingle:
                    yield group[0]
                for other in islice(group, place + 1, place + 1 + self.max if self.max else None):
                    yield {**group[place], **_present(other)} if self.overwrite else {**other, **_present(group[place])}
        finally:
            account.hold(0)

    def _first(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        for place, row in enumerate(rows):
            if place == MOST:
                search.message("WARN", f"selfjoin took only the first {MOST:,} results.")
                return
            yield row


def _present(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}
