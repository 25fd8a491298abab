"""The base search: its terms in, the time range and the filter of the scan out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..errors import PlacedError, Span, SpanError
from ..spl.ast import And, Comparison, Not, Or, SearchTerm
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
    `latest` the search ends now. Raises SpanError for what is no time, for a modifier under OR or NOT, for those not
    done, and for a window that ends before it begins.
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


def conjuncts(term: SearchTerm) -> Iterator[SearchTerm]:
    """The terms that must all match, whatever the parentheses around them."""
    if isinstance(term, And):
        for inner in term.terms:
            yield from conjuncts(inner)
    else:
        yield term


def _window(given: Mapping[str, int], request: Request, span: Span) -> TimeRange:
    now = round(request.now * 1_000_000)
    window = TimeRange(given.get("earliest", TimeRange.ALL.earliest), given.get("latest", now))
    if window.earliest > window.latest:
        start, end = window.earliest // 1_000_000, window.latest // 1_000_000
        raise SpanError(
            "Error in 'search' command: Unable to parse the search: "
            f"Invalid time bounds in search: start={start} > end={end}.",
            span,
        )
    return window


def _moment(term: Comparison, request: Request) -> int:
    if term.op != "=" or len(term.values) > 1:
        raise SpanError(f"The time modifier '{term.field}' with anything but one '='.", term.span, unsupported=True)
    try:
        return request.moment(term.field, term.values[0])
    except PlacedError as error:
        raise SpanError(error.message, term.span) from error


def _refuse_nested(term: SearchTerm) -> None:
    match term:
        case Comparison(field=field) if field in _UNSUPPORTED:
            raise SpanError(f"The search modifier '{field}'.", term.span, unsupported=True)
        case Comparison(field=field) if field in _MODIFIERS:
            raise SpanError(f"The time modifier '{field}' inside OR or NOT.", term.span, unsupported=True)
        case Not(inner):
            _refuse_nested(inner)
        case And(terms) | Or(terms):
            for inner in terms:
                _refuse_nested(inner)


def _names_index(term: SearchTerm) -> bool:
    match term:
        case Comparison(field="index"):
            return True
        case Not(inner):
            return _names_index(inner)
        case And(terms) | Or(terms):
            return any(map(_names_index, terms))
    return False
