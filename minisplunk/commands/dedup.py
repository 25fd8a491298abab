"""dedup: the first results of each combination of values."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import partial

from ..dataclass import dataclass
from ..limits import Account, Memory, weight
from ..operators.grouping import combination
from ..operators.ordering import Sorted, SortKey, sort_by
from ..operators.rows import Followed
from ..spl.arguments import Arguments, Clause, Names, Number, Option, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Operator
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row

_WEIGHED = 256
"""One new combination of so many is weighed."""
_ENTRY = 100
"""Bytes of an entry of a dict beside its key."""
_Combination = tuple[Hashable, ...]


def _sort_by(p: Parser) -> tuple[SortKey, ...]:
    keys = sort_by(p)
    if not keys:
        raise p.error("Expected a field to sort by.")
    return tuple(keys)


@dataclass(frozen=True, slots=True)
class Dedup(Command):
    """`count` results are kept of each combination of values of the fields; a multivalue field is one value."""

    name = "dedup"
    condenses = True
    arguments = Arguments(
        Number("count", 1, "The number of results to keep must be greater than 0."),
        Names("fields"),
        Clause("sortby", "sortby", _sort_by),
        keepevents=Option(boolean, False),
        keepempty=Option(boolean, False),
        consecutive=Option(boolean, False),
    )

    count: int
    fields: tuple[str, ...]
    keepevents: bool
    keepempty: bool
    consecutive: bool
    sortby: tuple[SortKey, ...]

    @property
    def kind(self) -> Kind:
        return Kind.DATASET if self.sortby else Kind.CENTRALIZED

    @property
    def filters(self) -> bool:
        return not (self.sortby or self.keepevents)

    @property
    def thins(self) -> bool:
        return not (self.sortby or self.keepevents or self.consecutive)

    @property
    def groups_by(self) -> tuple[str, ...]:
        return self.fields

    @property
    def drops_null(self) -> tuple[str, ...]:
        return () if self.keepempty or self.keepevents else self.fields

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset((*self.fields, *(key.field for key in self.sortby))))

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> Operator:
        kept = partial(self._kept, search.memory)
        return Followed(Sorted(self.sortby, 0, search.memory), kept) if self.sortby else kept

    def _kept(self, memory: Memory, rows: Iterable[Row]) -> Iterator[Row]:
        seen = _run_lengths() if self.consecutive else _totals(memory.account())
        for row in rows:
            found = combination(row, self.fields)
            if found is None:
                if self.keepempty or self.keepevents:
                    yield row
            elif seen(found) <= self.count:
                yield row
            elif self.keepevents:
                for name in self.fields:
                    row.pop(name, None)
                yield row


_Counter = Callable[[_Combination], int]


def _totals(account: Account) -> _Counter:
    """How often a combination has been seen, this time included. Raises LimitError for too many of them."""
    counts: dict[_Combination, int] = {}

    def seen(values: _Combination) -> int:
        counts[values] = total = counts.get(values, 0) + 1
        if total == 1 and not len(counts) % _WEIGHED:
            account.require(len(counts) * (weight(values) + _ENTRY), Dedup.name)
        return total

    return seen


def _run_lengths() -> _Counter:
    """How often it has been seen in a row."""
    last: tuple[_Combination | None, int] = (None, 0)

    def seen(values: _Combination) -> int:
        nonlocal last
        last = (values, last[1] + 1 if values == last[0] else 1)
        return last[1]

    return seen
