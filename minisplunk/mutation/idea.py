"""What a change of SPL may be, before it is known whether what comes of it can be read, and means something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..errors import Span
from ..spl import quoting
from ..values import number
from .written import Origins, Spot

CLAUSE = "clause"
OPPOSITE = {"=": "!=", "==": "!=", "!=": "=", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
"""An operator -> one that is true where it is false."""
_LENGTH = 60

Make = Callable[[str], str]
"""What stands in a place -> what is to stand there."""


class Way(NamedTuple):
    """`what`: where it is not the same whichever way counts."""

    spot: Spot | None
    make: Make
    what: str = ""


class Idea(NamedTuple):
    """A change of SPL that may be one. Of several ways the first counts that can be read and means something else."""

    operator: str
    shown: Spot | None
    what: str
    ways: tuple[Way, ...]
    part: str = ""
    """What the part is called, where it is not the operator's name."""

    @property
    def words(self) -> str:
        text = short(self.shown.text if self.shown else "")
        return f"{self.part or self.operator} {text if text.startswith('`') else f'`{text}`'}"


def replaced(new: str) -> Make:
    return lambda old: new


DROPPED = replaced("")


def way(origins: Origins, span: Span, new: str, *, exact: bool = False, what: str = "") -> Way:
    """Something else in the place of a part of the search. `exact`: it is made of that part, so what stands there must
    be the same text, and no argument of a macro."""
    spot = origins.spot(span)
    same = spot is not None and spot.text == origins.source.text[span.start : span.end]
    return Way(spot if same or not exact else None, replaced(new), what)


def negated(origins: Origins, span: Span, *, several: bool = False) -> Idea:
    """`several`: it has clauses in it, which might be in no parentheses."""
    spot = origins.spot(span)
    return Idea(CLAUSE, spot, "negated", (Way(spot, lambda own: f"NOT ({own})" if several else f"NOT {own}"),))


def with_gap(places: Sequence[Span], n: int) -> Span:
    """One of several parts in a row, with what stands between it and the next, or the one before if it is the last."""
    if n + 1 < len(places):
        return Span(places[n].start, places[n + 1].start)
    return Span(places[n - 1].end, places[n].end)


def another(value: str) -> str:
    """A value that is not this one, as SPL has it."""
    found = number(value)
    return quoting.quoted(f"{value}x") if found is None else str(found + 1)


def short(text: str) -> str:
    """In one line, without the middle of a long one."""
    text = " ".join(text.split())
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH // 2]} ... {text[-_LENGTH // 2 :]}"
