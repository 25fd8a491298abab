"""What a lookup is to add to rows in; a function that adds it to one row, out.

An automatic lookup and the lookup command follow the same rules. props.conf.spec, LOOKUP-<class>: OUTPUT overwrites
the fields, and clears them when a row has all match fields and nothing matches; OUTPUTNEW writes a field only where
there was none; without either, all columns but the match fields are output. The command has the same two clauses
(Search Reference, lookup). Several matching rows make multivalue fields. [unverified]: each value of a multivalue
match field is looked up, several such fields in all combinations; a column that is matched with two fields has to match
both; for the command, too, OUTPUTNEW counts field by field, where the Search Reference speaks of events that have the
output fields; and a row without a time has no match in a lookup that is bound to times, but stays as it is.

They differ when a lookup does not exist or lacks a column: an automatic one is left out with a message on the job, the
command fails. So `fault` only says what is missing, and the caller decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from operator import methodcaller
from typing import Any, Generic, NamedTuple, TypeVar

from ..dataclass import dataclass
from ..spl.environment import Lookup
from ..values import Row, Value, multivalue, number, texts

TIME = "_time"
_KEPT = 500_000
"""Values that are kept of what was found; each takes a hundred bytes or so."""
_LONGEST = 1_000
"""Characters of the values for which it is kept."""
_Part = str | tuple[str, ...]
"""The text of a field, or its several texts."""
_Key = _Part | tuple[_Part, ...]
"""What is looked for: that of the one match field, or those of each."""
_Pairs = tuple[tuple[str, Value], ...]
_Values = _Pairs | dict[str, Value]
"""What a lookup has for the fields that it is to write, in their order; None for those that it has nothing for. A dict
where these are all to be set as they are."""
_Get = Callable[[_Key], _Values | None]
_Find = Callable[[_Key, Row], _Values]
T = TypeVar("T")


class Pair(NamedTuple):
    """A column of the lookup table, and the row's field that it is matched with or written to: `column AS field`."""

    column: str
    field: str


@dataclass(frozen=True, slots=True)
class Enrichment:
    """`table` is the lookup's name. No `outputs`: all columns but those of `inputs`. `new`: OUTPUTNEW, which keeps the
    fields that a row has. `time`: the field with the time of a row, for lookups that are bound to times."""

    table: str
    inputs: tuple[Pair, ...]
    outputs: tuple[Pair, ...] = ()
    new: bool = False
    time: str = TIME

    def fault(self, table: Lookup) -> str:
        """What is wrong when columns are named here that the table does not have; empty when it has all."""
        for kind, pairs in (("lookup", self.inputs), ("destination", self.outputs)):
            if missing := [pair.column for pair in pairs if pair.column not in table.fields]:
                named = f"'{self.table}' has no {', '.join(missing)}"
                return f"Could not find all of the specified {kind} fields in the lookup table: {named}."
        if table.time_column and table.time_column not in table.fields:
            return f"Could not find the time_field in the lookup table: '{self.table}' has no {table.time_column}."
        return ""

    def needs(self, table: Lookup | None = None) -> Iterator[str]:
        """The fields that a row must have; of a table that is not known, it may be one that is bound to times."""
        yield from (pair.field for pair in self.inputs)
        if table is None or table.time_column:
            yield self.time

    def outputs_of(self, table: Lookup) -> tuple[Pair, ...]:
        """The columns that are output, and the fields that they become."""
        matched = {pair.column for pair in self.inputs}
        return self.outputs or tuple(Pair(column, column) for column in table.fields if column not in matched)

    def filler(self, table: Lookup) -> Callable[[Row], Row]:
        """Changes a row in place, and returns it. A row that lacks a match field stays as it is."""
        asked, normal = _asked([pair.field for pair in self.inputs])
        get, find = (self._timed if table.time_column else self._found)(table)
        new = self.new

        def fill(row: Row) -> Row:
            key = asked(row)
            if key.__class__ is not str and (key := normal(key)) is None:
                return row
            if (values := get(key)) is None:
                values = find(key, row)
            if isinstance(values, dict):
                row.update(values)
                return row
            for name, value in values:
                if new and row.get(name) is not None:
                    continue
                if value is not None:
                    row[name] = value.copy() if value.__class__ is list else value  # the row is another's now
                elif not new:
                    row.pop(name, None)
            return row

        return fill

    def _found(self, table: Lookup) -> tuple[_Get, _Find]:
        """What is to be written to a row with these values in its match fields; kept for other rows with the same."""
        kept, outputs = _Kept[_Values](), self.outputs_of(table)
        columns = [pair.column for pair in outputs]
        finder = cache(lambda: table.finder([pair.column for pair in self.inputs], columns))

        def values_of(matches: Sequence[Row]) -> _Values:
            values = _values(matches, outputs)
            return dict(values) if not self.new and all(isinstance(value, str) for _, value in values) else values

        def find(key: _Key, row: Row) -> _Values:
            rows = finder()
            matches = (
                rows((key,)) if key.__class__ is str else [row for texts in self._texts(key) for row in rows(texts)]
            )
            if len(matches) == 1:
                cells = tuple(map(matches[0].get, columns))
                if list not in map(type, cells):
                    return kept.put_same(key, cells, lambda: values_of(matches))
            values = values_of(matches)
            kept.put(key, values, len(matches) * len(outputs))
            return values

        return kept.get, find

    def _timed(self, table: Lookup) -> tuple[_Get, _Find]:
        """The same, by the time of the row. What is kept are the rows of the table, with their times."""
        kept, outputs = _Kept[list[Callable[[float], Sequence[Row]]]](), self.outputs_of(table)
        columns = [pair.column for pair in self.inputs]

        def find(key: _Key, row: Row) -> _Values:
            time = number(row.get(self.time))
            if time is None:
                return ()
            lines = kept.get(key)
            if lines is None:
                lines = [table.timeline(columns, texts) for texts in self._texts(key)]
                kept.put(key, lines, 100 * len(lines))
            return _values([match for line in lines for match in line(time)], outputs)

        return lambda key: None, find

    def _texts(self, key: _Key) -> Iterator[tuple[str, ...]]:
        """The texts that are looked for, one for each column, in all combinations."""
        parts: Sequence[_Part] = (key,) if len(self.inputs) == 1 else key  # type: ignore[assignment]
        return product(*[(part,) if isinstance(part, str) else part for part in parts])


