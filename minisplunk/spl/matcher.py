"""A search expression in, tests for events out: what the raw text must hold, and what the fields must say.

Splunk finds an event for `field=value` when the terms of the value lie in the index (fields.conf.spec: INDEXED_VALUE
is true by default, so the search becomes `value AND field=value`) and the extracted field has the value. The first
is `requirement`, the second `tester`. Under NOT only the fields are tested.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import SplError, UnsupportedSpl
from ..values import Row, fold, number, texts
from . import segments, wildcards
from .ast import And, Comparison, Keyword, Not, Or, SearchTerm, walk

METADATA = frozenset(
    {"index", "host", "source", "sourcetype", "_sourcetype", "splunk_server", "linecount", "punct", "eventtype", "tag"}
)
"""Fields that do not come out of the event's text, so that their values need not occur in it."""

Test = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the raw text of an event must hold.

    `literals`: ASCII texts in lower case that must all occur, whatever their case. `test`: takes the folded and the
    original text; None when the literals are all that is required.
    """

    literals: tuple[str, ...] = ()
    test: Callable[[str, str], bool] | None = None


def known(term: SearchTerm, facts: Mapping[str, str]) -> SearchTerm | bool:
    """What is left of an expression when some fields, such as index and sourcetype, are known beforehand.

    True or False when they decide it.
    """
    match term:
        case Comparison(field=field) if field in facts:
            return comparison_test(term)({field: facts[field]})
        case Not(inner, span):
            rest = known(inner, facts)
            return not rest if isinstance(rest, bool) else Not(rest, span)
        case And(inner_terms, span):
            rests = [known(t, facts) for t in inner_terms]
            if False in rests:
                return False
            open_terms = tuple(r for r in rests if not isinstance(r, bool))
            return And(open_terms, span) if open_terms else True
        case Or(inner_terms, span):
            rests = [known(t, facts) for t in inner_terms]
            if True in rests:
                return True
            open_terms = tuple(r for r in rests if not isinstance(r, bool))
            return Or(open_terms, span) if open_terms else False
    return term


def fields_compared(term: SearchTerm) -> frozenset[str]:
    """The names of all fields that an expression compares; `_raw` when it holds keywords."""
    comparisons = [inner for inner in walk(term) if isinstance(inner, Comparison)]
    compared = {inner.field for inner in comparisons}
    compared |= {name for inner in comparisons if _of_event_types(inner) for name in fields_in(*inner.values)}
    keywords = any(isinstance(inner, Keyword) for inner in walk(term))
    return frozenset(compared | {"_raw"} if keywords else compared)


def check(term: SearchTerm) -> None:
    """Raises UnsupportedSpl for a term that cannot be tested. Subsearches are not looked at: they have not run yet."""
    for inner in walk(term):
        if isinstance(inner, (Keyword, Comparison)):
            _leaf(inner)


# The raw text


def requirement(term: SearchTerm, exempt: Collection[str]) -> Requirement:
    """What the raw text must hold; `exempt` are fields whose values need not occur in it: calculated, from lookups."""
    match term:
        case Keyword():
            return _keyword_requirement(term)
        case Comparison(field, "=", values, indexed=False) if (
            field not in exempt and field not in METADATA and field[:1] != "_"
        ):
            return _any(_value_requirement(value, term) for value in values)
        case And(inner):
            return _all(requirement(t, exempt) for t in inner)
        case Or(inner):
            return _any(requirement(t, exempt) for t in inner)
    return Requirement()


def _keyword_requirement(term: Keyword) -> Requirement:
    if not term.text.strip("*"):
        return Requirement()
    finder = segments.finder(term.text, case=term.case, whole=term.whole)
    literals = _literals(term.text)
    if term.case:
        return Requirement(literals, lambda folded, raw: finder(raw))
    return Requirement(literals, lambda folded, raw: finder(folded))


def _value_requirement(value: str, term: Comparison) -> Requirement:
    if _network(value) is not None:
        return Requirement()  # a network matches addresses that do not hold its text
    if term.whole:
        return _keyword_requirement(Keyword(value, term.span, term.case, term.whole))
    return _all(_term_requirement(piece) for piece in segments.terms(value))


def _term_requirement(piece: str) -> Requirement:
    finder = segments.finder(piece)
    return Requirement(_literals(piece), lambda folded, raw: finder(folded))


def _literals(text: str) -> tuple[str, ...]:
    parts = (part for part in fold(text).split("*") if part.isascii())
    return tuple(part for part in parts if part)


def _all(requirements: Iterable[Requirement]) -> Requirement:
    parts = list(requirements)
    literals = dict.fromkeys(literal for r in parts for literal in r.literals)
    tests = [r.test for r in parts if r.test is not None]
    if not tests:
        return Requirement(tuple(literals))
    if len(tests) == 1:
        return Requirement(tuple(literals), tests[0])
    return Requirement(tuple(literals), lambda folded, raw: all(test(folded, raw) for test in tests))


def _any(requirements: Iterable[Requirement]) -> Requirement:
    parts = list(requirements)
    if len(parts) == 1:
        return parts[0]
    if any(r.test is None for r in parts):
        return Requirement()
    tests = [r.test for r in parts if r.test is not None]
    return Requirement((), lambda folded, raw: any(test(folded, raw) for test in tests))


# The fields


def tester(term: SearchTerm, *, covered: bool = False) -> Test | None:
    """Whether a row matches; None when every row does.

    `covered`: the row's raw text has already met `requirement`, so keywords in the outermost AND are true.
    """
    if covered:
        term = _without_keywords(term)
    return None if isinstance(term, And) and not term.terms else combined(term, _leaf)


def combined(term: SearchTerm, leaf: Callable[[Keyword | Comparison], Test]) -> Test:
    """The test of a whole expression, from those that `leaf` makes of its keywords and comparisons."""
    match term:
        case Keyword() | Comparison():
            return leaf(term)
        case Not(inner):
            negated = combined(inner, leaf)
            return lambda row: not negated(row)
        case And(inner_terms):
            tests = [combined(t, leaf) for t in inner_terms]
            return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)
        case Or(inner_terms):
            tests = [combined(t, leaf) for t in inner_terms]
            return lambda row: any(test(row) for test in tests)
    raise SplError("A subsearch has not been run yet.", term.span)


def _without_keywords(term: SearchTerm) -> SearchTerm:
    if isinstance(term, Keyword):
        return And((), term.span)
    if isinstance(term, And):
        others = tuple(_without_keywords(t) for t in term.terms if not isinstance(t, Keyword))
        return And(others, term.span)
    return term


def _leaf(term: Keyword | Comparison) -> Test:
    if isinstance(term, Keyword):
        return _keyword_test(term)
    return _event_type_test(term) if _of_event_types(term) and fields_in(*term.values) else comparison_test(term)


# Event types whose names hold fields


def fields_in(*names: str) -> list[str]:
    """The fields in names of event types: `%user%` stands for the value of `user` (eventtypes.conf.spec)."""
    return [field for name in names for field in _FIELD_IN_NAME.findall(name)]


def filled(name: str, row: Row) -> str:
    """The name that an event type has for one event; a field that the event lacks stays as it is written."""
    return _FIELD_IN_NAME.sub(lambda match: (texts(row.get(match[1])) or [match[0]])[0], name)


_FIELD_IN_NAME = lazy_re.compile(r"%([^%]+)%")


def _of_event_types(term: Comparison) -> bool:
    return term.field == "eventtype"


def _event_type_test(term: Comparison) -> Test:
    """An event type is asked for by its name as it is written, too, not only by the name that an event makes of it."""

    def test(row: Row) -> bool:
        values = (*term.values, *(filled(value, row) for value in term.values))
        return comparison_test(replace(term, values=values))(row)

    return test


def _keyword_test(term: Keyword) -> Test:
    if not term.text.strip("*"):
        return lambda row: True
    finder = segments.finder(term.text, case=term.case, whole=term.whole)

    def test(row: Row) -> bool:
        raw = row.get("_raw")
        return isinstance(raw, str) and finder(raw if term.case else fold(raw))

    return test


def comparison_test(term: Comparison) -> Test:
    """The test of `field op value`: the field must exist, for `!=` too; of several values any may match.

    So `!=` needs the field to exist ("Difference between NOT and !="), and holds when some value is another one, as in
    where; NOT with `=` holds when none is equal. Both are assumed for multivalue fields: no page says it.
    """
    field = term.field
    if "*" in field:
        raise UnsupportedSpl(f"Wildcards in a field name ('{field}') of a comparison.", term.span)
    if term.op in ("=", "!="):
        matches = _equality(term)
        if term.op == "=":
            return lambda row: any(map(matches, texts(row.get(field))))
        return lambda row: not all(map(matches, texts(row.get(field))))
    ordered = _ORDER[term.op]
    value = term.values[0]
    return lambda row: any(_ordered(text, value, ordered) for text in texts(row.get(field)))


def _equality(term: Comparison) -> Callable[[str], bool]:
    plain, others = list[str](), list[str]()
    for value in term.values:
        (others if term.case or "*" in value or _network(value) is not None else plain).append(value)
    if len(plain) < 2:
        plain, others = [], [*plain, *others]
    tests = [_equal_to(value, term) for value in others] + ([_one_of(plain)] if plain else [])
    return tests[0] if len(tests) == 1 else lambda text: any(test(text) for test in tests)


def _one_of(values: Collection[str]) -> Callable[[str], bool]:
    """As `_equal_to`, for many values at the cost of one: event types list the codes of their events."""
    folded = frozenset(map(fold, values))
    numbers = frozenset(found for value in values if (found := number(value)) is not None)
    if not numbers:
        return lambda text: fold(text) in folded
    return lambda text: fold(text) in folded or number(text) in numbers


def _equal_to(value: str, term: Comparison) -> Callable[[str], bool]:
    if "*" in value:
        return _like_wildcard(value, term)
    if (network := _network(value)) is not None:
        return lambda text: _inside(text, network) or fold(text) == fold(value)
    if term.case:
        return lambda text: text == value
    folded = fold(value)
    if (wanted := number(value)) is not None:
        return lambda text: fold(text) == folded or number(text) == wanted
    return lambda text: fold(text) == folded


def _like_wildcard(value: str, term: Comparison) -> Callable[[str], bool]:
    like = wildcards.like(value if term.case else fold(value))
    # `index=*` leaves out internal indexes, whose names begin with an underscore (Search Reference, search).
    hidden = term.field == "index" and value[:1] == "*"

    def matches(text: str) -> bool:
        if hidden and text[:1] == "_":
            return False
        return like(text if term.case else fold(text))

    return matches


_CIDR = lazy_re.compile(r"[0-9a-fA-F.:]+/\d{1,3}")
_Network = IPv4Network | IPv6Network


def _network(value: str) -> _Network | None:
    if not _CIDR.fullmatch(value):
        return None
    try:
        return ip_network(value, strict=False)
    except ValueError:
        return None


def _inside(text: str, network: _Network) -> bool:
    try:
        return ip_address(text) in network
    except ValueError:
        return False


_ORDER: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def _ordered(text: str, value: str, ordered: Callable[[int], bool]) -> bool:
    """Numerically when both are numbers, else by their text."""
    left, right = number(text), number(value)
    if left is not None and right is not None:
        return ordered((left > right) - (left < right))
    a, b = fold(text), fold(value)
    return ordered((a > b) - (a < b))
