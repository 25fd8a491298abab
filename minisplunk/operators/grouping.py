"""Rows gathered into groups by the values of fields, with accumulators for each: the reducer of stats, chart..."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby, product
from operator import itemgetter
from typing import Any, NamedTuple

from ..errors import Span
from ..functions.aggregates import sequential
from ..limits import WEIGHED, estimated, weight
from ..spl.command import Context, Reducer
from ..values import Row, SortKey, Value, multivalue, number, sort_key, text, texts
from .aggregation import Term
from .ordering import in_order
from .rows import chunks
from .spill import Segment, Spill

Key = tuple[str, ...]
Keys = Callable[[Row], Sequence[Key]]
"""The groups that a row belongs to."""
Group = list[Any]
"""An accumulator, which is an Aggregate, for each term."""
_CHECKED = 256
"""Groups between two looks at whether the search was cancelled."""


class By:
    """The groups `of` a row by the texts of its values, so that 1 and "1" are one group.

    A row in which a field is null belongs to no group (Search Reference, stats); one with several values belongs to
    the group of each, as often as the value occurs, or once when `distinct`.
    """

    def __init__(self, by: tuple[str, ...], *, distinct: bool = False) -> None:
        self.of = _keys_by(by, distinct)
        self._get: Callable[[Row], Any] | None = itemgetter(*by) if by else None
        self._one = len(by) == 1

    def count(self, rows: Sequence[Row]) -> Mapping[Key, int]:
        """The number of rows in each group. Where each field of each row is one text, they are its group."""
        if self._get is None:
            return {(): len(rows)}
        values = map(self._get, rows)
        try:
            counts = Counter[Key](zip(values) if self._one else values)
        except (KeyError, TypeError):  # a field that a row does not have, or that has several values
            return _counts(rows, self.of)
        return counts if _TEXT.issuperset(map(type, chain.from_iterable(counts))) else _counts(rows, self.of)


_TEXT = frozenset({str})


def _keys_by(by: tuple[str, ...], distinct: bool) -> Keys:
    if not by:
        return lambda row: ((),)
    if len(by) == 1:
        return _keys_by_one(by[0], distinct)

    def keys(row: Row) -> Sequence[Key]:
        values = [row.get(name) for name in by]
        for value in values:
            if type(value) is not str:
                return _keys(values, distinct)
        return (tuple(values),)  # type: ignore[arg-type]

    return keys


def _keys_by_one(name: str, distinct: bool) -> Keys:
    def keys(row: Row) -> Sequence[Key]:
        value = row.get(name)
        return ((value,),) if type(value) is str else _keys([value], distinct)

    return keys


def _keys(values: list[Value], distinct: bool) -> Sequence[Key]:
    alternatives: list[Sequence[str]] = []
    for value in values:
        if value is None:
            return ()
        if isinstance(value, list):
            alternatives.append(list(dict.fromkeys(value)) if distinct else value)
        else:
            alternatives.append((text(value),))
    return list(product(*alternatives))


def combination(row: Row, fields: Iterable[str]) -> tuple[Hashable, ...] | None:
    """The values of some fields by texts, a multivalue field as one value; None when one is null."""
    parts: list[Hashable] = []
    for name in fields:
        value = row.get(name)
        if value is None:
            return None
        parts.append(_one(value))
    return tuple(parts)


def whole(row: Row, but: str = "") -> frozenset[tuple[str, Hashable]]:
    """A row by the texts of all its values, likewise, whatever the order of its fields; without one field."""
    return frozenset((name, _one(value)) for name, value in row.items() if value is not None and name != but)


def _one(value: str | int | float | list[str]) -> Hashable:
    return value if type(value) is str else tuple(value) if isinstance(value, list) else text(value)


def beside(groups: Sequence[Row]) -> Row:
    """The results for a row of several groups: in each field those of all its groups, one after another."""
    if len(groups) == 1:
        return groups[0]
    fields = dict.fromkeys(name for group in groups for name in group)
    return {name: multivalue([value for group in groups for value in texts(group.get(name))]) for name in fields}


class NaturalOrder:
    """By the first value of a key, then the second...: numbers by size, then texts (limits.conf.spec, [stats])."""

    def __init__(self) -> None:
        self._ranks: dict[str, SortKey] = {}

    def __call__(self, key: Key) -> list[SortKey]:
        ranks = self._ranks
        order = []
        for value in key:
            rank = ranks.get(value)
            if rank is None:
                rank = ranks[value] = sort_key(value)
            order.append(rank)
        return order


class Accumulators:
    """Makes the accumulators of a group: one for each aggregation term, and for each field that a wildcard matches."""

    def __init__(self, terms: Sequence[Term], by: Sequence[str], search: Context) -> None:
        self.written, self._by = terms, by
        self._environment = search.environment
        self._wild = [term for term in terms if term.wildcard]
        self.learns = bool(self._wild)
        self._known: dict[str, None] = {}
        self._set([term for term in terms if not term.wildcard])

    def _set(self, terms: Sequence[Term]) -> None:
        self.terms = terms
        self.readers = [term.reader(self._environment) for term in terms]
        self.factories = [term.factory for term in terms]
        self.timed = any(term.timed for term in terms)

    def learn(self, rows: Iterable[Row]) -> None:
        """Add terms for fields that are new in these rows; the terms so far keep their places. Needed only if it
        `learns`."""
        new = {
            name: None for row in rows for name, value in row.items() if value is not None and name not in self._known
        }
        if new:
            self._known.update(new)
            matching = [term for wild in self._wild for term in wild.expanded(new, self._by)]
            self._set([*self.terms, *matching])

    def join(self, later: Accumulators) -> list[int]:
        """Take over the terms of `later`. Returns the place here of each of its terms."""
        self._known.update(later._known)
        return self.places(later.terms)

    def places(self, terms: Sequence[Term]) -> list[int]:
        """The place here of each of some terms; those that are new get one."""
        places = {(term.function, term.field, term.name): n for n, term in enumerate(self.terms)}
        new = [term for term in terms if (term.function, term.field, term.name) not in places]
        places |= {(term.function, term.field, term.name): len(self.terms) + n for n, term in enumerate(new)}
        self._set([*self.terms, *new])
        return [places[term.function, term.field, term.name] for term in terms]

    def in_order(self) -> list[int]:
        """The places of the terms as they are shown: as they are written, those of a wildcard by their field."""
        places: dict[Span, list[int]] = {written.span: [] for written in self.written}
        for place, term in enumerate(self.terms):
            places[term.span].append(place)
        return [n for own in places.values() for n in sorted(own, key=lambda n: self.terms[n].field or "")]

    def group(self) -> Group:
        return [make() for make in self.factories]

    def complete(self, group: Group) -> Group:
        """The group, with accumulators added for terms that are newer than it."""
        if len(group) < len(self.factories):
            group += [make() for make in self.factories[len(group) :]]
        return group


class Held(NamedTuple):
    """What groups hold, as another process takes it over: their terms, the number of rows, and their accumulators."""

    terms: tuple[Term, ...]
    rows: int
    entries: list[tuple[Key, Group]]


class Groups:
    """The accumulators of each group, in the natural order of the groups; iterating over them does not use them up.

    Groups beyond the command's share of the memory are on disk, in order.
    """

    def __init__(self, keys: Keys | By, accumulators: Accumulators, search: Context, *, whole: bool = False) -> None:
        """`whole`: all rows are one group, which exists without rows too."""
        self._keys = keys.of if isinstance(keys, By) else keys
        self._count = keys.count if isinstance(keys, By) else partial(_counts, keys=keys)
        self.accumulators = accumulators
        self._groups: dict[Key, Group] = {}
        self._account, self._spill = search.memory.account(), Spill()
        self._segments: list[Segment[tuple[Key, Group]]] = []
        self._added, self._weighing = 0, WEIGHED
        if whole:
            self._groups[()] = accumulators.group()

    def add(self, rows: Iterable[Row]) -> None:
        for chunk in chunks(rows):
            if self.accumulators.learns:
                self.accumulators.learn(chunk)
            self._gather(chunk)
            self._added += len(chunk)
            if self._added >= self._weighing:
                self._weigh()

    def _gather(self, chunk: list[Row]) -> None:
        groups, keys, accumulators = self._groups, self._keys, self.accumulators
        if len(accumulators.terms) == 1 and accumulators.terms[0].counts_rows:
            for key, count in self._count(chunk).items():
                group = groups.get(key)
                if group is None:
                    group = groups[key] = accumulators.group()
                group[0].count += count
            return
        readers, width, timed = accumulators.readers, len(accumulators.factories), accumulators.timed
        time = None
        for row in chunk:
            row_keys = keys(row)
            if not row_keys:
                continue
            values = [read(row) for read in readers]
            if timed:
                time = number(row.get("_time"))
            for key in row_keys:
                group = groups.get(key)
                if group is None:
                    group = groups[key] = accumulators.group()
                elif len(group) < width:
                    accumulators.complete(group)
                for aggregate, value in zip(group, values):  # noqa: B905 -- quicker, and they are equally many
                    aggregate.add(value, time)

    def merge(self, later: Groups) -> None:
        self._join(self.accumulators.join(later.accumulators), later)
        self._added += later._added
        self._weigh()

    def _join(self, places: Sequence[int], entries: Iterable[tuple[Key, Group]]) -> None:
        """Take over groups, whose terms have these places here."""
        for key, group in entries:
            mine = self._groups.get(key)
            if mine is None:
                mine = self._groups[key] = self.accumulators.group()
            self.accumulators.complete(mine)
            for place, aggregate in zip(places, group, strict=False):
                mine[place].merge(aggregate)

    @property
    def portable(self) -> bool:
        """As of a Reducer."""
        return not any(sequential(term.factory()) for term in self.accumulators.written)

    def held(self) -> Held | None:
        entries = list(self)
        if any(sequential(aggregate) for _, group in entries for aggregate in group):
            return None
        return Held(tuple(self.accumulators.terms), self._added, entries)

    def take(self, held: Held) -> None:
        self._join(self.accumulators.places(held.terms), held.entries)
        self._added += held.rows

    def close(self) -> None:
        while self._groups:  # one by one: freeing all of them at once would keep other threads waiting
            self._groups.popitem()
        self._account.hold(0)
        self._spill.close()

    def __iter__(self) -> Iterator[tuple[Key, Group]]:
        """All groups in order; the caller must not change them."""
        in_memory = self._in_order()
        if not self._segments:
            return in_memory
        order = NaturalOrder()
        return self._joined(heapq.merge(*self._segments, in_memory, key=lambda entry: order(entry[0])))

    def _in_order(self) -> Iterator[tuple[Key, Group]]:
        groups = self._groups
        return ((key, groups[key]) for key in in_order(list(groups), NaturalOrder()))

    def _joined(self, entries: Iterable[tuple[Key, Group]]) -> Iterator[tuple[Key, Group]]:
        for key, parts in groupby(entries, key=lambda part: part[0]):
            group = self.accumulators.group()
            for _, part in parts:
                for mine, later in zip(group, part, strict=False):
                    mine.merge(later)
            yield key, group

    def _weigh(self) -> None:
        """Estimate the memory held, and write to disk when it is too much; with many groups this is done less often."""
        groups = self._groups
        held = estimated(list(groups.values()), _group_weight) + estimated(list(groups), weight)
        if self._account.exceeds(held):
            self._segments.append(self._spill.write(self._in_order()))
            self._groups = {}
            self._account.hold(0)
            self._weighing = self._added + WEIGHED
        else:
            self._account.hold(held)
            self._weighing = self._added + self._account.room(self._added)


class Reduced(Reducer):
    """A reducer whose rows are made from all its groups together."""

    def __init__(self, groups: Groups, rows: Callable[[Groups], Iterator[Row]]) -> None:
        self._groups, self._rows = groups, rows

    def add(self, rows: Iterable[Row]) -> None:
        self._groups.add(rows)

    def merge(self, later: Reduced) -> None:
        self._groups.merge(later._groups)

    @property
    def portable(self) -> bool:
        return self._groups.portable

    def held(self) -> Held | None:
        return self._groups.held()

    def take(self, held: Held) -> None:
        self._groups.take(held)

    def peek(self) -> Iterator[Row]:
        return self._rows(self._groups)

    def finish(self) -> Iterator[Row]:
        return self._rows(self._groups)

    def close(self) -> None:
        self._groups.close()


class Grouped(Reduced):
    """A row for each group.

    `result` makes it of the group's key, the names of the terms, and their values; None for no row.
    """

    def __init__(
        self,
        keys: Keys | By,
        accumulators: Accumulators,
        search: Context,
        result: Callable[[Key, Sequence[str], Sequence[Value]], Row | None],
        *,
        whole: bool = False,
    ) -> None:
        """`whole`: all rows are one group, which exists without rows too."""
        super().__init__(Groups(keys, accumulators, search, whole=whole), self._each)
        self._search, self._result = search, result

    def _each(self, groups: Groups) -> Iterator[Row]:
        accumulators = groups.accumulators
        shown = accumulators.in_order()
        names = [accumulators.terms[place].name for place in shown]
        width = len(accumulators.factories)
        for place, (key, group) in enumerate(groups):
            if place % _CHECKED == 0:
                self._search.checkpoint()
            whole = group if len(group) == width else accumulators.complete([*group])
            row = self._result(key, names, [whole[term].result() for term in shown])
            if row is not None:
                yield row


def _counts(rows: Iterable[Row], keys: Keys) -> dict[Key, int]:
    """The number of rows in each group."""
    counts: dict[Key, int] = {}
    for row in rows:
        for key in keys(row):
            counts[key] = counts.get(key, 0) + 1
    return counts


def _group_weight(group: Group) -> int:
    return sum(map(weight, group))
