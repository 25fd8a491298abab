"""Rows, newest first, in; the transaction that each belongs to, and a row for each transaction, out.

Search Reference, transaction; transactiontypes.conf.spec; limits.conf.spec, [transactions]. As rows come newest first,
what ends a transaction opens it and what starts it closes it. Rows are looked at twice: first each is given its
transaction, for which only the open ones must be known, then those of a transaction are put together.

[unverified] on a real Splunk:
- of several open transactions that a row agrees with, it belongs to the one that got a row last;
- of a field with several values, one value that is the transaction's makes it agree;
- a transaction is closed as soon as a row is too far away for maxspan or maxpause, be it one of its own or not;
- without the row that `startswith` or `endswith` asks for a transaction counts as evicted, whatever closed it; one that
  lacks its end takes further rows all the same;
- a row that ends a transaction closes the one that it would belong to, and opens another;
- a row without a time stays within every span.
"""

from __future__ import annotations

import operator
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from math import isfinite
from typing import NamedTuple

from ..dataclass import dataclass
from ..functions.precision import UNIT, added, calculated
from ..limits import Memory, check_length, check_values
from ..spl.command import Context
from ..values import Row, Value, multivalue, number, text, texts
from .ordering import Sorted, SortKey, in_order

Test = Callable[[Row], bool]
_Values = dict[str, list[str]]
_Numbers = dict[int, None]
"""Of open transactions, in order."""
_NONE: _Numbers = {}

_CHECKED = 256
"""Rows between two looks at whether the search was cancelled."""
_RECORD = 200
"""Bytes that are kept of a transaction that is closed."""
_RANK = "\0rank"
"""Beside the fields of a row, for as long as it is sorted: the place of its transaction among the results."""
MADE = ("closed_txn", "duration", "eventcount", "field_match_sum", "linecount")
"""The fields that every transaction has of its own."""
ORPHAN = "_txn_orphan"


@dataclass(frozen=True, slots=True)
class Definition:
    """What makes a transaction. `maxspan` and `maxpause` in microseconds; None where there is no bound."""

    fields: tuple[str, ...]
    maxspan: int | None = None
    maxpause: int | None = None
    maxevents: int | None = None
    starts: Test | None = None
    ends: Test | None = None
    connected: bool = True
    unifyends: bool = True
    maxopentxn: int = 5_000
    maxopenevents: int = 100_000
    keepevicted: bool = False
    keeporphans: bool = False


@dataclass(frozen=True, slots=True)
class Rendering:
    """`lists`: whether a field comes as the list of all its values, `nullstr` where a row has none."""

    lists: Callable[[str], bool]
    nullstr: str
    mvraw: bool


class Record(NamedTuple):
    """A transaction, or an orphan, that is a result. `time`: of its earliest row, in microseconds; `matched`: how many
    of the listed fields its rows have, counted together."""

    time: int | None
    closed: bool
    matched: int
    orphan: bool = False


class _Open:
    """A transaction that takes rows. `ended`: it has the row that `endswith` wants; `used`: when it got a row last."""

    __slots__ = ("earliest", "ended", "events", "last", "latest", "matched", "number", "used", "values")

    def __init__(self, number: int, ended: bool) -> None:
        self.number, self.ended = number, ended
        self.values: dict[str, set[str]] = {}
        self.latest: int | None = None
        self.earliest: int | None = None
        self.last: int | None = None
        self.events = self.matched = self.used = 0

    def agrees(self, values: _Values) -> bool:
        """Whether no field has other values here."""
        return all(name not in self.values or not self.values[name].isdisjoint(of) for name, of in values.items())


