"""The types that collections.conf gives fields; a value of a document in, the value as it is stored out.

collections.conf.spec knows number, bool, string and time; the REST API Reference (KV store endpoint descriptions) also
array and cidr. A number that is sent as text is stored as a number (splunk-sdk-python, test_kvstore_data.py).
[unverified] on a real Splunk: a time is a number of seconds; what else reads as a boolean; that of a list in the place
of a single value each element is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_network

from ..conf.parser import FALSE, TRUE
from ..documents.tree import Tree, plain
from ..values import number, text

Convert = Callable[[Tree], Tree]
"""A value, which is not null -> the value of the type. Raises Misfit."""


class Misfit(ValueError):
    """A value that is not of the type of its field; `expected`: the type."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def _number(value: Tree) -> Tree:
    if isinstance(value, str):
        value = number(value.strip())
    fitting = plain(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    if fitting is None:
        raise Misfit("number")
    return fitting


def _bool(value: Tree) -> Tree:
    word = str(value).lower() if isinstance(value, (str, int)) else ""
    if word in TRUE | FALSE:
        return word in TRUE
    raise Misfit("bool")


def _string(value: Tree) -> Tree:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return text(value)
    raise Misfit("string")


def _time(value: Tree) -> Tree:
    try:
        return _number(value)
    except Misfit:
        raise Misfit("time") from None


def _array(value: Tree) -> Tree:
    if isinstance(value, list):
        return value
    raise Misfit("array")


def _cidr(value: Tree) -> Tree:
    try:
        ip_network(value if isinstance(value, str) else "", strict=False)
    except ValueError:
        raise Misfit("cidr") from None
    return value


def _each(convert: Convert) -> Convert:
    return lambda value: [convert(element) for element in value] if isinstance(value, list) else convert(value)


TYPES: Mapping[str, Convert] = {
    "number": _each(_number),
    "bool": _each(_bool),
    "string": _each(_string),
    "time": _each(_time),
    "array": _array,
    "cidr": _each(_cidr),
}