def _values(matches: Sequence[Row], outputs: Iterable[Pair]) -> _Pairs:
    if len(matches) == 1:
        (match,) = matches
        return tuple([(field, _as_text(match.get(column))) for column, field in outputs])
    return tuple(
        [
            (field, multivalue([text for match in matches for text in texts(match.get(column))]))
            for column, field in outputs
        ]
    )


def _as_text(value: Value) -> Value:
    return value if value is None or value.__class__ is str else multivalue(texts(value))


def _asked(fields: Sequence[str]) -> tuple[Callable[[Row], Any], Callable[[Any], _Key | None]]:
    """What takes the values of these fields from a row, and what makes of them what is looked for; None where a field
    has none. A single text, which is what most rows have, is looked for as it is."""
    if len(fields) == 1:
        return methodcaller("get", fields[0]), _part
    return lambda row: [row.get(field) for field in fields], _parts


def _parts(values: Sequence[Value]) -> _Key | None:
    parts = [_part(value) for value in values]
    return None if None in parts else tuple(parts)  # type: ignore[arg-type]


def _part(value: Value) -> _Part | None:
    several = texts(value)
    return (several[0] if len(several) == 1 else tuple(several)) if several else None


class _Kept(dict[_Key, T], Generic[T]):
    """What was found, by the values that were looked for. It forgets all when it is full."""

    def __init__(self) -> None:
        self._weight = 0
        self._same: dict[tuple[Value, ...], T] = {}

    def put(self, key: _Key, found: T, weight: int) -> None:
        if self._has_room(key, weight):
            self[key] = found

    def put_same(self, key: _Key, cells: tuple[Value, ...], found: Callable[[], T]) -> T:
        """Keep what is made of these cells, once for all keys that have the same, and so near at hand: tables are
        large, and most have few different values."""
        if not self._has_room(key, len(cells)):
            return found()
        same = self._same.get(cells)
        if same is None:
            same = self._same[cells] = found()
        self[key] = same
        return same

    def _has_room(self, key: _Key, weight: int) -> bool:
        if (len(key) if key.__class__ is str else _length(key)) > _LONGEST:
            return False
        self._weight += 1 + weight
        if self._weight > _KEPT:
            self.clear()
            self._same.clear()
            self._weight = 1 + weight
        return True


def _length(key: _Key) -> int:
    return len(key) if isinstance(key, str) else sum(map(_length, key))
