"""A query as JSON in, a test of documents out.

REST API Reference, KV store endpoint descriptions: `$gt`, `$gte`, `$lt`, `$lte`, `$ne`, `$and`, `$or`, `$not`. Splunk
hands queries to MongoDB, so that these, and further operators that apps use, mean what its manual says ("Query and
Projection Operators"): only values of one kind are ordered, a null is found where there is nothing, and of an array any
element may match, or the whole. [unverified] on a real Splunk: which other operators splunkd lets through, and how it
words its refusals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from ..dataclass import dataclass
from ..documents.tree import Tree
from ..errors import MinisplunkError, UnsupportedSpl
from ..functions.regex import MatchLimit, RegexError, compile_regex
from .document import KEY
from .paths import values_at
from .ranks import rank, same

Test = Callable[[Mapping[str, Any]], bool]
_Values = Callable[[list[Tree]], bool]
"""A test of all that lies at a path."""
_MAX_DEPTH = 100
_OPTIONS = frozenset("imsx")


class InvalidQuery(MinisplunkError):
    """A query that cannot be read, or that cannot be answered."""


def _all(document: Mapping[str, Any]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Query:
    """`test`: whether a document, with its key and user, is found; it may raise InvalidQuery. `keys`: those that a
    found one can have; None for any; `everything`: whether all are found."""

    test: Test = _all
    keys: frozenset[str] | None = None
    everything: bool = True

    @classmethod
    def of(cls, tree: Tree) -> Query:
        """Raises InvalidQuery, and UnsupportedSpl for an operator of MongoDB's that is not done here."""
        if not isinstance(tree, dict):
            raise InvalidQuery("A query must be a JSON object.")
        return cls(_object(tree, 0), _keys(tree), everything=not tree)

    @classmethod
    def read(cls, text: str) -> Query:
        """The query in a text; an empty one asks for everything."""
        if not text.strip():
            return cls()
        try:
            tree = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            raise InvalidQuery(f"The query is no JSON: {error}.") from error
        return cls.of(tree)


def _keys(tree: Mapping[str, Tree]) -> frozenset[str] | None:
    """The keys that a query allows, as far as it names them: `_key` itself, or each branch of `$or`."""
    if isinstance(tree.get(KEY), str):
        return frozenset({tree[KEY]})
    branches = [_keys(branch) for branch in tree.get("$or", ())]
    known = [keys for keys in branches if keys is not None]
    return frozenset().union(*known) if known and len(known) == len(branches) else None


def _object(tree: Mapping[str, Tree], depth: int) -> Test:
    """The conjunction of all members: a field and what is asked of it, or an operator over whole queries."""
    if depth > _MAX_DEPTH:
        raise InvalidQuery(f"A query is at most {_MAX_DEPTH} deep.")
    tests = [_member(name, value, depth) for name, value in tree.items()]
    return tests[0] if len(tests) == 1 else lambda document: all(test(document) for test in tests)


def _member(name: str, value: Tree, depth: int) -> Test:
    if name in _JOINED:
        if not isinstance(value, list) or not value or not all(isinstance(inner, dict) for inner in value):
            raise InvalidQuery(f"{name} needs an array of queries.")
        return _JOINED[name]([_object(inner, depth + 1) for inner in value])
    if name.startswith("$"):
        raise _unknown(name)
    test = _asked(value, depth)
    return lambda document: test(values_at(document, name))


def _asked(value: Tree, depth: int) -> _Values:
    """What is asked of a field: operators, or a value that it is to equal."""
    if not isinstance(value, dict) or not any(name.startswith("$") for name in value):
        return _equal(value)
    if depth > _MAX_DEPTH:
        raise InvalidQuery(f"A query is at most {_MAX_DEPTH} deep.")
    tests = [_operator(name, operand, value, depth) for name, operand in value.items()]
    return tests[0] if len(tests) == 1 else lambda values: all(test(values) for test in tests)


