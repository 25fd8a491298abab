"""A JSON text in; its values out, each with the line that it stands on."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BLANK = re.compile(r"[ \t\n\r]*")
SCALARS = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Value:
    """`content`: a mapping of names to values, a tuple of values, or a scalar as json.loads has it. `line`: where it
    begins; a member of an object begins with its name."""

    content: Any
    line: int

    @property
    def members(self) -> Mapping[str, Value]:
        """Those of an object; none where it is none."""
        return self.content if isinstance(self.content, dict) else {}

    @property
    def items(self) -> Sequence[Value]:
        """Those of an array; none where it is none."""
        return self.content if isinstance(self.content, tuple) else ()

    @property
    def text(self) -> str:
        """The string; empty where it is none."""
        return self.content if isinstance(self.content, str) else ""

    def at(self, *names: str) -> Value:
        """A member of a member; null on the line of the innermost that is there, where it is not."""
        value = self
        for name in names:
            value = value.members.get(name, Value(None, value.line))
        return value

    def texts(self) -> Iterator[Value]:
        """Every string in it, names of members aside."""
        if isinstance(self.content, str):
            yield self
        for value in (*self.members.values(), *self.items):
            yield from value.texts()


@dataclass(frozen=True, slots=True)
class Document:
    """`faults`: (line, what) of what json.loads takes all the same."""

    value: Value
    faults: tuple[tuple[int, str], ...]


def read(text: str, line: int) -> Document:
    """A text whose first character stands on `line`. json.JSONDecodeError, its lineno counted from 1 in the text."""
    json.loads(text)
    reader = _Reader(text, line)
    value = reader.value()
    return Document(value, tuple(reader.faults))


class _Reader:
    """Goes once through a text that is known to be JSON."""

    def __init__(self, text: str, line: int) -> None:
        self.faults: list[tuple[int, str]] = []
        self._text = text
        self._position = 0
        self._first_line = line
        self._line_ends = [found.start() for found in re.finditer("\n", text)]

    def value(self) -> Value:
        line = self._line()
        match self._text[self._position]:
            case "{":
                return Value(dict(self._members()), line)
            case "[":
                return Value(tuple(self._items()), line)
        content, self._position = SCALARS.raw_decode(self._text, self._position)
        if isinstance(content, float) and not math.isfinite(content):
            self.faults.append((line, f"holds {json.dumps(content)}, which is no JSON"))
        return Value(content, line)

    def _members(self) -> Iterator[tuple[str, Value]]:
        names = set()
        while self._another("}"):
            line = self._line()
            name, self._position = SCALARS.raw_decode(self._text, self._position)
            self._line()
            self._position += 1  # the colon
            if name in names:
                self.faults.append((line, f"has {name} twice in one object"))
            names.add(name)
            yield name, Value(self.value().content, line)

    def _items(self) -> Iterator[Value]:
        while self._another("]"):
            yield self.value()

    def _another(self, end: str) -> bool:
        """Step over a bracket, a comma, or an empty pair of brackets; whether a member or an item follows."""
        self._line()
        if self._text[self._position] != end:
            self._position += 1
            self._line()
        more = self._text[self._position] != end
        self._position += not more
        return more

    def _line(self) -> int:
        """Step over blanks; the line of what follows."""
        self._position = BLANK.match(self._text, self._position).end()  # type: ignore[union-attr]  # it takes nothing too
        return self._first_line + bisect_right(self._line_ends, self._position)
