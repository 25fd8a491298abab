"""How a plain Python function becomes an eval function: what each parameter accepts, and what null does to it.

`scalar("substr", "each number number?")` reads: a text (each one of a multivalue), a number, maybe a second number.
A null argument makes the result null, except for `any`. But null() itself, whose type is known before any row is read,
is refused where a text or a number is expected, and a number literal where a text is: upper(null()), mvcount(null()),
len(123), upper(1) and md5(1) are errors, while trim(1) is 1 (measured on Splunk 10.4.2 by a third party).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timezone
from functools import partial
from typing import Any, TypeVar

from ..dataclass import dataclass
from ..documents import tree
from ..errors import SplError, UnsupportedSpl
from ..spl.ast import Call, Expr, Literal
from ..spl.environment import Environment
from ..times import relative, unknown_directives
from ..values import multivalue, number, text
from .regex import MatchLimit, Regex, RegexError, compile_regex
from .registry import Evaluator, Kind, define, invalid

BITS = 53
"""Of the whole numbers that bitwise functions take, all of which a double holds."""
F = TypeVar("F", bound=Callable[..., Any])
Reader = Callable[[Any], Any]
"""A value or boolean, never null -> the argument of the Python function; None makes the call null."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a string literal cannot be an argument; without a message, Splunk's usual one."""

    message: str
    unsupported: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """`read` converts the value of a row; `fault` checks a string literal before any row is read.

    `typed`: booleans and null() are refused; `textual`: number literals too.
    """

    read: Reader
    typed: bool = True
    textual: bool = False
    fault: Callable[[str], Fault | None] = lambda literal: None


def as_text(value: Any) -> str | None:
    """A multivalue field has no single text."""
    if type(value) is str:
        return value
    return None if isinstance(value, (list, bool)) else text(value)


def as_number(value: Any) -> int | float | None:
    return None if value is True or value is False else number(value)


def as_integer(value: Any) -> int | None:
    """The whole part; None for inf and nan."""
    size = as_number(value)
    try:
        return None if size is None else int(size)
    except (ValueError, OverflowError):
        return None


def _bits(value: Any) -> int | None:
    size = as_number(value)
    return int(size) if size is not None and 0 <= size < 1 << BITS and size == int(size) else None


def as_texts(value: Any) -> list[str] | None:
    if isinstance(value, list):
        return value
    single = as_text(value)
    return None if single is None else [single]


def _each(value: Any) -> Any:
    return value if isinstance(value, list) else as_text(value)


def _regex(value: Any) -> Regex | None:
    """A pattern from a field is null when it does not compile."""
    pattern = as_text(value)
    try:
        return None if pattern is None else compile_regex(pattern)
    except RegexError:
        return None


def _json(value: Any) -> tree.Tree:
    """Null when it is no JSON."""
    single = as_text(value)
    try:
        return None if single is None else tree.read(single)
    except ValueError:
        return None


def _bad_number(literal: str) -> Fault | None:
    return Fault("") if number(literal) is None else None


def _bad_regex(literal: str) -> Fault | None:
    """Worded without the pattern and without a full stop, unlike rex's (measured on Splunk 10.4.2 by a third party)."""
    try:
        compile_regex(literal)
    except RegexError as error:
        return Fault(str(error).removesuffix("."))
    return None


def _bad_modifier(literal: str) -> Fault | None:
    """Splunk runs such an expression: public detections have a macro in quotes there, which is not expanded. What it
    gives is not known."""
    try:
        relative(literal, 0, timezone.utc)
    except ValueError as error:
        return Fault(f"The time modifier is invalid: {error}.", unsupported=True)
    return None


def _bad_format(literal: str) -> Fault | None:
    unknown = ", ".join(unknown_directives(literal))
    return Fault(f"minisplunk does not know the time format variable {unknown}.", unsupported=True) if unknown else None


PARAMETERS = {
    "any": Parameter(lambda value: value, typed=False),
    "each": Parameter(_each, textual=True),
    "text": Parameter(as_text, textual=True),
    "texts": Parameter(as_texts),
    "value": Parameter(as_text),
    "values": Parameter(_each),
    "number": Parameter(as_number, fault=_bad_number),
    "integer": Parameter(as_integer, fault=_bad_number),
    "bits": Parameter(_bits, fault=_bad_number),
    "json": Parameter(_json),
    "regex": Parameter(_regex, textual=True, fault=_bad_regex),
    "modifier": Parameter(as_text, textual=True, fault=_bad_modifier),
    "format": Parameter(as_text, textual=True, fault=_bad_format),
}
"""`value` is a text that may be written as a number; `each` and `values` are taken one by one, `texts` all at once."""


