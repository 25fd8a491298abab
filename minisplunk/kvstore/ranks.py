"""Values of documents in; whether they are equal, and which comes first, out (MongoDB, "Comparison/Sort Order")."""

from __future__ import annotations

from typing import Any

import orjson

from ..documents.tree import Tree

_NULL, _NUMBER, _STRING, _OBJECT, _ARRAY, _BOOLEAN = range(6)
_KINDS: dict[type, int] = {
    type(None): _NULL,
    int: _NUMBER,
    float: _NUMBER,
    str: _STRING,
    dict: _OBJECT,
    list: _ARRAY,
    bool: _BOOLEAN,
}


def rank(value: Tree) -> int:
    """Values of one rank can be compared with each other."""
    return _KINDS[type(value)]


def same(value: Tree, other: Tree) -> bool:
    """Whether two values are equal: a whole number is a double, too, and no boolean."""
    kind = _KINDS[type(value)]
    if kind != _KINDS[type(other)]:
        return False
    if kind == _ARRAY:
        return len(value) == len(other) and all(map(same, value, other))
    if kind == _OBJECT:
        return list(value) == list(other) and all(same(inner, other[name]) for name, inner in value.items())
    return bool(value == other)


def sort_key(value: Tree) -> tuple[int, Any]:
    """A total order over all values; objects are ordered by their text [unverified], an empty array is like null."""
    kind = rank(value)
    if kind == _NULL:
        return kind, 0
    return kind, orjson.dumps(value) if kind in (_OBJECT, _ARRAY) else value