class Pool:
    """The open transactions; `records` has those that are results, at their numbers, when all rows have been placed."""

    def __init__(self, definition: Definition, search: Context) -> None:
        self._definition, self._search = definition, search
        self._recent: OrderedDict[int, _Open] = OrderedDict()
        """Longest unused first."""
        self._born: OrderedDict[int, _Open] = OrderedDict()
        self._having: dict[tuple[str, str], _Numbers] = {}
        """The open transactions that have a value of a field."""
        self._lacking: dict[str, _Numbers] = {name: {} for name in definition.fields}
        """Those that have no value of a field yet."""
        self._events = self._placed = 0
        self.records: list[Record | None] = []

    def place(self, row: Row) -> int:
        """The number of the row's transaction; -1 for a row that is dropped."""
        of = self._definition
        self._placed += 1
        time = _microseconds(row)
        values = {name: texts(row[name]) for name in of.fields if row.get(name) is not None}
        starts, ends = of.starts is not None and of.starts(row), of.ends is not None and of.ends(row)
        free = (starts or ends) and not of.unifyends
        if of.fields and not values and not free:
            return self._orphan(time)
        self._expire(time)
        found = self._found(values, free)
        if found is not None and self._too_far(found, time):
            self._close(found, closed=True)
            found = None
        if found is not None and ends:
            self._close(found, closed=False)
            found = None
        if found is None:
            found = self._opened(ends or of.ends is None)
        self._extend(found, time, values)
        if starts:
            self._close(found, closed=True, started=True)
        elif of.maxevents is not None and found.events >= of.maxevents:
            self._close(found, closed=True)
        else:
            self._evict()
        return found.number

    def finish(self) -> None:
        for open_ in list(self._recent.values()):
            self._close(open_, closed=False)

    def _orphan(self, time: int | None) -> int:
        if not self._definition.keeporphans:
            return -1
        self.records.append(Record(time, False, 0, orphan=True))
        return len(self.records) - 1

    def _found(self, values: _Values, free: bool) -> _Open | None:
        """The open transaction that a row belongs to. `free`: it need not have a field in common with it."""
        if not self._definition.fields or not values:
            return next(reversed(self._recent.values()), None)
        having = {name: [self._having.get((name, each), _NONE) for each in of] for name, of in values.items()}
        fitting = [[*sets, self._lacking[name]] for name, sets in having.items()]
        in_common = [numbers for sets in having.values() for numbers in sets]
        agreeing = self._agreeing(values, min((in_common, *fitting), key=_size))
        found = [open_ for open_ in agreeing if not values.keys().isdisjoint(open_.values)]
        if not found and (free or not self._definition.connected):
            found = self._agreeing(values, min(fitting, key=_size))
        return max(found, key=operator.attrgetter("used"), default=None)

    def _agreeing(self, values: _Values, among: Sequence[_Numbers]) -> list[_Open]:
        return [open_ for numbers in among for n in numbers if (open_ := self._recent[n]).agrees(values)]

    def _opened(self, ended: bool) -> _Open:
        open_ = _Open(len(self.records), ended)
        self.records.append(None)
        self._recent[open_.number] = self._born[open_.number] = open_
        for lacking in self._lacking.values():
            lacking[open_.number] = None
        return open_

    def _extend(self, open_: _Open, time: int | None, values: _Values) -> None:
        if time is not None:
            open_.latest = time if open_.latest is None else max(time, open_.latest)
            open_.earliest = time if open_.earliest is None else min(time, open_.earliest)
            open_.last = time
        for name, of in values.items():
            known = open_.values.setdefault(name, set())
            self._lacking[name].pop(open_.number, None)
            for each in of:
                if each not in known:
                    known.add(each)
                    self._having.setdefault((name, each), {})[open_.number] = None
        open_.matched += len(values)
        open_.events += 1
        open_.used = self._placed
        self._events += 1
        self._recent.move_to_end(open_.number)

    def _too_far(self, open_: _Open, time: int | None) -> bool:
        """All rows lie within less than maxspan (Search Reference, maxspan), no two further apart than maxpause."""
        of = self._definition
        if time is None or open_.latest is None or open_.last is None:
            return False
        return (of.maxspan is not None and open_.latest - time >= of.maxspan) or (
            of.maxpause is not None and open_.last - time > of.maxpause
        )

    def _expire(self, time: int | None) -> None:
        """Closes the transactions that no row from this time on can belong to: as rows come newest first, those that
        are open or unused for longest stand in front."""
        for ordered, bound in ((self._born, self._definition.maxspan), (self._recent, self._definition.maxpause)):
            while bound is not None and ordered and self._too_far(first := next(iter(ordered.values())), time):
                self._close(first, closed=True)

    def _evict(self) -> None:
        of = self._definition
        while len(self._recent) > of.maxopentxn:
            self._discard("maxopentxn", of.maxopentxn, "transactions")
        while self._events > of.maxopenevents:
            self._discard("maxopenevents", of.maxopenevents, "events of transactions")

    def _discard(self, limit: str, most: int, what: str) -> None:
        self._close(next(iter(self._recent.values())), closed=False, evicted=True)
        if not self._definition.keepevicted:
            self._search.message(
                "WARN",
                f"Some transactions have been discarded: more than {most:,} {what} were open ({limit}). "
                "To include them, add keepevicted=true to your transaction command.",
            )

    def _close(self, open_: _Open, *, closed: bool, started: bool = False, evicted: bool = False) -> None:
        """`closed`: by a bound or by its start, which closed_txn tells (Search Reference, transaction, keepevicted)."""
        del self._recent[open_.number], self._born[open_.number]
        self._events -= open_.events
        for lacking in self._lacking.values():
            lacking.pop(open_.number, None)
        for name, values in open_.values.items():
            for value in values:
                having = self._having[name, value]
                del having[open_.number]
                if not having:
                    del self._having[name, value]
        whole = open_.ended and (started or self._definition.starts is None) and not evicted
        if whole or self._definition.keepevicted:
            self.records[open_.number] = Record(open_.earliest, closed and whole, open_.matched)


def _size(sets: Sequence[_Numbers]) -> int:
    return sum(map(len, sets))


