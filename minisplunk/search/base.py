"""The base search: its terms in, the time range and the filter of the scan out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import PlacedError, Span, SplError, UnsupportedSpl
from ..spl.ast import And, Comparison, SearchTerm, conjuncts, walk
from ..times import TimeRange
from .request import Request

_MODIFIERS = frozenset({"earliest", "latest", "_index_earliest", "_index_latest"})
_UNSUPPORTED = frozenset(
    {
        *("starttime", "endtime", "timeformat", "starttimeu", "endtimeu", "searchtimespandays"),
        *("searchtimespanhours", "searchtimespanminutes", "searchtimespanmonths", "startdaysago", "enddaysago"),
        *("starthoursago", "endhoursago", "startminutesago", "endminutesago", "startmonthsago", "endmonthsago"),
        *("daysago", "hoursago", "minutesago", "monthsago", "eventtypetag", "hosttag", "savedsearch"),
        "splunk_server_group",
    }
)
"""Time and search modifiers of the search command that are documented for Splunk and not done here."""


@dataclass(frozen=True, slots=True)
class Base:
    """`term` without time modifiers; `window` of event time, `indexed` of index time.

    `substituted`: the window is the search's own, not the request's. `named`: the search says which indexes it means;
    otherwise the role's default ones are searched.
    """

    term: And
    window: TimeRange
    indexed: TimeRange = TimeRange.ALL
    substituted: bool = False
    named: bool = False


def base(term: SearchTerm, request: Request) -> Base:
    """Take the time modifiers out of the terms that are ANDed.

    Search Reference, "Time modifiers": a modifier overrides the request's whole time range, not one end of it; without
    `latest` the search ends now. Raises SplError for what is no time and for a window that ends before it begins,
    UnsupportedSpl for a modifier under OR or NOT, and for those not done.
    """
    kept: list[SearchTerm] = []
    given: dict[str, int] = {}
    for inner in conjuncts(term):
        if isinstance(inner, Comparison) and inner.field in _MODIFIERS:
            given[inner.field] = _moment(inner, request)
        else:
            _refuse_nested(inner)
            kept.append(inner)
    indexed = TimeRange(
        given.get("_index_earliest", request.indexed.earliest), given.get("_index_latest", request.indexed.latest)
    )
    substituted = not given.keys().isdisjoint(("earliest", "latest"))
    window = _window(given, request, term.span) if substituted else request.resolved()
    rest = And(tuple(kept), term.span)
    return Base(rest, window, indexed, substituted, named=_names_index(rest))


def _window(given: Mapping[str, int], request: Request, span: Span) -> TimeRange:
    now = round(request.now * 1_000_000)
    window = TimeRange(given.get("earliest", TimeRange.ALL.earliest), given.get("latest", now))
    if window.earliest > window.latest:
        start, end = window.earliest // 1_000_000, window.latest // 1_000_000
        raise SplError(
            "Error in 'search' command: Unable to parse the search: "
            f"Invalid time bounds in search: start={start} > end={end}.",
            span,
        )
    return window


def _moment(term: Comparison, request: Request) -> int:
    if term.op != "=" or len(term.values) > 1:
        raise UnsupportedSpl(f"The time modifier '{term.field}' with anything but one '='.", term.span)
    try:
        return request.moment(term.field, term.values[0])
    except PlacedError as error:
        raise SplError(error.message, term.span) from error


def _refuse_nested(term: SearchTerm) -> None:
    for found in walk(term):
        if isinstance(found, Comparison) and found.field in _UNSUPPORTED:
            raise UnsupportedSpl(f"The search modifier '{found.field}'.", found.span)
        if isinstance(found, Comparison) and found.field in _MODIFIERS:
            raise UnsupportedSpl(f"The time modifier '{found.field}' inside OR or NOT.", found.span)


def _names_index(term: SearchTerm) -> bool:
    return any(isinstance(found, Comparison) and found.field == "index" for found in walk(term))
