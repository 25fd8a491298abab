"""The base search: its terms in, the time range and the filter of the scan out."""

from __future__ import annotations

from ..dataclass import dataclass
from ..errors import Span, SplError
from ..spl.ast import And, Comparison, SearchTerm, conjuncts, walk
from ..times import TimeRange
from .modifiers import Modifiers, taken
from .request import Request


@dataclass(frozen=True, slots=True)
class Base:
    """`term` without time modifiers; `window` of event time, `indexed` of index time.

    `substituted`: the window is the search's own, not the request's. `named`: the search says which indexes it means;
    otherwise the role's default ones are searched. `notes`: what the job is told about its time modifiers.
    """

    term: And
    window: TimeRange
    indexed: TimeRange = TimeRange.ALL
    substituted: bool = False
    named: bool = False
    notes: tuple[str, ...] = ()


def base(term: SearchTerm, request: Request) -> Base:
    """Take the time modifiers out of the terms that are ANDed.

    Search Reference, "Time modifiers": a modifier overrides the request's whole time range, not one end of it; without
    `latest` the search ends now. Raises SplError for what is no time and for a window that ends before it begins,
    UnsupportedSpl for a modifier under OR or NOT, and for those not done.
    """
    modifiers, kept = taken(conjuncts(term), request)
    indexed = TimeRange(
        modifiers.end("_index_earliest", request.indexed.earliest),
        modifiers.end("_index_latest", request.indexed.latest),
    )
    window = _window(modifiers, request, term.span) if modifiers.substituted else request.resolved()
    rest = And(kept, term.span)
    return Base(rest, window, indexed, modifiers.substituted, _names_index(rest), modifiers.notes)


def _window(modifiers: Modifiers, request: Request, span: Span) -> TimeRange:
    now = round(request.now * 1_000_000)
    window = TimeRange(modifiers.end("earliest", TimeRange.ALL.earliest), modifiers.end("latest", now))
    if window.earliest > window.latest:
        start, end = window.earliest // 1_000_000, window.latest // 1_000_000
        raise SplError(
            "Error in 'search' command: Unable to parse the search: "
            f"Invalid time bounds in search: start={start} > end={end}.",
            span,
        )
    return window


def _names_index(term: SearchTerm) -> bool:
    return any(isinstance(found, Comparison) and found.field == "index" for found in walk(term))
