"""dedup: the first results of each combination of values."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..spl.ast import Context, Fields
from ..spl.parser import Parser, boolean
from ..values import Row, text
from . import names
from .sort import Key, order, sort_by

_OPTIONS = {"keepevents": boolean, "keepempty": boolean, "consecutive": boolean}
_Combination = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Dedup:
    """`count` results are kept of each combination of values of the fields; a multivalue field is one value."""

    name: ClassVar[str] = "dedup"
    generating: ClassVar[bool] = False

    count: int
    fields: tuple[str, ...]
    keepevents: bool
    keepempty: bool
    consecutive: bool
    sortby: tuple[Key, ...]

    @classmethod
    def parse(cls, p: Parser) -> Dedup:
        """`[<int>] <field-list> [keepevents=<bool>] [keepempty=<bool>] [consecutive=<bool>] [sortby ...]`."""
        count = _count(p)
        options: dict[str, Any] = {}
        fields: list[str] = []
        keys: list[Key] = []
        while p.peek() is not None:
            if p.accept("sortby"):
                keys = sort_by(p)
                if not keys:
                    raise p.error("Expected a field to sort by.")
                break
            if (option := p.option(_OPTIONS)) is not None:
                options[option[0]] = option[1]
            elif not p.accept(","):
                fields.append(_field(p))
        if not fields:
            raise p.error("At least one field must be given as an argument.")
        keepevents, keepempty, consecutive = (options.get(name, False) for name in _OPTIONS)
        return cls(count, tuple(fields), keepevents, keepempty, consecutive, tuple(keys))

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset((*self.fields, *(key.field for key in self.sortby))))

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        seen = _run_lengths() if self.consecutive else _totals()
        if self.sortby:
            rows = list(rows)
            order(rows, self.sortby, search.obey)
        for row in rows:
            combination = self._combination(row)
            if combination is None:
                if self.keepempty or self.keepevents:
                    yield row
            elif seen(combination) <= self.count:
                yield row
            elif self.keepevents:
                for name in self.fields:
                    row.pop(name, None)
                yield row

    def _combination(self, row: Row) -> _Combination | None:
        """The values of the fields, None when one is null."""
        found: list[Hashable] = []
        for name in self.fields:
            value = row.get(name)
            if value is None:
                return None
            found.append(tuple(value) if isinstance(value, list) else text(value))
        return tuple(found)


_Counter = Callable[[_Combination], int]


def _totals() -> _Counter:
    """How often a combination has been seen, this time included."""
    counts: dict[_Combination, int] = {}

    def seen(combination: _Combination) -> int:
        counts[combination] = total = counts.get(combination, 0) + 1
        return total

    return seen


def _run_lengths() -> _Counter:
    """How often it has been seen in a row."""
    last: tuple[_Combination | None, int] = (None, 0)

    def seen(combination: _Combination) -> int:
        nonlocal last
        last = (combination, last[1] + 1 if combination == last[0] else 1)
        return last[1]

    return seen


def _count(p: Parser) -> int:
    token = p.peek()
    if token is None or token.quoted or not (token.text.isascii() and token.text.isdigit()):
        return 1
    count = int(p.next().text)
    if count < 1:
        raise p.error("The number of results to keep must be greater than 0.", token.span)
    return count


def _field(p: Parser) -> str:
    token = p.peek()
    name = names.field(p)
    if "*" in name:
        raise p.unsupported(f"The wildcard '{name}'.", token.span if token else None)
    if "=" in name and token is not None and not token.quoted:
        raise p.error(f"Invalid argument: '{name}'", token.span)
    return name
