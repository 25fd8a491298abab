"""Rows gathered into groups: by the values of fields, an aggregate's accumulators or a count for each group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, product

from ..functions.aggregates import Aggregate
from ..values import Row, Value, number, sort_key, text
from .pieces import in_pieces, sorted_in_pieces

Key = tuple[str, ...]
Keys = Callable[[Row], Sequence[Key]]
"""The groups that a row belongs to."""


def keys_by(by: tuple[str, ...], *, distinct: bool) -> Keys:
    """By texts, so that 1 and "1" are one group.

    A row in which a field is null belongs to no group (Search Reference, stats); one with several values belongs to
    the group of each, as often as the value occurs, or once when `distinct`.
    """
    if not by:
        return lambda row: ((),)

    def keys(row: Row) -> Sequence[Key]:
        values = [row.get(name) for name in by]
        for value in values:
            if type(value) is not str:
                return _keys(values, distinct)
        return (tuple(values),)  # type: ignore[arg-type]

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


def counted(rows: Iterable[Row], keys: Keys) -> dict[Key, int]:
    """The number of rows in each group."""
    counts: dict[Key, int] = {}
    for row in rows:
        for key in keys(row):
            counts[key] = counts.get(key, 0) + 1
    return counts


def aggregated(
    rows: Iterable[Row],
    keys: Keys,
    readers: Sequence[Callable[[Row], Value]],
    factories: Sequence[Callable[[], Aggregate]],
    *,
    timed: bool,
) -> dict[Key, list[Aggregate]]:
    """Each group's accumulators, one for each reader; `timed`: they are told the rows' _time."""
    groups: dict[Key, list[Aggregate]] = {}
    for row in rows:
        found = keys(row)
        if not found:
            continue
        values = [read(row) for read in readers]
        time = number(row.get("_time")) if timed else None
        for key in found:
            group = groups.get(key)
            if group is None:
                group = groups[key] = [make() for make in factories]
            for aggregate, value in zip(group, values, strict=True):
                aggregate.add(value, time)
    return groups


def natural_order(keys: Iterable[Key], obey: Callable[[], object]) -> list[Key]:
    """By the first field, then the second...: numbers by size, then texts (limits.conf.spec, [stats]).

    `obey` may end the search in the midst of it.
    """
    found = list(keys)
    place = {value: sort_key(value) for value in in_pieces(set(chain.from_iterable(found)), obey)}
    rank = {value: number for number, value in enumerate(sorted_in_pieces(list(place), obey, key=place.__getitem__))}
    ranks = {key: [rank[value] for value in key] for key in in_pieces(found, obey)}
    return sorted_in_pieces(found, obey, key=ranks.__getitem__)
