"""The results file of a search in; its rows out, one at a time, each with all the values of each field.

The file is results.csv.gz of the dispatch folder. A field x with several values has them joined with newlines in the
column x, and as `$value$;$value$` (a `$` doubled) in the column `__mv_x`.
"""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fault import ActionFault

Row = Mapping[str, Sequence[str]]
"""Field -> its values. A field without a value is not in it: the file cannot tell null from empty."""

LONGEST_VALUE = 2**31 - 1
"""Python's csv refuses longer values. Its own limit of 131,072 characters is less than a CloudTrail record may have."""
MULTIVALUE = "__mv_"
VALUE = re.compile(r"\$([^$]*(?:\$\$[^$]*)*)\$(?:;|\Z)")
VALUES = re.compile(rf"(?:{VALUE.pattern})+")


def result_rows(file: Path) -> Iterator[Row]:
    """ActionFault, with the number of the result, where the file is missing, cut off or no such CSV."""
    csv.field_size_limit(LONGEST_VALUE)
    number = 0
    try:
        with gzip.open(file, "rt", encoding="utf-8", errors="replace", newline="") as lines:
            # before Python 3.11, csv refuses a line with a null character
            reader = csv.reader(line.replace("\0", "") for line in lines)
            header = next(reader, [])
            plan = _plan(header)
            for number, cells in enumerate(filter(None, reader), 1):
                if len(cells) != len(header):
                    raise ActionFault(f"result {number} in {file} has {len(cells)} columns of {len(header)}")
                yield _row(plan, cells)
    except FileNotFoundError:
        raise ActionFault(f"the results file {file} is not there: its search job may have expired") from None
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise ActionFault(f"the results file {file} cannot be read after result {number}: {error}") from error


def _plan(header: Sequence[str]) -> list[tuple[str, int, int]]:
    """(field, its column, its `__mv_` column or -1) for each field."""
    places = {name: place for place, name in enumerate(header)}
    fields = ((name, place) for name, place in places.items() if not name.startswith(MULTIVALUE))
    return [(name, place, places.get(MULTIVALUE + name, -1)) for name, place in fields]


def _row(plan: Sequence[tuple[str, int, int]], cells: Sequence[str]) -> Row:
    row = {}
    for name, place, several in plan:
        if several >= 0 and cells[several]:
            row[name] = split(cells[several])
        elif cells[place]:
            row[name] = [cells[place]]
    return row


def split(cell: str) -> list[str]:
    """The values of a `__mv_` cell. What is not of that form is one value."""
    if not VALUES.fullmatch(cell):
        return [cell]
    return [value.replace("$$", "$") for value in VALUE.findall(cell)]
