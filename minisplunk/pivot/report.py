"""A pivot as its author means it: cells, what they are split by, and which rows of the dataset count."""

from __future__ import annotations

from ..dataclass import dataclass
from ..errors import MinisplunkError


class PivotError(MinisplunkError):
    """A pivot that Splunk refuses too."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`function`: by the name that stats has for it."""

    function: str
    field: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """Of numbers, as bin takes them; as texts, empty where they are not given."""

    start: str = ""
    end: str = ""
    size: str = ""
    most: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """`range` is of numbers, `period` of times, the labels of true and false of booleans."""

    field: str
    label: str = ""
    range: Range | None = None
    period: str = ""
    true: str = ""
    false: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    comparator: str
    field: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """The values of a field alone that have the most, or the least, of an aggregate."""

    field: str
    highest: bool
    amount: int
    function: str
    of: str


@dataclass(frozen=True, slots=True)
class Sort:
    """At most so many rows, 0 for all, by the values of `fields` or by an aggregate of one field, the greatest first
    where it is `descending`."""

    amount: int
    fields: tuple[str, ...] = ()
    cell: Cell | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """`columns`: how many, at most, a column split gives, 0 for all; `other`: whether the rest is counted together."""

    model: str
    dataset: str
    cells: tuple[Cell, ...] = ()
    rows: tuple[Split, ...] = ()
    splits: tuple[Split, ...] = ()
    filters: tuple[Filter, ...] = ()
    limits: tuple[Limit, ...] = ()
    sort: Sort | None = None
    columns: int = 0
    other: bool = True
    row_summary: bool = False
    column_summary: bool = False


FUNCTIONS = {
    "list": "list",
    "values": "values",
    "distinct_values": "values",
    "first": "first",
    "last": "last",
    "count": "count",
    "dc": "dc",
    "distinct_count": "dc",
    "sum": "sum",
    "avg": "avg",
    "average": "avg",
    "max": "max",
    "min": "min",
    "stdev": "stdev",
    "duration": "range",
    "earliest": "min",
    "latest": "max",
}
"""What pivots call them -> of stats. The earliest and the latest are those of a field of times."""
PERIODS = {"auto": "", "year": "1y", "month": "1mon", "day": "1d", "hour": "1h", "minute": "1m", "second": "1s"}
"""A period -> a span of bin, empty for the one that it chooses."""
COMPARATORS = (
    *("=", "!=", "<", ">", "<=", ">=", "is", "isNot", "isNull", "isNotNull", "in"),
    *("contains", "doesNotContain", "startsWith", "endsWith", "regex"),
)
WITHOUT_VALUE = frozenset({"isNull", "isNotNull"})