def transactions(
    rows: Iterable[Row], definition: Definition, rendering: Rendering, memory: Memory, search: Context
) -> Iterator[Row]:
    """A row for each transaction, newest first. `rows` are read twice, and changed the second time."""
    account = memory.account()
    ordered = Sorted((SortKey(_RANK, "num", False),), 0, memory)
    try:
        pool, numbers = Pool(definition, search), array("q")
        for place, row in enumerate(rows):
            if place % _CHECKED == 0:
                search.checkpoint()
                account.hold(len(pool.records) * _RECORD + len(numbers) * numbers.itemsize)
            numbers.append(pool.place(row))
        pool.finish()
        results = [n for n, record in enumerate(pool.records) if record is not None]
        newest = list(in_order(results, lambda n: _newest(pool.records[n])))
        rank = {n: place for place, n in enumerate(newest)}
        ordered.add(_ranked(rows, numbers, rank))
        for place, members in groupby(ordered.finish(), key=operator.itemgetter(_RANK)):
            if int(number(place) or 0) % _CHECKED == 0:
                search.checkpoint()
            record = pool.records[newest[int(number(place) or 0)]]
            assert record is not None  # only results have a rank
            yield _result(list(members), record, rendering)
    finally:
        ordered.close()
        account.hold(0)


def _newest(record: Record | None) -> tuple[bool, int]:
    time = record and record.time
    return time is None, -(time or 0)


def _ranked(rows: Iterable[Row], numbers: Sequence[int], rank: dict[int, int]) -> Iterator[Row]:
    for row, transaction in zip(rows, numbers, strict=True):
        if transaction in rank:
            row[_RANK] = rank[transaction]
            yield row


def _microseconds(row: Row) -> int | None:
    time = number(row.get("_time"))
    return None if time is None or not isfinite(time * UNIT) else round(time * UNIT)


# The row of a transaction


def _result(members: list[Row], record: Record, rendering: Rendering) -> Row:
    """The union of the fields of its rows, with the time and date fields of the earliest one.

    [unverified]: lists, as the lines of _raw, have the oldest first; the time of indexing counts as a time field.
    """
    for row in members:
        del row[_RANK]
    if record.orphan:
        return {**members[0], ORPHAN: 1}
    oldest_first = members[::-1]
    earliest, latest = _ends(oldest_first)
    result: Row = {}
    for name in dict.fromkeys(chain.from_iterable(oldest_first)):
        if name in ("_time", "_indextime") or name.startswith("date_"):
            result[name] = earliest.get(name)
            continue
        values = [value for row in oldest_first if (value := row.get(name)) is not None]
        if name == "_raw" and values:
            result[name] = _raw(values, rendering.mvraw)
        elif values and rendering.lists(name):
            result[name] = _list(oldest_first, name, rendering.nullstr)
        elif values:
            result[name] = _union(values)
    result.update(
        closed_txn=int(record.closed),
        duration=0 if earliest is latest else _difference(latest, earliest),
        eventcount=len(members),
        field_match_sum=record.matched,
        linecount=sum(map(_lines, members)),
    )
    return result


def _ends(rows: list[Row]) -> tuple[Row, Row]:
    """The earliest and the latest of rows, oldest first; those without a time are neither, if others have one."""
    if len(rows) == 1:
        return rows[0], rows[0]
    timed = [(time, place) for place, row in enumerate(rows) if (time := _microseconds(row)) is not None]
    if not timed:
        return rows[0], rows[0]
    return rows[min(timed)[1]], rows[max(timed)[1]]


def _raw(values: Sequence[Value], mvraw: bool) -> Value:
    parts = [part for value in values for part in texts(value)]
    check_length(sum(map(len, parts)) + len(parts))
    return multivalue(parts) if mvraw else "\n".join(parts)


def _list(rows: list[Row], name: str, nullstr: str) -> Value:
    values = [value for row in rows for value in (texts(row.get(name)) or [nullstr])]
    check_values(len(values))
    return multivalue(values)


def _union(values: Sequence[Value]) -> Value:
    """The distinct values in lexicographical order."""
    if len(values) == 1 and not isinstance(values[0], list):
        return values[0]
    found = sorted({each for value in values for each in texts(value)})
    check_values(len(found))
    return values[0] if len(found) == 1 and not isinstance(values[0], list) else multivalue(found)


def _difference(latest: Row, earliest: Row) -> Value:
    last, first = number(latest["_time"]), number(earliest["_time"])
    whole = type(first) is int and type(last) is int
    assert first is not None
    assert last is not None
    difference: Value = added(last - first if whole else calculated(operator.sub, last, first, UNIT), last, first)
    return difference


def _lines(row: Row) -> int:
    counted = number(row.get("linecount"))
    if counted is not None and isfinite(counted):
        return int(counted)
    raw = row.get("_raw")
    return 1 if raw is None or isinstance(raw, list) else text(raw).count("\n") + 1