def scalar(
    name: str, parameters: str, kind: Kind = Kind.ANY, valid: Callable[[Call], bool] = lambda call: True
) -> Callable[[F], F]:
    """Register a Python function of values under a name.

    A word of `parameters` names a key of PARAMETERS; `?` after it: may be left out, `*`: may be repeated. A first word
    `env` gives the function the Environment before all else. `valid` judges the call's arguments taken together.
    """
    words = parameters.split()
    wants_env = words[:1] == ["env"]
    words = words[wants_env:]
    repeated = bool(words) and words[-1].endswith("*")
    least = sum(1 for word in words if not word.endswith(("?", "*")))
    kinds = [word.rstrip("?*") for word in words]

    def typing(call: Call, arg_kinds: Sequence[Kind]) -> Kind:
        for word, argument, arg_kind in zip(_spread(kinds, len(arg_kinds)), call.args, arg_kinds, strict=True):
            _check(call, word, argument, arg_kind)
        if not valid(call):
            raise invalid(call)
        return kind

    def register(function: F) -> F:
        def build(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
            bound = partial(function, env) if wants_env else function
            return _call(bound, _spread(kinds, len(args)), args, env)

        define(name, least, None if repeated else len(words), typing)(build)
        return function

    return register


def _spread(kinds: list[str], count: int) -> list[str]:
    """The parameter of each of `count` arguments: the last one repeats."""
    return [kinds[min(at, len(kinds) - 1)] for at in range(count)]


def _check(call: Call, word: str, argument: Expr, kind: Kind) -> None:
    parameter = PARAMETERS[word]
    if parameter.typed and kind in (Kind.BOOLEAN, Kind.NULL):
        raise invalid(call)
    if not isinstance(argument, Literal):
        return
    if not isinstance(argument.value, str):
        if parameter.textual:
            raise invalid(call)
        return
    fault = parameter.fault(argument.value)
    if fault is not None:
        if not fault.message:
            raise invalid(call)
        raise (UnsupportedSpl if fault.unsupported else SplError)(fault.message, argument.span)


def _call(function: Callable[..., Any], words: list[str], args: Sequence[Evaluator], env: Environment) -> Evaluator:
    if words[0] in ("each", "values"):
        function = _mapped(function)
    if "regex" in words:
        function = _limited(function, env)
    readers = [_reader(word, arg) for word, arg in zip(words, args, strict=True)]
    optional_nulls = [word == "any" for word in words]
    if len(readers) == 1 and not optional_nulls[0]:
        return _unary(function, readers[0])

    def run(row: Any) -> Any:
        values = []
        for read, nullable in zip(readers, optional_nulls, strict=True):
            value = read(row)
            if value is None and not nullable:
                return None
            values.append(value)
        return function(*values)

    return run


def _unary(function: Callable[..., Any], read: Evaluator) -> Evaluator:
    def run(row: Any) -> Any:
        value = read(row)
        return None if value is None else function(value)

    return run


def _reader(word: str, argument: Evaluator) -> Evaluator:
    if word == "any":
        return argument
    convert = PARAMETERS[word].read

    def read(row: Any) -> Any:
        value = argument(row)
        return None if value is None else convert(value)

    return read


def _mapped(function: Callable[..., Any]) -> Callable[..., Any]:
    """Applied to each value of a multivalue first argument."""

    def run(first: Any, *rest: Any) -> Any:
        if not isinstance(first, list):
            return function(first, *rest)
        results = [function(value, *rest) for value in first]
        return multivalue([text(result) for result in results if result is not None])

    return run


def _limited(function: Callable[..., Any], env: Environment) -> Callable[..., Any]:
    """A pattern that exceeds its limit gives null, and a message."""

    def run(*values: Any) -> Any:
        try:
            return function(*values)
        except MatchLimit as error:
            env.message("ERROR", str(error))
            return None

    return run
