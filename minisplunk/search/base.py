"""The base search: its terms in, the time range and the filter of the scan out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..errors import PlacedError, SpanError
from ..spl.ast import And, Comparison, Not, Or, SearchTerm
from ..times import TimeRange
from .request import Request

_EVENT_TIME = {"earliest": "earliest", "latest": "latest"}
_INDEX_TIME = {"_index_earliest": "earliest", "_index_latest": "latest"}
_UNSUPPORTED = frozenset(
    {
        *("starttime", "endtime", "timeformat", "starttimeu", "endtimeu", "searchtimespandays"),
        *("searchtimespanhours", "searchtimespanminutes", "searchtimespanmonths", "startdaysago", "enddaysago"),
        *("starthoursago", "endhoursago", "startminutesago", "endminutesago", "startmonthsago", "endmonthsago"),
        *(
            "daysago",
            "hoursago",
            "minutesago",
            "monthsago",
            "eventtypetag",
            "hosttag",
            "savedsearch",
            "splunk_server_group",
        ),
    }
)
"""Time and search modifiers of the search command that are documented for Splunk and not done here."""


@dataclass(frozen=True, slots=True)
class Base:
    """`term` without time modifiers; `window` of event time, `indexed` of index time."""

    term: SearchTerm
    window: TimeRange
    indexed: TimeRange = TimeRange.ALL


def base(term: SearchTerm, request: Request) -> Base:
    """Take the time modifiers out of the outermost AND: they override the request's own time range.

    Search Reference, "Time modifiers". Raises SpanError for a modifier under OR or NOT and for those not done.
    """
    terms = term.terms if isinstance(term, And) else (term,)
    found = Base(term, request.resolved())
    kept: list[SearchTerm] = []
    for inner in terms:
        if isinstance(inner, Comparison) and inner.op == "=":
            moved = _modified(found, inner, request)
            if moved is not None:
                found = moved
                continue
        _refuse_nested(inner)
        kept.append(inner)
    return replace(found, term=And(tuple(kept), term.span))


def _modified(found: Base, term: Comparison, request: Request) -> Base | None:
    if term.field in _EVENT_TIME:
        side = {_EVENT_TIME[term.field]: _moment(term, request)}
        return replace(found, window=replace(found.window, **side))
    if term.field in _INDEX_TIME:
        side = {_INDEX_TIME[term.field]: _moment(term, request)}
        return replace(found, indexed=replace(found.indexed, **side))
    return None


def _moment(term: Comparison, request: Request) -> int:
    try:
        return request.moment(term.field, term.values[0])
    except PlacedError as error:
        raise SpanError(error.message, term.span) from error


def _refuse_nested(term: SearchTerm) -> None:
    match term:
        case Comparison(field=field) if field in _UNSUPPORTED:
            raise SpanError(f"The search modifier '{field}'.", term.span, unsupported=True)
        case Comparison(field=field) if field in _EVENT_TIME or field in _INDEX_TIME:
            raise SpanError(f"The time modifier '{field}' inside OR or NOT.", term.span, unsupported=True)
        case Not(inner):
            _refuse_nested(inner)
        case And(terms) | Or(terms):
            for inner in terms:
                _refuse_nested(inner)


def named_indexes(term: SearchTerm) -> bool:
    """Whether the expression says anywhere which index it means; otherwise the role's default indexes are searched."""
    match term:
        case Comparison(field="index"):
            return True
        case Not(inner):
            return named_indexes(inner)
        case And(terms) | Or(terms):
            return any(map(named_indexes, terms))
    return False


def facts(meta: object, unsure: frozenset[str]) -> Mapping[str, str]:
    """The fields that are the same for all events of one kind, less those that search-time settings may change."""
    names = ("index", "host", "source", "sourcetype")
    return {name: getattr(meta, name) for name in names if name not in unsure}
