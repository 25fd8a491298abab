"""A split-by clause, as timechart and chart have one: which values of a field are series, and a table with a column for
each of them.

Rows are grouped by (x, series), by (x,) alone where the field is null. The rules are those of the Search Reference,
timechart. [unverified] on a real Splunk: that columns stand aggregate by aggregate, as written; that NULL does not
count towards the limit and comes after OTHER; that a series without a score comes last.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..errors import Span
from ..functions.aggregates import Aggregate, find
from ..limits import WEIGHED, estimated, weight
from ..spl.arguments import Reader, boolean, natural
from ..spl.command import Context
from ..spl.parser import Parser
from ..values import Row, Value, number, texts
from .aggregation import Term
from .grouping import Group, Groups, Key
from .spans import Cut

LIMIT = 10
COUNT = Term("count", None, None, "", Span(0, 0))
"""A further term after the others, where series are chosen by how often they occur."""
_TOP = re.compile(r"(top|bottom)?(\d+)", re.ASCII | re.IGNORECASE)
_UNSCORED = ("earliest", "latest", "earliest_time", "latest_time", "first", "last", "list", "values")


# Which series are shown by themselves


@dataclass(frozen=True, slots=True)
class Ranked:
    """The `count` series of highest or lowest score, or (`among` false) all others; of equals the lexically first."""

    top: bool
    count: int
    among: bool = True

    def of(self, scores: Mapping[str, float | None]) -> Iterable[str]:
        sign = -1 if self.top else 1
        ranked = sorted(scores, key=lambda name: (math.inf if (s := scores[name]) is None else sign * s, name))
        return ranked[: self.count] if self.among else ranked[self.count :]


@dataclass(frozen=True, slots=True)
class Beyond:
    """The series whose score is greater (or less) than a number."""

    greater: bool
    threshold: float

    def of(self, scores: Mapping[str, float | None]) -> Iterable[str]:
        sign = 1 if self.greater else -1
        return [name for name, score in scores.items() if score is not None and sign * (score - self.threshold) > 0]


@dataclass(frozen=True, slots=True)
class Split:
    """`score`: the aggregate of a series' values over all x by which it is chosen; `count` is that of its rows.

    `choice`: None for all series; `other` and `null`: the names of the columns for the rest and for rows without the
    field, None for no such column.
    """

    field: str
    score: str
    choice: Ranked | Beyond | None
    other: str | None
    null: str | None
    format: str
    distinct: bool

    @property
    def counts(self) -> bool:
        return self.choice is not None and self.score == "count"

    def column(self, term: Term, series: str, terms: int) -> str:
        """One term's columns are named by the series alone. A name that would be an internal field's gets `VALUE`."""
        if terms > 1:
            return self.format.replace("$AGG$", term.name).replace("$VAL$", series)
        return f"VALUE{series}" if series.startswith("_") else series

    def values(self, cut: Cut | None) -> Callable[[Row], Sequence[str | None]]:
        """The series that a row belongs to: that of each value, in its bin if it has one; None where it has none."""
        field, absent = self.field, () if self.null is None else (None,)

        def values(row: Row) -> Sequence[str | None]:
            value = row.get(field)
            if type(value) is str and cut is None:
                return (value,)
            if value is None:
                return absent
            series = [_binned(single, cut) for single in texts(value)]
            return list(dict.fromkeys(series)) if self.distinct else series

        return values


def _binned(value: str, cut: Cut | None) -> str:
    """The bin of a value; a value without one stays as it is."""
    name = cut(value) if cut is not None else None
    return value if name is None else "".join(texts(name))


# The clause


def limit(written: str) -> Ranked | None:
    """`limit=`: `5`, `top5`, `bottom5`; 0 for all series."""
    match = _TOP.fullmatch(written)
    if match is None:
        raise ValueError("number, or top or bottom and a number")
    count = natural(match[2])
    return Ranked((match[1] or "top").lower() == "top", count) if count else None


OPTIONS: dict[str, Reader] = {
    "limit": limit,
    "agg": str,
    "useother": boolean,
    "usenull": boolean,
    "otherstr": str,
    "nullstr": str,
    "sep": str,
    "format": str,
    "dedup_splitvals": boolean,
}
_AGG = re.compile(r"\s*agg\s*=\s*(?:\(|\w+\s*\()", re.IGNORECASE)


def option(p: Parser, given: dict[str, Any]) -> bool:
    """Reads the option that comes next into `given`, if it is one of a split-by clause."""
    if _AGG.match(p.source.text, p.position, p.end):
        raise p.unsupported("The option agg with a field.")
    token = p.peek()
    if not p.option(OPTIONS, given):
        return False
    if token is not None and token.text.lower() == "agg":
        given["agg"] = _score(p, given["agg"], token.span)
    return True


def where(p: Parser) -> tuple[str, Ranked | Beyond]:
    """What follows `where`: `<function> (in | notin) (top | bottom)<int>`, or `<function> (< | >) <num>`."""
    function = p.next("an aggregation function")
    if p.at("("):
        raise p.unsupported("A where clause about a field.", function.span)
    score = _score(p, function.text, function.span)
    if p.at("in", "notin"):
        among = p.next().text.lower() == "in"
        token = p.next("top or bottom and a number")
        match = _TOP.fullmatch(token.text)
        if match is None or match[1] is None:
            raise p.error(f"Expected top or bottom and a number, not '{token.text}'.", token.span)
        return score, Ranked(match[1].lower() == "top", int(match[2]), among)
    if not p.at("<", ">"):
        raise p.error("Expected 'in', 'notin', '<' or '>' in the where clause.")
    greater = p.next().text == ">"
    token = p.next("a number")
    threshold = number(token.text)
    if threshold is None:
        raise p.error(f"Expected a number, not '{token.text}'.", token.span)
    return score, Beyond(greater, threshold)


def _score(p: Parser, function: str, place: Span) -> str:
    function = function.lower()
    if find(function) is None:
        raise p.error(f"The argument '{function}' is invalid.", place)
    if function in _UNSCORED:
        raise p.unsupported(f"Series chosen by '{function}'.", place)
    return "count" if function == "c" else function


def split(
    p: Parser,
    place: Span,
    field: str,
    terms: int,
    options: Mapping[str, Any],
    chosen: tuple[str, Ranked | Beyond] | None,
) -> Split:
    """`chosen`: the where clause, if there is one; `limit` and `agg` then have no effect.

    By default series are chosen by the sum of their values, or by how often they occur when there are several terms.
    """
    usual = options.get("agg", "count" if terms > 1 else "sum")
    score, choice = chosen or (usual, options.get("limit", Ranked(True, LIMIT)))
    if terms > 1 and score != "count":
        raise p.unsupported("Series of several aggregations, chosen by one of them.", place)
    other = options.get("otherstr", "OTHER") if options.get("useother", True) else None
    null = options.get("nullstr", "NULL") if options.get("usenull", True) else None
    written = options.get("format", f"$AGG${options.get('sep', ': ')}$VAL$")
    if terms > 1 and not ("$AGG$" in written and "$VAL$" in written):
        raise p.unsupported(f"The format '{written}', which may name two columns alike.", place)
    return Split(field, score, choice, other, null, written, options.get("dedup_splitvals", False))


# The table


class Table:
    """Groups as a table with a row for each x. `columns`: its names; `empty`: the values of an x without rows.

    Without a split-by clause the columns are the terms. Reading it does not use it up.
    """

    def __init__(self, command: str, groups: Groups, terms: Sequence[Term], by: Split | None, search: Context) -> None:
        self._command, self._groups, self._by, self._search = command, groups, by, search
        self._account = search.memory.account()
        self._places = range(len(terms))
        self._chosen: frozenset[str] = frozenset()
        self._slots = [""] if by is None else self._choose(by)
        fresh = groups.accumulators.group()
        if by is None:
            self.columns = [term.name for term in terms]
        else:
            self.columns = [by.column(term, slot, len(terms)) for term in terms for slot in self._slots]
        self.empty: list[Value] = [fresh[place].result() for place in self._places for _ in self._slots]

    def rows(self) -> Iterator[tuple[str, list[Value]]]:
        """Each x in order, with the values of the columns."""
        for x, groups in groupby(self._groups, key=lambda entry: entry[0][0]):
            self._search.checkpoint()
            cells: dict[str, Group] = {}
            merged: set[str] = set()
            for key, group in groups:
                slot = self._slot(key)
                if slot is None:
                    continue
                before = cells.get(slot)
                if before is None:
                    cells[slot] = group
                    continue
                if slot not in merged:
                    cells[slot] = self._joined(self._groups.accumulators.group(), before)
                    merged.add(slot)
                self._joined(cells[slot], group)
            yield x, self._values(cells)

    def close(self) -> None:
        self._account.hold(0)

    def _values(self, cells: Mapping[str, Group]) -> list[Value]:
        groups = [cells.get(slot) for slot in self._slots]
        width = len(groups)
        return [
            self.empty[place * width + column] if group is None else group[place].result()
            for place in self._places
            for column, group in enumerate(groups)
        ]

    @staticmethod
    def _joined(mine: Group, later: Group) -> Group:
        for aggregate, other in zip(mine, later, strict=True):
            aggregate.merge(other)
        return mine

    def _slot(self, key: Key) -> str | None:
        """The column of a group: that of its series, or one shared with others; None when it is not shown."""
        if self._by is None:
            return ""
        if len(key) == 1:
            return self._by.null
        return key[1] if key[1] in self._chosen else self._by.other

    def _choose(self, by: Split) -> list[str]:
        """Choose the series. Returns the columns: series in lexicographical order, then the rest, then null."""
        scores: dict[str, Aggregate] = {}
        null = False
        for key, group in self._groups:
            if len(key) == 1:
                null = True
                continue
            scored = scores.get(key[1])
            if scored is None:
                scored = scores[key[1]] = self._scoring(by)
                self._weigh(scores)
            if by.choice is not None:
                scored.add((group[-1] if by.counts else group[0]).result(), None)
        totals = {name: number(scored.result()) for name, scored in scores.items()}
        self._chosen = frozenset(totals if by.choice is None else by.choice.of(totals))
        slots = sorted(self._chosen)
        if by.other is not None and len(self._chosen) < len(totals):
            slots.append(by.other)
        if by.null is not None and null:
            slots.append(by.null)
        return list(dict.fromkeys(slots))

    def _scoring(self, by: Split) -> Aggregate:
        make = find("sum" if by.score == "count" else by.score)
        assert make is not None  # as checked when the clause was read
        return make()

    def _weigh(self, scores: Mapping[str, Aggregate]) -> None:
        if len(scores) % WEIGHED == 0:
            self._account.require(estimated(list(scores.items()), weight), self._command)
