"""A pivot and the fields of its dataset in; what is done to the rows of the dataset, in SPL, out.

Search Reference, pivot: it is a wrapper around other commands. The form with tstats is the one that Splunk Web shows,
as published searches have it: partial results by the fields of splits, which are then put into ranges and counted.

[unverified]: what cells and splits without a label are called; that ranges are those of bin; that what is null in a
split has no row and no column; that values of several row splits beside a column split are shown as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import UnsupportedSpl
from ..spl.datasets import DatasetField
from ..spl.quoting import quoted
from .filters import REGEX, command, term
from .report import FUNCTIONS, PERIODS, Cell, Limit, PivotError, Report, Split

_TEXTS = frozenset({"list", "values", "first", "last", "count", "dc"})
_ALLOWED = {
    "string": _TEXTS,
    "ipv4": _TEXTS,
    "number": frozenset({"sum", "count", "avg", "max", "min", "stdev", "list", "values", "dc", "first", "last"}),
    "timestamp": frozenset({"range", "min", "max", "list", "values"}),
    "objectCount": frozenset({"count"}),
    "childCount": frozenset({"count"}),
    "boolean": frozenset[str](),
}
"""Search Reference, pivot, "Cell value"."""
_BETWEEN = "\u241f"
"""What stands between the values of several row splits; the sign for such a separator."""
_TIME = "_time"
_ROWS, _COLUMN, _LIMIT = "pivot_rows", "pivot_column", "pivot_limit"
_NAMESPACE = lazy_re.compile(r"(?:sid=)?[\w.@~-]+")


@dataclass(frozen=True, slots=True)
class Searches:
    """`over`: what is done to the rows of `datamodel <model> <dataset> search`, without a pipe in front; `drilldown`:
    the same, before its columns are chosen; `tstats`: a search of its own."""

    over: str
    drilldown: str
    tstats: str


def searches(report: Report, lineage: str, fields: Sequence[DatasetField], namespace: str = "") -> Searches:
    """`namespace`: what tstats reads: the name of the model, a `sid=<sid>`, or another one; without it there is no such
    search. Raises PivotError for what cannot be, UnsupportedSpl for a part that minisplunk does not do."""
    made = _Made(report, lineage, {field.name: field for field in fields})
    made.check()
    dataset = f"| datamodel {quoted(report.model)} {quoted(report.dataset)} search"
    counted, shown = made.counted(), made.shown()
    before = [*made.kept(dataset), *made.prepared()]
    tstats = ""
    if namespace and made.of_tstats:
        source = _source(report.model, lineage, namespace)
        tstats = " | ".join((made.partial(source), *made.prepared(), *counted, *shown))
    return Searches(" | ".join((*before, *counted, *shown)), " | ".join((*before, *counted, *shown[:-1])), tstats)


def _source(model: str, lineage: str, namespace: str) -> tuple[str, str]:
    """What tstats reads, and the term that finds the rows of a dataset in it."""
    if namespace == model:
        root = lineage.partition(".")[0]
        return f"datamodel={quoted(model)}.{quoted(root)}", f"(nodename={quoted(lineage)})"
    if not _NAMESPACE.fullmatch(namespace):
        raise PivotError(f"A namespace cannot be named {namespace[:100]!r}.")
    return namespace, ""


class _Made:
    def __init__(self, report: Report, lineage: str, fields: Mapping[str, DatasetField]) -> None:
        self._report, self._lineage, self._fields = report, lineage, fields

    def check(self) -> None:
        report = self._report
        if not report.cells and not report.rows:
            raise PivotError("Must have non-empty cells or non-empty rows.")
        if len(report.splits) > 1:
            raise UnsupportedSpl("A pivot with several column splits.")
        if report.splits and not report.cells:
            raise PivotError("Must have non-empty cells, where there is a column split.")
        columns = [split.label or split.field for split in report.rows]
        columns += [] if report.splits else [self._label(cell) for cell in report.cells]
        if twice := next((column for column in columns if columns.count(column) > 1), ""):
            raise PivotError(f"Two columns are called '{twice[:100]}'.")
        if report.row_summary or report.column_summary:
            raise UnsupportedSpl("A pivot with a summary of rows or columns.")

    # What each command of it is

    def kept(self, dataset: str) -> Iterator[str]:
        """The rows of the dataset that count."""
        terms = [*self._terms()]
        before = " | ".join((dataset, *([f"search {' '.join(terms)}"] if terms else ()), *self.matched()))
        terms += [self._limited(each, lambda what: f"{before} | stats {what}") for each in self._report.limits]
        if terms:
            yield f"search {' '.join(terms)}"
        yield from self.matched()

    def matched(self) -> Iterator[str]:
        return (command(each, self._field(each.field)) for each in self._report.filters if each.comparator == REGEX)

    def prepared(self) -> Iterator[str]:
        """What gives each row what it is split by."""
        for number, split in enumerate(self._report.rows):
            yield from self._key(split, f"{_ROWS}_{number}")
        for split in self._report.splits:
            yield from self._key(split, _COLUMN)
        if self._report.splits and len(self._report.rows) != 1:
            keys = f'."{_BETWEEN}".'.join(f"'{key}'" for key in self._keys())
            yield f"eval {_ROWS}={keys or quoted('all')}"

    def counted(self) -> list[str]:
        aggregates = self._aggregates()
        if not self._report.splits:
            return [f"stats {aggregates}{_by(self._keys())}"]
        limit = f"limit={self._report.columns} useother={str(self._report.other).lower()} usenull=false"
        row = quoted(self._keys()[0]) if len(self._report.rows) == 1 else _ROWS
        return [f"chart {aggregates} over {row} by {quoted(self._named(self._report.splits[0], _COLUMN))} {limit}"]

    def shown(self) -> list[str]:
        """Rows in their order, and what their columns are called; the last chooses these."""
        keys, labels = self._keys(), [split.label or split.field for split in self._report.rows]
        several = bool(self._report.splits) and len(keys) != 1
        parts: list[str] = []
        if several:
            for number, key in enumerate(keys):
                parts.append(f"eval {quoted(key)}=mvindex(split({_ROWS},{quoted(_BETWEEN)}),{number})")
        parts += self._sorted()
        renamed = [(key, label) for key, label in zip(keys, labels, strict=True) if key != label]
        if renamed:
            parts.append("rename " + ", ".join(f"{quoted(key)} AS {quoted(label)}" for key, label in renamed))
        if several:
            parts.append(f"fields - {_ROWS}")
        if self._report.splits:
            return [*parts, f"table {', '.join((*map(quoted, labels), '*'))}"]
        return [*parts, "fields " + ", ".join(map(quoted, (*labels, *map(self._label, self._report.cells))))]

    @property
    def of_tstats(self) -> bool:
        """Whether tstats finds the same: it has one span for times, and what is done to partial results sees the fields
        of splits alone."""
        periods = {split.period for split in self._splits if self._field(split.field).shown == _TIME}
        return len(periods) <= 1 and all(map(PERIODS.get, periods)) and not [*self.matched()]

    @property
    def _splits(self) -> tuple[Split, ...]:
        return (*self._report.rows, *self._report.splits)

    def partial(self, source: tuple[str, str]) -> str:
        """The partial results of tstats."""
        origin, of_dataset = source
        terms = [*filter(None, [of_dataset]), *self._terms()]
        where = f" where {' '.join(terms)}" if terms else ""
        limits = [
            self._limited(each, lambda what: f"| tstats {what} from {origin}{where}") for each in self._report.limits
        ]
        kept = f" where {' '.join((*terms, *limits))}" if terms or limits else ""
        names = [*dict.fromkeys(self._field(split.field).shown for split in self._splits)]
        periods = [split.period for split in self._splits if self._field(split.field).shown == _TIME]
        span = f" span={PERIODS[periods[0]]}" if periods else ""
        aggregates = " ".join(dict.fromkeys(self._function(cell) for cell in self._report.cells)) or "count"
        return f"| tstats prestats=true {aggregates} from {origin}{kept}{_by(names)}{span}"

    # What stands in them

    def _field(self, name: str) -> DatasetField:
        field = self._fields.get(name)
        if field is None:
            raise PivotError(f"The dataset '{self._lineage}' has no field '{name[:100]}'.")
        return field

    def _terms(self) -> Iterator[str]:
        return (term(each, self._field(each.field)) for each in self._report.filters if each.comparator != REGEX)

    def _limited(self, limit: Limit, counted: Callable[[str], str]) -> str:
        """A subsearch for the values that are kept. `counted`: what counts them by an aggregate."""
        name = quoted(self._field(limit.field).shown)
        found = counted(f"{self._function(Cell(limit.function, limit.of))} AS {_LIMIT}")
        order = "-" if limit.highest else "+"
        return f"[{found} by {name} | sort {limit.amount} {order}{_LIMIT} | fields {name}]"

    def _key(self, split: Split, key: str) -> Iterator[str]:
        """What gives a row the value of a split, where that is not the one of its field."""
        field = self._field(split.field)
        name = quoted(field.shown)
        self._check_split(split, field)
        key = self._named(split, key)
        renamed = "" if key == field.shown else f" AS {key}"
        if split.period:
            span = f" span={PERIODS[split.period]}" if PERIODS[split.period] else ""
            yield f"bin{span} {name}{renamed}"
        elif split.range is not None:
            of = split.range
            named = (("span", of.size), ("bins", of.most), ("start", of.start), ("end", of.end))
            yield f"bin {' '.join(f'{option}={value}' for option, value in named if value)} {name}{renamed}"
        elif split.true or split.false:
            found = f"lower('{field.shown}')"
            true, false = quoted(split.true or "true"), quoted(split.false or "false")
            yield f'eval {quoted(key)}=case({found}="true" OR {found}="1",{true},isnotnull(\'{field.shown}\'),{false})'

    def _check_split(self, split: Split, field: DatasetField) -> None:
        for given, kind, called in (
            (split.range is not None, "number", "RANGE"),
            (bool(split.period), "timestamp", "PERIOD"),
            (bool(split.true or split.false), "boolean", "TRUELABEL and FALSELABEL"),
        ):
            if given and field.type != kind:
                raise PivotError(f"{called} of the field '{split.field}', which is of the type {field.type}.")
        if field.type in ("objectCount", "childCount"):
            raise PivotError(f"The field '{split.field}' counts, and nothing is split by it.")

    def _named(self, split: Split, key: str) -> str:
        """The field of a row that it is split by: its own, unless that is changed, and something else needs it."""
        report, shown = self._report, self._field(split.field).shown
        changed = split.period or split.range is not None or split.true or split.false
        fields = [*(cell.field for cell in report.cells), *(each.field for each in self._splits)]
        return key if changed and fields.count(split.field) > 1 else shown

    def _keys(self) -> list[str]:
        return [self._named(split, f"{_ROWS}_{number}") for number, split in enumerate(self._report.rows)]

    def _aggregates(self) -> str:
        cells = [f"{self._function(cell)} AS {quoted(self._label(cell))}" for cell in self._report.cells]
        return " ".join(cells) or "count"

    def _label(self, cell: Cell) -> str:
        return cell.label or f"{cell.function}({cell.field})"

    def _function(self, cell: Cell) -> str:
        field, function = self._field(cell.field), FUNCTIONS[cell.function]
        allowed = _ALLOWED.get(field.type, _TEXTS)
        if function not in allowed:
            kind = f"is of the type {field.type}, and takes "
            takes = f"{kind}{', '.join(sorted(allowed)) or 'none'}"
            raise PivotError(f"The function '{cell.function}' of the field '{cell.field}', which {takes}.")
        if field.type == "objectCount":
            return "count"
        return f"{'sum' if field.type == 'childCount' else function}({quoted(field.shown)})"

    def _sorted(self) -> Iterator[str]:
        sort = self._report.sort
        if sort is None:
            return
        if sort.cell is None:
            keys = {split.field: key for split, key in zip(self._report.rows, self._keys(), strict=True)}
            for name in sort.fields:
                if name not in keys:
                    raise PivotError(f"The rows are not split by the field '{name[:100]}', and not sorted by it.")
            yield f"sort {sort.amount} {', '.join(quoted(keys[name]) for name in sort.fields)}"
            return
        if self._report.splits:
            raise UnsupportedSpl("The top of the rows of a pivot that has a column split.")
        wanted = self._function(sort.cell)
        for cell in self._report.cells:
            if self._function(cell) == wanted:
                yield f"sort {sort.amount} {'-' if sort.descending else '+'}{quoted(self._label(cell))}"
                return
        raise UnsupportedSpl("The top of the rows of a pivot by what is no cell of it.")


def _by(names: Sequence[str]) -> str:
    return f" by {', '.join(map(quoted, names))}" if names else ""
