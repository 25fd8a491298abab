"""The order of results: sort keys as sort and dedup take them, and the reducer that sorts rows.

Rows are sorted in runs, which are merged at the end; so no step takes long, and runs may lie on disk.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from ipaddress import ip_address
from itertools import islice
from math import isnan
from typing import Any, TypeVar

from ..dataclass import dataclass
from ..limits import Memory, estimated, row_weight
from ..spl import lexer
from ..spl.command import Reducer
from ..spl.parser import Parser
from ..values import Row, Value, number, sort_key, texts
from .rows import chunks
from .spill import Segment, Spill

T = TypeVar("T")

RUN = 16_384
"""Items that are sorted in one step, which then takes some milliseconds."""


def in_order(items: Sequence[T], key: Callable[[T], Any]) -> Iterator[T]:
    """The items by their key, in short steps; equal ones as they came."""
    runs = [
        sorted((key(item), place, item) for place, item in enumerate(items[start : start + RUN], start))
        for start in range(0, len(items), RUN)
    ]
    return (item for _, _, item in (runs[0] if len(runs) == 1 else heapq.merge(*runs)))


# Keys


@dataclass(frozen=True, slots=True)
class SortKey:
    """A field to sort by. `kind` is auto, str, ip or num."""

    field: str
    kind: str
    descending: bool


def sort_by(p: Parser) -> list[SortKey]:
    """The rest of the arguments as a sort-by clause; a last word `d` or `desc` is not read.

    A sign right before a field is that field's; a sign with a blank after it is that of all later fields without one
    of their own (searchbnf.conf, sort).
    """
    keys: list[SortKey] = []
    descending = False
    while (token := p.peek()) is not None:
        if p.accept(","):
            continue
        if keys and token.is_word("d", "desc") and lexer.word(p.source, token.span.end, p.end) is None:
            break
        own = descending
        if not token.quoted and token.text[0] in "+-":
            p.position = token.span.start + 1
            own = token.text[0] == "-"
            if p.source.text[p.position : p.position + 1].isspace():
                descending = own
        keys.append(_key(p, own))
    return keys


def _key(p: Parser, descending: bool) -> SortKey:
    token = p.peek()
    if token is not None and token.is_word(*_RANKS):
        opening = p.source.text[token.span.end : token.span.end + 1]
        if opening == "(":
            p.next()
            return SortKey(p.parenthesised(), token.text.lower(), descending)
    return SortKey(p.field("a field to sort by"), "auto", descending)


# Ranks: a value's place among the others of its kind, None when it is not of the kind


def _auto(value: Value) -> Any:
    """Numbers by size before texts by code point (Search Reference, sort)."""
    return None if value is None else sort_key(value)


def _address(value: Value) -> tuple[int, int] | None:
    return None if value is None else _parsed("".join(texts(value)[:1]))


def _is_address(value: Value) -> bool:
    return isinstance(value, str) and ("." in value or ":" in value) and _parsed(value) is not None


@lru_cache(maxsize=65_536)
def _parsed(address: str) -> tuple[int, int] | None:
    """IPv4 before IPv6, each by its number."""
    try:
        ip = ip_address(address)
    except ValueError:
        return None
    return ip.version, int(ip)


def _numeric(value: Value) -> float | None:
    size = number(value)
    return None if size is None or isnan(size) else size


def _lexicographic(value: Value) -> str | None:
    return None if value is None else "\n".join(texts(value))


_RANKS: dict[str, Callable[[Value], Any]] = {
    "auto": _auto,
    "str": _lexicographic,
    "ip": _address,
    "num": _numeric,
}


class _Descending:
    """A rank that comes before all lesser ones."""

    __slots__ = ("rank",)

    def __init__(self, rank: Any) -> None:
        self.rank = rank

    def __lt__(self, other: _Descending) -> bool:
        return bool(other.rank < self.rank)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and bool(self.rank == other.rank)

    __hash__ = None  # type: ignore[assignment]


class _Order:
    """The order by some keys. The rows decide on it: `auto` compares as addresses when all values are addresses."""

    def __init__(self, keys: Sequence[SortKey]) -> None:
        self._keys = keys
        self._ranks = [_RANKS["ip" if key.kind == "auto" else key.kind] for key in keys]
        self._descending = all(key.descending for key in keys)

    @property
    def settled(self) -> bool:
        """Whether no further row can change it."""
        return not any(map(self._undecided, range(len(self._keys))))

    def learn(self, rows: Iterable[Row]) -> bool:
        """Look at further rows. Returns whether they have changed the order."""
        changed = False
        for place, key in enumerate(self._keys):
            if self._undecided(place):
                column = (row.get(key.field) for row in rows)
                if any(value is not None and not _is_address(value) for value in column):
                    self._ranks[place] = _auto
                    changed = True
        return changed

    def sort(self, rows: list[Row]) -> None:
        """Equal rows stay as they came; those without a value of the key's kind come last either way."""
        for key, rank in reversed([*zip(self._keys, self._ranks, strict=True)]):
            rows.sort(key=partial(_placed, key.field, rank, 0 if key.descending else 1), reverse=key.descending)

    def merged(self, runs: Sequence[Iterable[Row]]) -> Iterator[Row]:
        """Runs that are sorted, as one; rows of an earlier run come before equal ones of a later."""
        if len(runs) == 1:
            return iter(runs[0])
        place = self._single if len(self._keys) == 1 else self._all
        return heapq.merge(*runs, key=place, reverse=self._descending)

    def _single(self, row: Row) -> Any:
        return _placed(self._keys[0].field, self._ranks[0], 0 if self._descending else 1, row)

    def _all(self, row: Row) -> list[Any]:
        """The places by all keys; descending ones are reversed where other keys are ascending."""
        places: list[Any] = []
        for key, rank in zip(self._keys, self._ranks, strict=True):
            place = _placed(key.field, rank, 0 if key.descending else 1, row)
            places.append(_Descending(place) if key.descending and not self._descending else place)
        return places

    def _undecided(self, key: int) -> bool:
        return self._keys[key].kind == "auto" and self._ranks[key] is _address