def _operator(name: str, operand: Tree, among: Mapping[str, Tree], depth: int) -> _Values:
    if name == "$not":
        if not isinstance(operand, dict) or not operand:
            raise InvalidQuery("$not needs an object with operators.")
        return _not(_asked(operand, depth + 1))
    if name == "$regex":
        return _regex(operand, among.get("$options", ""))
    if name == "$options":
        if "$regex" not in among:
            raise InvalidQuery("$options needs a $regex.")
        return lambda values: True
    if name not in _OPERATORS:
        raise _unknown(name)
    return _OPERATORS[name](operand)


def _equal(wanted: Tree) -> _Values:
    if wanted is None:
        return lambda values: not values or _any(values, lambda value: value is None)
    return lambda values: _any(values, lambda value: same(value, wanted))


def _ordered(holds: Callable[[int], bool]) -> Callable[[Tree], _Values]:
    def of(bound: Tree) -> _Values:
        if bound is None or isinstance(bound, (dict, list)):
            raise InvalidQuery("Only numbers, strings and booleans are ordered.")
        kind = rank(bound)
        return lambda values: _any(
            values, lambda value: rank(value) == kind and holds((value > bound) - (value < bound))
        )

    return of


def _in(wanted: Tree) -> _Values:
    if not isinstance(wanted, list):
        raise InvalidQuery("$in and $nin need an array.")
    scalars = {(rank(value), value) for value in wanted if isinstance(value, (str, int, float))}
    tests = [_equal(value) for value in wanted if not isinstance(value, (str, int, float))]

    def among(value: Tree) -> bool:
        return isinstance(value, (str, int, float)) and (rank(value), value) in scalars

    return lambda values: _any(values, among) or any(test(values) for test in tests)


def _exists(wanted: Tree) -> _Values:
    return lambda values: bool(values) == bool(wanted)


def _regex(pattern: Tree, options: Tree) -> _Values:
    if not isinstance(pattern, str) or not isinstance(options, str) or not _OPTIONS.issuperset(options):
        raise InvalidQuery("$regex needs a string, and $options some of the letters i, m, s and x.")
    try:
        regex = compile_regex(f"(?{options}){pattern}" if options else pattern)
    except RegexError as error:
        raise InvalidQuery(str(error)) from error

    def matches(value: Tree) -> bool:
        try:
            return isinstance(value, str) and regex.search(value) is not None
        except MatchLimit as error:
            raise InvalidQuery(str(error)) from error

    return lambda values: _any(values, matches)


def _any(values: list[Tree], test: Callable[[Tree], bool]) -> bool:
    return any(test(value) or (isinstance(value, list) and any(map(test, value))) for value in values)


def _not(test: _Values) -> _Values:
    return lambda values: not test(values)


def _negated(of: Callable[[Tree], _Values]) -> Callable[[Tree], _Values]:
    return lambda operand: _not(of(operand))


_OPERATORS: Mapping[str, Callable[[Tree], _Values]] = {
    "$eq": _equal,
    "$ne": _negated(_equal),
    "$gt": _ordered(lambda order: order > 0),
    "$gte": _ordered(lambda order: order >= 0),
    "$lt": _ordered(lambda order: order < 0),
    "$lte": _ordered(lambda order: order <= 0),
    "$in": _in,
    "$nin": _negated(_in),
    "$exists": _exists,
}
_JOINED: Mapping[str, Callable[[list[Test]], Test]] = {
    "$and": lambda tests: lambda document: all(test(document) for test in tests),
    "$or": lambda tests: lambda document: any(test(document) for test in tests),
    "$nor": lambda tests: lambda document: not any(test(document) for test in tests),
}
_NOT_DONE = frozenset(
    {"$all", "$bitsAllClear", "$bitsAllSet", "$bitsAnyClear", "$bitsAnySet", "$comment", "$elemMatch", "$expr"}
    | {"$geoIntersects", "$geoWithin", "$jsonSchema", "$mod", "$near", "$nearSphere", "$size", "$text", "$type"}
    | {"$where"}
)


def _unknown(name: str) -> MinisplunkError:
    if name in _NOT_DONE:
        return UnsupportedSpl(f"The operator {name} of a query.")
    return InvalidQuery(f"Unknown operator: {name}")
