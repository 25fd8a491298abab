"""JSON text in, a tree of Python's own values out, and back; what lies at a path in a tree, read and changed.

Paths are json_extract's (Search Reference, "JSON functions"): `a.b` for nested objects, `a{1}` for the second element
of an array, `a{}` for all of them. A dot always parts two names. Numbers are doubles and are not written as they were:
1.00 becomes 1 (the same page, toarray, its example). [unverified] on a real Splunk: whole numbers beyond 53 bits stay
as they are; a number that no double can hold is no JSON; of a key written twice in one object the last counts.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from .. import lazy_re
from .json import whole

Tree = Any
"""A dict, list, str, int, float, bool or None."""
Step = str | int | None
"""The name of a member, the index of an element, or None for all elements."""

_PART = lazy_re.compile(r"([^{}]*)((?:\{\d*\})*)", re.ASCII)
_INDEX = lazy_re.compile(r"\{(\d*)\}")
_DIGITS = 9
"""An index of more digits is beyond any array."""
_WHOLE = 1e17


def read(text: str) -> Tree:
    """The tree of a JSON text, which may be a single string, number, true, false or null. Raises ValueError."""
    try:
        return json.loads(text, parse_float=_double, parse_int=_whole_number, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_container(text: str) -> Tree:
    """The same for an object or array alone; None for any other text."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return read(text)
    except ValueError:
        return None


def written(tree: Tree) -> str:
    """Compact JSON text. Raises ValueError for a tree that is too deep to be written."""
    try:
        return whole(json.dumps(tree, ensure_ascii=False, separators=(",", ":")))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def plain(size: int | float) -> int | float | None:
    """A number as it stands in a tree, whole ones without decimals; None for those that JSON has not."""
    if type(size) is int:
        return size
    if not math.isfinite(size):
        return None
    return int(size) if float(size).is_integer() and abs(size) < _WHOLE else float(size)


def _double(text: str) -> int | float:
    size = plain(float(text))
    if size is None:
        raise ValueError("no double can hold it")
    return size


def _whole_number(text: str) -> int | float:
    return int(text) if len(text) <= 18 else _double(text)  # 64 bits; a text of thousands of digits costs too much


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


# Paths


@lru_cache(maxsize=512)
def steps_of(path: str) -> tuple[Step, ...] | None:
    """The steps of a path; none for an empty one, which is the document itself; None for what is no path."""
    steps: list[Step] = []
    for number, part in enumerate(path.split(".") if path else ()):
        match = _PART.fullmatch(part)
        if match is None or not part or (number and not match[1]):
            return None
        if match[1]:
            steps.append(match[1])
        steps += [_index(digits) for digits in _INDEX.findall(match[2])]
    return tuple(steps)


def _index(digits: str) -> int | None:
    digits = digits.lstrip("0") or digits[:1]
    return int(digits[: _DIGITS + 1]) if digits else None


def at(tree: Tree, steps: Sequence[Step]) -> list[Tree]:
    """All that lies at a path; more than one thing only with a step to all elements."""
    found = [tree]
    for step in steps:
        found = [inner for value in found for inner in _inside(value, step)]
    return found


def _inside(value: Tree, step: Step) -> Sequence[Tree]:
    if isinstance(step, str):
        return (value[step],) if isinstance(value, dict) and step in value else ()
    if not isinstance(value, list):
        return ()
    return value if step is None else value[step : step + 1]


def change(tree: Tree, steps: Sequence[Step], new: Callable[[Tree], Tree], *, make: bool = False) -> Tree:
    """The tree, changed in place, with something `new` for each thing at a path.

    `make`: a member that is missing is made, of None, and so are the objects that lead to it. A path that the tree does
    not fit changes nothing.
    """
    box, way = [tree], (0, *steps)
    names_from = max(number for number, step in enumerate(way) if not isinstance(step, str)) + 1
    holders: list[Tree] = [box]
    for number, step in enumerate(way[:-1]):
        if make and number >= names_from:
            for holder in holders:
                if isinstance(holder, dict):
                    holder.setdefault(step, {})
        holders = [inner for holder in holders for inner in _inside(holder, step)]
    for holder in holders:
        for place in _places(holder, way[-1], make):
            holder[place] = new(holder.get(place) if isinstance(holder, dict) else holder[place])
    return box[0]


def _places(holder: Tree, step: Step, make: bool) -> Sequence[str | int]:
    if isinstance(step, str):
        return (step,) if isinstance(holder, dict) and (make or step in holder) else ()
    if not isinstance(holder, list):
        return ()
    return range(len(holder)) if step is None else range(step, min(step + 1, len(holder)))