def _placed(field: str, rank: Callable[[Value], Any], last: int, row: Row) -> tuple[int, Any]:
    value = rank(row.get(field))
    return (last, None) if value is None else (1 - last, value)


class Sorted(Reducer):
    """The rows in order: at most `limit`, 0 for all."""

    def __init__(self, keys: Sequence[SortKey], limit: int, memory: Memory) -> None:
        self._order, self._limit = _Order(keys), limit
        self._account, self._spill = memory.account(), Spill()
        self._rows: list[Row] = []
        self._runs: list[list[Row] | Segment[Row]] = []
        self._weight = self._weight_of_runs = 0

    def add(self, rows: Iterable[Row]) -> None:
        for chunk in chunks(rows):
            self._take(chunk)
            if len(self._rows) >= RUN or self._account.exceeds(self._weight_of_runs + self._weight):
                self._end_run()

    def merge(self, later: Sorted) -> None:
        self._end_run()
        later._end_run()
        for run in later._runs:
            self._take(run)
            self._end_run()

    def peek(self) -> Iterator[Row]:
        rows = list(self._rows)
        if self._order.learn(rows):
            self._sort_again()
        self._order.sort(rows)
        return (dict(row) for row in self._merged([*self._runs, rows]))

    def finish(self) -> Iterator[Row]:
        self._end_run()
        return self._merged(self._runs)

    def close(self) -> None:
        self._rows.clear()
        while self._runs:  # one by one: freeing all of them at once would keep other threads waiting
            self._runs.pop()
        self._account.hold(0)
        self._spill.close()

    def _take(self, rows: Iterable[Row]) -> None:
        new = list(rows)
        self._rows += new
        self._weight += estimated(new, row_weight)

    def _end_run(self) -> None:
        """Sort the rows taken since the last run. All runs go to disk when they are too much together."""
        run, self._rows = self._rows, []
        if not run:
            return
        if self._order.learn(run):
            self._sort_again()
        self._order.sort(run)
        self._runs.append(run)
        self._weight_of_runs += self._weight
        if self._limit and self._order.settled and len(self._runs) > 4 + self._limit // RUN:
            best = list(self._merged(self._runs))
            self._runs, self._weight_of_runs = [best], estimated(best, row_weight)
        self._weight = 0
        if self._account.exceeds(self._weight_of_runs):
            self._runs = [self._spill.write(run) if isinstance(run, list) else run for run in self._runs]
            self._weight_of_runs = 0
        self._account.hold(self._weight_of_runs)

    def _sort_again(self) -> None:
        for place, run in enumerate(self._runs):
            rows = list(run)
            self._order.sort(rows)
            self._runs[place] = rows if isinstance(run, list) else self._spill.write(rows)

    def _merged(self, runs: Sequence[Iterable[Row]]) -> Iterator[Row]:
        return islice(self._order.merged(runs), self._limit or None)
