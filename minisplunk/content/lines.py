"""Text that is no YAML in; the searches in it out: one search, or one a line, plain or in a JSON object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from .search import Search, Unreadable, Written

_VALUE = re.compile(r'"search"\s*:\s*"')


def whole(text: str, file: str, name: str) -> Iterator[Search]:
    """The text as one search over as many lines as it has."""
    if text.strip():
        yield Search(name, text, file, 1, Written(text, 1))


def lines(text: str, file: str) -> Iterator[Search | Unreadable]:
    """A search a line. One does not begin with a brace, so that a line which does is a JSON object with the key
    `search`, and perhaps `name`."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("{"):
            yield from _of_object(line, file, number)
        elif line.strip():
            yield Search(f"line {number}", line.strip(), file, number, Written(line, number))


def _of_object(line: str, file: str, number: int) -> Iterator[Search | Unreadable]:
    try:
        document = msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        yield Unreadable(f"not JSON: {error}", file, number)
        return
    spl = document.get("search")
    if isinstance(spl, str) and spl:
        found = _VALUE.search(line)
        written = Written(line[found.end() :], number, found.end() + 1) if found else None
        yield Search(str(document.get("name", f"line {number}")), spl, file, number, written)
