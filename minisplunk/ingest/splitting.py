"""A rule of how lines are cut in; what cuts a line, or several lines of one row, into its cells out.

[unverified]: a quote inside a cell that does not begin with one is text; two in a row inside quotes are one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from typing import Any

from ..limits import MAX_VALUE
from .structure import WHITESPACE, Splitting

Split = Callable[[str], list[str] | None]
"""A line -> its cells; None for one that ends inside quotes. Raises csv.Error for a cell beyond all measure."""

csv.field_size_limit(MAX_VALUE)  # of the process, as lookups set it
_BLANKS = re.compile(r"[ \t]+")


def splitter(rule: Splitting) -> Split:
    delimiter, quote = rule.delimiter, rule.quote
    if delimiter == WHITESPACE:
        return _whitespace(quote)
    if not quote:
        return lambda line: line.split(delimiter)
    dialect = _dialect(rule, strict=False)

    def split(line: str) -> list[str] | None:
        if quote not in line:
            return line.split(delimiter)
        reader = csv.reader((line, ""), dialect)
        cells = next(reader)
        return cells if reader.line_num == 1 else None

    return split


def over_lines(lines: Iterable[str], rule: Splitting) -> list[str] | None:
    """The cells of the row that begins with the first of these lines, with their ends, and goes on in as many as it
    takes; None where no quote ends a cell as it should."""
    if rule.delimiter == WHITESPACE:
        return None
    try:
        return next(csv.reader(lines, _dialect(rule, strict=True)))
    except csv.Error:
        return None


def _whitespace(quote: str) -> Split:
    mark = re.escape(quote)
    cell = re.compile(rf"{mark}((?:[^{mark}]|{mark}{mark})*){mark}(?=[ \t]|$)|([^ \t]+)") if quote else None

    def split(line: str) -> list[str] | None:
        if cell is None or quote not in line:
            plain = "\t" not in line and "  " not in line
            return line.strip(" ").split(" ") if plain else _BLANKS.split(line.strip(" \t"))
        return [found[2] or found[1].replace(quote * 2, quote) for found in cell.finditer(line)]

    return split


def _dialect(rule: Splitting, *, strict: bool) -> Any:
    """Made once: it costs more than to cut a line."""
    return csv.reader((), delimiter=rule.delimiter, quotechar=rule.quote, strict=strict).dialect
