"""A split-by clause, as timechart and chart have one: which values of a field are series, and what these are called.

The rules are those of the Search Reference, timechart and chart. [unverified] on a real Splunk: that NULL does not
count towards the limit; that a series without a score comes last; that a function of a field in a where clause is that
of all results of a series.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..dataclass import dataclass
from ..errors import Span
from ..functions.aggregates import find
from ..spl.arguments import Notation, Reader, boolean, field_name, natural
from ..spl.command import Context
from ..spl.parser import Parser
from ..values import Row, number, texts
from . import bins
from .aggregation import Term, read_term
from .grouping import Key, Keys
from .spans import Cut, cut

LIMIT = 10
COUNT = Term("count", None, None, "", Span(0, 0))
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


Score = str | Term
"""What series are chosen by: an aggregate of their values over all x, or a further term of their results."""


@dataclass(frozen=True, slots=True)
class Split:
    """`choice`: None for all series; `other` and `null`: the names of the columns for the rest and for rows without the
    field, None for no such column. `bins`: what the field's values are put into."""

    field: str
    bins: bins.Bins | None
    score: Score
    choice: Ranked | Beyond | None
    other: str | None
    null: str | None
    format: str
    distinct: bool

    @property
    def scored(self) -> Term | None:
        """The term, after the others, that series are chosen by."""
        return self.score if self.choice is not None and isinstance(self.score, Term) else None

    @property
    def fields(self) -> frozenset[str]:
        return frozenset({self.field}) | (self.scored.fields if self.scored else frozenset())

    def column(self, term: Term, series: str, terms: int) -> str:
        """One term's columns are named by the series alone. A name that would be an internal field's gets `VALUE`."""
        if terms > 1:
            return self.format.replace("$AGG$", term.name).replace("$VAL$", series)
        return f"VALUE{series}" if series.startswith("_") else series

    def cut(self, search: Context, rows: Iterable[Row]) -> Cut | None:
        """The rows matter where the bins depend on them."""
        if self.bins is None:
            return None
        return cut(bins.scale(self.bins, search, (row.get(self.field) for row in rows)))

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


At = Callable[[Row], Sequence[str]]
"""The places of a row on the x-axis, as texts."""


def keys(at: At, by: Split | None, cut: Cut | None) -> Keys:
    """The groups of a row: (x, series) for each x that it is at, (x,) without a split or without a series."""
    if by is None:
        return lambda row: [(x,) for x in at(row)]
    values = by.values(cut)

    def keys(row: Row) -> Sequence[Key]:
        found = at(row)
        return [(x,) if name is None else (x, name) for name in values(row) for x in found] if found else ()

    return keys


# The clause


def limit(written: str) -> Ranked | None:
    """`limit=`: `5`, `top5`, `bottom5`; 0 for all series."""
    match = _TOP.fullmatch(written)
    if match is None:
        raise ValueError("number, or top or bottom and a number")
    count = natural(match[2])
    return Ranked((match[1] or "top").lower() == "top", count) if count else None


def _agg(p: Parser) -> Score:
    function = p.next("an aggregation function")
    if p.at("("):
        raise p.unsupported("The option agg with a field.", function.span)
    return _score(p, function.text, function.span)


OPTIONS: dict[str, Reader | Notation] = {
    "limit": limit,
    "agg": Notation(_agg),
    "useother": boolean,
    "usenull": boolean,
    "otherstr": str,
    "nullstr": str,
    "sep": str,
    "format": str,
    "dedup_splitvals": boolean,
}


def read(p: Parser, terms: int, given: dict[str, Any], own: Mapping[str, Reader | Notation]) -> Split:
    """What follows BY: `<field> [<option> | <bin-option>]... [WHERE ...]`, options in any place.

    `terms`: how many aggregates there are; `given`: the options before it, to which those here are added; `own`:
    further options of the command.
    """
    start = p.rest()
    field = field_name(p, expected="a field to split by")
    chosen: tuple[Score, Ranked | Beyond] | None = None
    binned = dict[str, Any]()
    while (token := p.peek()) is not None:
        if p.option({**OPTIONS, **own}, given) or bins.option(p, bins.OPTIONS, binned):
            continue
        if p.accept("where"):
            chosen = _where(p)
        elif not p.accept(","):
            span = p.whole(token)
            raise p.error(f"The argument '{p.text(span)}' is invalid.", span)
    found = bins.read(p, field, binned, start) if binned else None
    return _split(p, start, field, found, terms, given, chosen)


def _where(p: Parser) -> tuple[Score, Ranked | Beyond]:
    """What follows `where`: `<function>[(<field>)] (in | notin) (top | bottom)<int>`, or with `(< | >) <num>`."""
    score = _scored(p)
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


def _scored(p: Parser) -> Score:
    before = p.position
    function = p.next("an aggregation function")
    if not p.at("("):
        return _score(p, function.text, function.span)
    p.position = before
    term = read_term(p)
    if term.wildcard:
        raise p.unsupported("A wildcard in the where clause.", term.span)
    _score(p, term.function, term.span)
    return term


def _score(p: Parser, function: str, place: Span) -> Score:
    function = function.lower()
    if find(function) is None:
        raise p.error(f"The argument '{function}' is invalid.", place)
    if function in _UNSCORED:
        raise p.unsupported(f"Series chosen by '{function}'.", place)
    return COUNT if function in ("count", "c") else function


def unchosen(p: Parser, place: Span, field: str, terms: int, options: Mapping[str, Any]) -> Split:
    """A split of which all series are shown, and nothing else; `options` may have a `sep` or a `format`."""
    return Split(field, None, "sum", None, None, None, _format(p, place, terms, options), False)


def _split(
    p: Parser,
    place: Span,
    field: str,
    binned: bins.Bins | None,
    terms: int,
    options: Mapping[str, Any],
    chosen: tuple[Score, Ranked | Beyond] | None,
) -> Split:
    """`chosen`: the where clause, if there is one; `limit` and `agg` then have no effect.

    By default series are chosen by the sum of their values, or by how often they occur when there are several terms.
    """
    usual = options.get("agg", COUNT if terms > 1 else "sum")
    score, choice = chosen or (usual, options.get("limit", Ranked(True, LIMIT)))
    if terms > 1 and isinstance(score, str):
        raise p.unsupported("Series of several aggregations, chosen by one of them.", place)
    other = options.get("otherstr", "OTHER") if options.get("useother", True) else None
    null = options.get("nullstr", "NULL") if options.get("usenull", True) else None
    written = _format(p, place, terms, options)
    return Split(field, binned, score, choice, other, null, written, options.get("dedup_splitvals", False))


def _format(p: Parser, place: Span, terms: int, options: Mapping[str, Any]) -> str:
    """How the columns of several terms are called."""
    written: str = options.get("format", f"$AGG${options.get('sep', ': ')}$VAL$")
    if terms > 1 and not ("$AGG$" in written and "$VAL$" in written):
        raise p.unsupported(f"The format '{written}', which may name two columns alike.", place)
    return written
