"""A setting that holds JSON in; the same with one member left out, or another, out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_Path = tuple[Any, ...]


def members(text: str) -> Iterator[tuple[str, str, str]]:
    """The path of a member, what is done to it, and the JSON then; nothing for what is no JSON."""
    try:
        whole = json.loads(text)
    except ValueError:
        return
    for path in _paths(whole):
        shown = ".".join(map(str, path))
        around, inner = _at(whole, path[:-1]), _at(whole, path)
        if isinstance(around, dict) or len(around) > 1:
            yield shown, "left out", _json(_changed(whole, path, None))
        if not isinstance(inner, dict | list):
            yield shown, "another", _json(_changed(whole, path, _another(inner)))


def _paths(value: Any, path: _Path = ()) -> Iterator[_Path]:
    if path:
        yield path
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            yield from _paths(inner, (*path, key))


def _at(value: Any, path: _Path) -> Any:
    return value if not path else _at(value[path[0]], path[1:])


def _another(value: Any) -> Any:
    match value:
        case str():
            return f"{value}x"
        case bool() | None:
            return not value
    return value + 1


def _changed(value: Any, path: _Path, other: Any) -> Any:
    """A copy in which the member at the path is another, or with None is missing."""
    copy = dict(value) if isinstance(value, dict) else list(value)
    first, *rest = path
    if rest:
        copy[first] = _changed(value[first], tuple(rest), other)
    elif other is None:
        copy.pop(first)
    else:
        copy[first] = other
    return copy


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
