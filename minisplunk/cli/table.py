"""Rows in; a table that fits the console out, on which every value can be read whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from ..dataclass import dataclass
from ..values import Value, texts
from ..visible import written_out
from .cells import fitted, width_of
from .output import console

_Rows = Sequence[Mapping[str, Value]]

_GAP = 3
_INDENT = 2
_LEAST = 24
"""Columns are not folded below this width."""
_NARROWEST = 8
"""With more columns than fit at this width, no table is drawn."""
_TRIED = 100
"""Rows that decide how columns are folded."""


@dataclass(frozen=True, slots=True)
class _Column:
    """`needed`: the width at which nothing of it is folded."""

    name: str
    needed: int
    width: int


_Line = list[_Column]


def table(rows: _Rows, fields: Iterable[str]) -> None:
    """One line for each row where that fits; else columns are folded, or the last ones stand on a line below.

    Where there are far more columns than fit, each field has a line of its own.
    """
    names, out = list(fields), console()
    if len(names) * _NARROWEST > out.width:
        _list(rows, names, out)
        return
    needed = {name: _needed(name, rows) for name in names}
    layouts = [_lines(needed, out.width, least) for least in (out.width, 2 * _LEAST, _LEAST)]
    lines = min(layouts, key=lambda lines: _height(rows[:_TRIED], lines))
    _print({name: name for name in names}, lines, out, "bold")
    out.print("─" * max((_end(line, number) for number, line in enumerate(lines)), default=0), soft_wrap=True)
    for row in rows:
        _print(row, lines, out)


def _needed(name: str, rows: _Rows) -> int:
    cells = (_cell({name: name}, name), *(_cell(row, name) for row in rows))
    return max(width_of(part) for cell in cells for part in cell.split("\n"))


def _cell(row: Mapping[str, Value], name: str) -> str:
    return written_out("\n".join(texts(row.get(name)))).expandtabs()


def _lines(needed: Mapping[str, int], room: int, least: int) -> list[_Line]:
    """As many columns on each line as fit when folded to `least`; then none is folded more than it must be."""
    lines: list[_Line] = [[]]
    for name, width in needed.items():
        column = _Column(name, width, min(width, least, room - _INDENT))
        if lines[-1] and _end([*lines[-1], column], len(lines) - 1) > room:
            lines.append([])
        lines[-1].append(column)
    return [_widened(line, room - _end(line, number)) for number, line in enumerate(lines)]


def _height(rows: _Rows, lines: Iterable[_Line]) -> int:
    """How many lines rows take, about: folding at words may take more."""
    return sum(
        max(sum(-(-len(part) // column.width) or 1 for part in _cell(row, column.name).split("\n")) for column in line)
        for row in rows
        for line in lines
        if line
    )


def _end(line: _Line, number: int) -> int:
    """The width that a line takes; all but the first are indented."""
    return (_INDENT if number else 0) + sum(column.width for column in line) + _GAP * (len(line) - 1)


def _widened(line: _Line, spare: int) -> _Line:
    """The columns that need the least get it first, so that most are whole."""
    widths: dict[str, int] = {}
    for column in sorted(line, key=lambda column: column.needed):
        more = max(0, min(column.needed - column.width, spare))
        widths[column.name] = column.width + more
        spare -= more
    return [replace(column, width=widths[column.name]) for column in line]


def _print(row: Mapping[str, Value], lines: Iterable[_Line], out: Any, style: str = "") -> None:
    shown = [text for number, line in enumerate(lines) for text in _folded(row, line, _INDENT if number else 0, out)]
    out.print("\n".join(shown), style=style, soft_wrap=True)


def _folded(row: Mapping[str, Value], line: _Line, indent: int, out: Any) -> Iterator[str]:
    cells = [_wrapped(_cell(row, column.name), column.width, out) for column in line]
    for parts in zip_longest(*cells, fillvalue=""):
        padded = (fitted(part, column.width) for part, column in zip(parts, line, strict=True))
        yield f"{' ' * indent}{(' ' * _GAP).join(padded)}".rstrip()


def _wrapped(cell: str, room: int, out: Any) -> list[str]:
    if "\n" not in cell and width_of(cell) <= room:
        return [cell]
    from rich.text import Text

    return [part.plain.rstrip() for part in Text(cell).wrap(out, room, overflow="fold")]


def _list(rows: _Rows, names: Sequence[str], out: Any) -> None:
    for row in rows:
        for name in names:
            if values := texts(row.get(name)):
                out.print(f"{name} = {', '.join(values)}")
        out.print()
