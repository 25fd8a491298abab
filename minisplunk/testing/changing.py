"""A JSON object and what an event says of it (`set`, `remove`, `lengthen`) in; the object that it becomes out."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import DataError
from . import form

Object = dict[str, Any]


def changes(event: form.Event) -> bool:
    return bool(event.set or event.remove or event.lengthen)


def changed(value: Mapping[str, Any], event: form.Event, number: int = 1) -> Object:
    """A copy with the changes made in it. `number`: that of the copy, which stands for {n}.

    What is to be removed or made longer and is not there stays as it is: of a file not each object has it. Raises
    DataError where a path leads into a value that is no object.
    """
    made = copy.deepcopy(dict(value))
    for path, new in event.set.items():
        place, key = _place(made, path)
        place[key] = _numbered(copy.deepcopy(new), number)
    for path in event.remove:
        place, key = _found(made, path)
        place.pop(key, None)
    for path, letters in event.lengthen.items():
        place, key = _found(made, path)
        if isinstance(place.get(key), str):
            place[key] += "x" * letters
    return made


def faults(value: Mapping[str, Any], event: form.Event) -> Iterator[tuple[str, str]]:
    """What cannot be done to this object, and would be no change: the key that says it, and a sentence."""
    made = copy.deepcopy(dict(value))
    for path, new in event.set.items():
        try:
            place, key = _place(made, path)
        except DataError as error:
            yield "set", str(error)
            continue
        place[key] = copy.deepcopy(new)
    for path in event.remove:
        place, key = _found(made, path)
        if key not in place:
            yield "remove", f"the event has no key '{path}' that could be removed"
    for path in event.lengthen:
        place, key = _found(made, path)
        if not isinstance(place.get(key), str):
            yield "lengthen", f"the event has no text '{path}' that could be made longer"


def _place(value: Object, path: str) -> tuple[Object, str]:
    """The object that holds the last key of a path, made where there is none, and that key; a key with dots that is
    there counts as it is."""
    rest = path
    while rest not in value and "." in rest:
        first, rest = rest.split(".", 1)
        inner = value.get(first)
        if inner is None:
            inner = value[first] = {}
        if not isinstance(inner, dict):
            before = path.removesuffix(rest).rstrip(".")
            raise DataError(f"{path} leads into '{before}', which is no object")
        value = inner
    return value, rest


def _found(value: Object, path: str) -> tuple[Object, str]:
    """The same, where nothing is made: an empty object for a place that is not there."""
    while path not in value and "." in path:
        first, path = path.split(".", 1)
        inner = value.get(first)
        if not isinstance(inner, dict):
            return {}, path
        value = inner
    return value, path


def _numbered(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return value.replace("{n}", str(number))
    if isinstance(value, dict):
        return {key: _numbered(one, number) for key, one in value.items()}
    return [_numbered(one, number) for one in value] if isinstance(value, list) else value
