"""Functions that test a text: in, like, match, cidrmatch (Search Reference, "Comparison and Conditional functions")."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import UnsupportedSpl
from ..spl.ast import Call, Literal, Terms
from ..spl.environment import Environment
from ..values import Row
from .addresses import in_network
from .like import like_matcher
from .operators import comparison
from .parameters import scalar
from .regex import Regex
from .registry import Evaluator, Kind, define, invalid


def _no_boolean(call: Call, kinds: Sequence[Kind]) -> Kind:
    if Kind.BOOLEAN in kinds:
        raise invalid(call)
    return Kind.BOOLEAN


@define("in", 2, None, _no_boolean)
def in_(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """True when the first argument equals one of the others, each compared as `=` does; no wildcards.

    Null when the first is null, or when nothing matched and one of the others is null.
    """
    literals = [arg.value for arg in call.args[1:] if isinstance(arg, Literal)]
    texts = frozenset(value for value in literals if isinstance(value, str))
    if len(texts) == len(call.args) - 1:
        return _in_texts(args[0], texts)
    strict = [isinstance(arg, Literal) and isinstance(arg.value, str) for arg in call.args]
    tests = [comparison("=", as_texts=strict[0] or textual) for textual in strict[1:]]
    needle, candidates = args[0], tuple(zip(args[1:], tests, strict=True))

    def run(row: Row) -> bool | None:
        value = needle(row)
        if value is None:
            return None
        result: bool | None = False
        for candidate, test in candidates:
            other = candidate(row)
            if other is None:
                result = None
            elif test(value, other):
                return True
        return result

    return run


def _in_texts(needle: Evaluator, texts: frozenset[str]) -> Evaluator:
    same = comparison("=", as_texts=True)

    def run(row: Row) -> bool | None:
        value = needle(row)
        if type(value) is str:
            return value in texts
        return None if value is None else any(same(value, text) for text in texts)

    return run


@define("like", 2, 2, _no_boolean)
def like(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """The LIKE operator, as a function."""
    return like_matcher(call.args[1], args[0], args[1])


@scalar("match", "texts regex", Kind.BOOLEAN)
def match(values: list[str], regex: Regex) -> bool:
    """True when the pattern matches anywhere in the text, or in one value of a multivalue field."""
    return any(regex.search(value) is not None for value in values)


def _of_string(call: Call, kinds: Sequence[Kind]) -> Kind:
    if kinds[0] not in (Kind.TEXT, Kind.ANY):
        raise invalid(call)
    if not isinstance(call.args[0], Terms):
        raise UnsupportedSpl("searchmatch of what is no string.", call.args[0].span)
    return Kind.BOOLEAN


@define("searchmatch", 1, 1, _of_string)
def searchmatch(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """Whether a result matches a search expression, which is a string, as it would those of the search command."""
    return args[0]


@scalar("cidrmatch", "text texts", Kind.BOOLEAN)
def cidrmatch(cidr: str, ips: list[str]) -> bool:
    """True when the address, or one value of a multivalue field, belongs to the subnet.

    False, and no error, for a text that is no subnet or no address (measured on Splunk 10.4.2 by a third party).
    """
    return any(in_network(cidr, ip) for ip in ips)
