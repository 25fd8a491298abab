"""The first lines of a file -> whether they are a header and its rows, and what stands between the values."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from ..dataclass import dataclass

DELIMITERS = {"\t": "tsv", ",": "csv", "|": "psv"}
"""Each with the source type that Splunk has for it."""
_ROWS = 30
_FITTING = 0.9
"""The share of rows that have as many values as the header has names."""
_NAME = re.compile(r"(?=.*[^\W\d])(?!.*\d:\d)[\w .:'\-/()#%$@*\[\]{}&?+]{1,128}")
"""A name has a letter, and nothing that makes a time or a pair of it."""


@dataclass(frozen=True, slots=True)
class Delimited:
    sourcetype: str
    columns: int


def delimited(lines: Sequence[bytes]) -> Delimited | None:
    """None without a header: at least two different names, in a line that is not there again, and rows of as many."""
    texts = [line.decode("utf-8", "replace") for line in lines[:_ROWS]]
    for delimiter, sourcetype in DELIMITERS.items():
        if texts and delimiter in texts[0]:
            columns = _columns(texts, delimiter)
            if columns:
                return Delimited(sourcetype, columns)
    return None


def _columns(texts: Sequence[str], delimiter: str) -> int:
    """How many there are; 0 for what has no header. A value in quotation marks may go over several lines."""
    try:
        header, *rows = csv.reader((text + "\n" for text in texts), delimiter=delimiter)
    except csv.Error:
        return 0
    names = [name.strip() for name in header]
    if len(names) < 2 or len(set(names)) < len(names) or not all(map(_NAME.fullmatch, filter(None, names))):
        return 0
    if rows[:1] == [header]:
        return 0
    if rows and len(texts) > len(rows) + 1:
        rows.pop()  # it may be cut short
    fitting = sum(len(row) == len(names) for row in rows)
    return len(names) if rows and fitting >= _FITTING * len(rows) else 0
