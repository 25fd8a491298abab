"""Expected rows and those found in; what differs, in a form that a person reads, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timezone
from typing import Any

from ..errors import MinisplunkError
from ..functions.regex import Regex
from ..times import strftime
from ..values import Row, number, texts
from . import form
from .moments import moment
from .verdict import Difference, Shown, Value

_MOST_SHOWN = 20
"""Rows that a difference holds."""
_NONE = "-"


def compared(of: str, expected: list[form.Fields] | form.Rows, found: Sequence[Shown]) -> Iterator[Difference]:
    """What is not as expected of the rows of `of`, which is the key of a case."""
    if isinstance(expected, form.Rows):
        yield from _counts(of, expected, found)
        if expected.rows is not None:
            yield from _unordered(of, expected.rows, found)
        yield from _included(of, expected.includes, found)
        yield from _excluded(of, expected.excludes, found)
    elif len(expected) != len(found):
        yield from _unpaired(of, expected, found)
    else:
        pairs = enumerate(zip(expected, found, strict=True), 1)
        values = [value for number, (want, row) in pairs for value in _values(number, want, row)]
        if values:
            yield Difference(of, _many(len({value.row for value in values}), "row", "differs", "differ"), values)


def shown(rows: Sequence[Row]) -> list[Shown]:
    """Rows as Splunk's REST API returns them."""
    return [{name: plain(name, value) for name, value in row.items() if value is not None} for row in rows]


def plain(name: str, value: Any) -> str | list[str] | None:
    if name == "_time" and (seconds := number(value)) is not None:
        with suppress(ValueError):  # outside of the calendar
            return strftime(float(seconds), "%Y-%m-%dT%H:%M:%S.%3N%:z", timezone.utc)
    several = texts(value)
    return several if len(several) > 1 else (several[0] if several else None)


def agrees(want: form.Fields, row: Shown) -> bool:
    return not any(True for _ in _values(0, want, row))


def _values(number: int, want: Mapping[str, form.Value], row: Shown) -> Iterator[Value]:
    for name, value in want.items():
        found = row.get(name)
        if not (_equal(value, found) or (name == "_time" and _same_moment(value, found))):
            yield Value(number, name, _said(value), _told(found))


def _equal(want: form.Value, found: str | list[str] | None) -> bool:
    if isinstance(want, form.Pattern):
        try:
            regex = Regex(want.matches)
            return found is not None and any(
                regex.search(one) for one in ([found] if isinstance(found, str) else found)
            )
        except MinisplunkError:
            return False
    if want is None:
        return found is None
    if isinstance(want, list):
        expected = [_text(one) for one in want]
        return (expected[0] if len(expected) == 1 else expected) == found if expected else found is None
    return _text(want) == found or _same_number(want, found)


def _same_moment(want: form.Value, found: str | list[str] | None) -> bool:
    """A Splunk shows `_time` in the searcher's zone, up to milliseconds."""
    try:
        return isinstance(want, str | int | float) and isinstance(found, str) and _millis(want) == _millis(found)
    except ValueError:
        return False


def _millis(time: str | float) -> int:
    return round(moment(time) * 1_000_000) // 1_000


def _same_number(want: form.Value, found: str | list[str] | None) -> bool:
    """A number with a point is a number, however a Splunk writes it."""
    if not isinstance(want, float) or not isinstance(found, str):
        return False
    try:
        return float(found) == want
    except ValueError:
        return False


def _text(value: form.Scalar) -> str:
    """A value of YAML as Splunk shows it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return "" if value is None else str(value)


def _said(value: form.Value) -> str:
    if isinstance(value, form.Pattern):
        return f"/{value.matches}/"
    if isinstance(value, list):
        return " | ".join(map(_text, value))
    return _NONE if value is None else _text(value)


def _told(value: str | list[str] | None) -> str:
    if value is None:
        return _NONE
    return value if isinstance(value, str) else " | ".join(value)


def _counts(of: str, rows: form.Rows, found: Sequence[Shown]) -> Iterator[Difference]:
    count = len(found)
    for words, limit, met in (
        ("", rows.exactly, count == rows.exactly),
        ("at least ", rows.at_least, count >= (rows.at_least or 0)),
        ("at most ", rows.at_most, count <= (rows.at_most or 0)),
    ):
        if limit is not None and not met:
            yield Difference(of, f"{words}{_many(limit, 'row')} expected, {count:,} found", found=found[:_MOST_SHOWN])


def _unpaired(of: str, expected: Sequence[form.Fields], found: Sequence[Shown]) -> Iterator[Difference]:
    """Numbers that differ: which are missing, and which are too many."""
    message = f"{_many(len(expected), 'row')} expected, {len(found):,} found"
    missing, left = _matched(expected, found)
    values = [value for number in missing for value in _missing(number, expected[number])]
    yield Difference(of, message, values, [found[number] for number in left][:_MOST_SHOWN])


def _unordered(of: str, expected: Sequence[form.Fields], found: Sequence[Shown]) -> Iterator[Difference]:
    missing, left = _matched(expected, found)
    if missing or left:
        values = [value for number in missing for value in _missing(number, expected[number])]
        message = f"{_many(len(missing), 'expected row')} not found, {_many(len(left), 'row')} not expected"
        yield Difference(of, message, values, [found[number] for number in left][:_MOST_SHOWN])


def _included(of: str, wanted: Sequence[form.Fields], found: Sequence[Shown]) -> Iterator[Difference]:
    missing = [number for number, want in enumerate(wanted) if not any(agrees(want, row) for row in found)]
    if missing:
        values = [value for number in missing for value in _missing(number, wanted[number])]
        message = f"{_many(len(missing), 'row')} not among those found"
        yield Difference(of, message, values, found[:_MOST_SHOWN])


def _excluded(of: str, unwanted: Sequence[form.Fields], found: Sequence[Shown]) -> Iterator[Difference]:
    there = [row for row in found if any(agrees(one, row) for one in unwanted)]
    if there:
        yield Difference(of, f"{_many(len(there), 'row')} found that must not be", found=there[:_MOST_SHOWN])


def _missing(number: int, want: form.Fields) -> list[Value]:
    return [Value(number + 1, name, _said(value), "no such row") for name, value in want.items()]


def _matched(expected: Sequence[form.Fields], found: Sequence[Shown]) -> tuple[list[int], list[int]]:
    """Each expected row with another one of those found, as many as can be: the expected ones left, and the others.

    Since a row may do for several, one that is taken is given on where the row that has it finds another: along paths
    that lead to a free one (a matching in a bipartite graph).
    """
    taken: dict[int, int] = {}
    missing = [want for want in range(len(expected)) if not _placed(want, expected, found, taken)]
    return missing, [number for number in range(len(found)) if number not in taken]


def _placed(first: int, expected: Sequence[form.Fields], found: Sequence[Shown], taken: dict[int, int]) -> bool:
    seen: set[int] = set()
    path = [(first, iter(range(len(found))))]
    wanted: list[int] = []
    while path:
        want, others = path[-1]
        number = next((n for n in others if n not in seen and agrees(expected[want], found[n])), None)
        if number is None:
            path.pop()
            del wanted[-1:]
            continue
        seen.add(number)
        wanted.append(number)
        if number not in taken:
            taken.update({n: one for (one, _), n in zip(path, wanted, strict=True)})
            return True
        path.append((taken[number], iter(range(len(found)))))
    return False


def _many(count: int, noun: str, one: str = "", several: str = "") -> str:
    words = f"{count:,} {noun if count == 1 else noun + 's'}"
    return f"{words} {one if count == 1 else several}" if one else words
