"""Functions on multivalue fields (Search Reference, "Multivalue eval functions"); a single value is one of one."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from itertools import islice
from typing import Any

from ..errors import SplError
from ..limits import MAX_VALUES, check_length, check_values
from ..spl.ast import Call, Field, fields_of
from ..spl.environment import Environment
from ..spl.pipelines import names
from ..times import relative
from ..values import Row, Value, distinct, in_order, multivalue, number, text
from .maths import exact
from .operators import ARITHMETIC
from .parameters import as_texts, scalar
from .regex import Regex
from .registry import Evaluator, Kind, define, invalid

_plus, _times = ARITHMETIC["+"], ARITHMETIC["*"]


@scalar("mvcount", "texts", Kind.NUMBER)
def mvcount(values: list[str]) -> int:
    """The number of values; null for null."""
    return len(values)


@scalar("mvindex", "texts integer integer?")
def mvindex(values: list[str], start: int, end: int | None = None) -> Value:
    """The value at a position from 0, or from -1 at the end; with an end, the values up to and with that one.

    A position outside is null; an end beyond the last value is the last value.
    """
    begin = start + len(values) if start < 0 else start
    stop = begin if end is None else end + len(values) if end < 0 else end
    if not 0 <= begin < len(values) or stop < begin:
        return None
    return multivalue(values[begin : stop + 1])


@scalar("mvjoin", "texts text")
def mvjoin(values: list[str], delimiter: str) -> str:
    check_length(sum(map(len, values)) + len(delimiter) * (len(values) - 1))
    return delimiter.join(values)


@scalar("split", "texts text")
def split(values: list[str], delimiter: str) -> Value:
    """The parts between delimiters; single characters for an empty one."""
    check_values(sum(value.count(delimiter) + 1 if delimiter else len(value) for value in values))
    parts = [part for value in values for part in (value.split(delimiter) if delimiter else value)]
    return multivalue(parts)


@define("mvappend", 1, None, Kind.ANY)
def mvappend(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """All values of all arguments, in order; null adds none."""

    def run(row: Row) -> Value:
        values: list[str] = []
        for arg in args:
            value = arg(row)
            if value is not None:
                values += as_texts(value) or ()
                check_values(len(values))
        return multivalue(values)

    return run


@scalar("mvdedup", "texts")
def mvdedup(values: list[str]) -> Value:
    """Without repeated values; the first of each keeps its place."""
    return multivalue(distinct(values))


@scalar("mvsort", "texts")
def mvsort(values: list[str]) -> Value:
    """In lexicographical order, numbers too."""
    return multivalue(in_order(values))


@scalar("mvreverse", "texts")
def mvreverse(values: list[str]) -> Value:
    return multivalue(values[::-1])


@scalar("mvfind", "texts regex", Kind.NUMBER)
def mvfind(values: list[str], regex: Regex) -> int | None:
    """The position, from 0, of the first value that the pattern matches; null when none does."""
    return next((at for at, value in enumerate(values) if regex.search(value) is not None), None)


@scalar("mvzip", "texts texts text?")
def mvzip(left: list[str], right: list[str], delimiter: str = ",") -> Value:
    """First with first, second with second, up to the shorter one's end."""
    check_length(len(delimiter) * min(len(left), len(right)))
    return multivalue([a + delimiter + b for a, b in zip(left, right, strict=False)])


def _one_field(call: Call, kinds: Sequence[Kind]) -> Kind:
    """mvfilter's condition may name one field only."""
    if kinds[0] is not Kind.BOOLEAN or len(fields_of(call.args[0])) != 1:
        raise invalid(call)
    return Kind.ANY


@define("mvfilter", 1, 1, _one_field)
def mvfilter(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """The values of the condition's one field for which it is true."""
    (name,) = fields_of(call.args[0])
    condition = args[0]

    def run(row: Row) -> Value:
        return multivalue([value for value in _values(row.get(name)) if condition(_bind(row, name, value)) is True])

    return run


def _mapped(call: Call, kinds: Sequence[Kind]) -> Kind:
    """mvmap's first argument must be a field, or a function of one: that is the name bound to each value."""
    if Kind.BOOLEAN in kinds:
        raise invalid(call)
    if not isinstance(call.args[0], Field) and len(fields_of(call.args[0])) != 1:
        raise invalid(call)
    return Kind.ANY


@define("mvmap", 2, 2, _mapped)
def mvmap(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """The second argument for each value of the first, whose field stands for that value in it; nulls drop out."""
    (name,) = fields_of(call.args[0])
    source, body = args

    def run(row: Row) -> Value:
        results: list[str] = []
        for value in _values(source(row)):
            result = body(_bind(row, name, value))
            if result is not None:
                results += as_texts(result) or ()
                check_values(len(results))
        return multivalue(results)

    return run


def _values(value: Any) -> list[str]:
    return [] if value is None else as_texts(value) or []


def _bind(row: Row, name: str, value: str) -> Row:
    return ChainMap({name: value}, row)


@scalar("commands", "text")
def commands(search: str) -> Value:
    """The names of the commands in a search; null for one that cannot be parted into commands.

    [unverified] on a real Splunk: a search that begins with terms begins with `search`; what subsearches hold is not
    among them.
    """
    try:
        return multivalue(names(search))
    except SplError:
        return None


@scalar("mvrange", "env number number value?")
def mvrange(env: Environment, start: float, end: float, step: str = "1") -> Value:
    """Numbers from the start to before the end; a step like "7d" makes them times, a day or more by the calendar."""
    size = number(step)
    numbers = _counted(start, end, size) if size is not None else _timed(start, end, step, env.zone)
    values = [text(value) for value in islice(numbers, MAX_VALUES + 1)]
    check_values(len(values))
    return multivalue(values)


def _counted(start: float, end: float, step: float) -> Iterator[float]:
    start, step, at = exact(start), exact(step), 0
    while step > 0 and (value := _plus(start, _times(at, step))) < end:
        yield value
        at += 1


def _timed(start: float, end: float, span: str, zone: tzinfo) -> Iterator[float]:
    value = start
    while span and value < end:
        yield value
        try:
            following = relative(f"+{span}", value, zone)
        except ValueError:
            return
        if following <= value:
            return
        value = following
