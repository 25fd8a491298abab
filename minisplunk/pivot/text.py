"""The arguments of the pivot command in, the pivot out; and back.

Search Reference, pivot; SORT and TOP as published searches have them, which Splunk Web writes. Words are in either
case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..errors import UnsupportedSpl
from ..spl.arguments import Taken
from ..spl.parser import Parser
from ..spl.quoting import quoted
from .document import amount, checked_period, compared, function, number
from .report import COMPARATORS, WITHOUT_VALUE, Cell, Filter, Limit, PivotError, Range, Report, Sort, Split

RANGE: dict[str, Taken] = dict.fromkeys(("start", "end", "max", "size"), str)
"""The options that stand after RANGE."""
_BEGINS = ("splitrow", "splitcol", "filter", "limit", "sort", "top", "bottom", "rowsummary", "colsummary", "showother")
_BY_LOWER = {comparator.lower(): comparator for comparator in COMPARATORS}
_TRUE, _FALSE = ("1", "true", "t"), ("0", "false", "f")


def of_text(p: Parser) -> Report:
    """`<model> <dataset> <element>...`. Raises SplError; UnsupportedSpl for a part that minisplunk does not do."""
    model, dataset = p.next("the name of a data model").text, p.next("the name of a dataset").text
    cells: list[Cell] = []
    while p.peek() is not None and not p.at(*_BEGINS, "numcols"):
        if not p.accept(","):
            cells.append(_cell(p))
    given = _Given()
    while (token := p.peek()) is not None:
        read = _ELEMENTS.get(token.text.lower()) if not token.quoted else None
        if read is None:
            raise p.invalid(token)
        p.next()
        try:
            read(p, given, token.text.lower())
        except PivotError as error:
            raise p.error(error.message, token.span) from error
    return given.report(model, dataset, cells)


class _Given:
    """The elements so far."""

    def __init__(self) -> None:
        self.rows: list[Split] = []
        self.splits: list[Split] = []
        self.filters: list[Filter] = []
        self.limits: list[Limit] = []
        self.sort: Sort | None = None
        self.columns = 0
        self.flags: dict[str, Any] = {}

    def report(self, model: str, dataset: str, cells: list[Cell]) -> Report:
        lists = (tuple(self.rows), tuple(self.splits), tuple(self.filters), tuple(self.limits))
        return Report(model, dataset, tuple(cells), *lists, self.sort, self.columns, **self.flags)


def _aggregate(p: Parser) -> tuple[str, str]:
    token = p.next("a function of a field")
    try:
        name = function(token.text.lower())
    except PivotError as error:
        raise p.error(error.message, token.span) from error
    return name, p.parenthesised()


def _cell(p: Parser) -> Cell:
    return Cell(*_aggregate(p), _label(p))


def _label(p: Parser) -> str:
    return p.next("a label").text if p.accept("as") else ""


def _split(p: Parser, given: _Given, word: str) -> None:
    field, label, of_range = p.field(), "", None
    named = {"period": "", "truelabel": "", "falselabel": ""}
    while (token := p.peek()) is not None and not p.at(*_BEGINS, "numcols"):
        key = token.text.lower()
        if p.at("as"):
            label = _label(p)
        elif p.accept("range"):
            of_range = _range(p)
        elif key in named and not token.quoted:
            p.next()
            named[key] = p.next("a value").text
        else:
            raise p.invalid(token)
    period = checked_period(named["period"].lower())
    split = Split(field, label, of_range, period, named["truelabel"], named["falselabel"])
    (given.rows if word == "splitrow" else given.splits).append(split)


def _range(p: Parser) -> Range:
    options: dict[str, str] = {}
    while p.option(RANGE, options):
        pass
    read = {name: number(name, value) for name, value in options.items()}
    return Range(read.get("start", ""), read.get("end", ""), read.get("size", ""), read.get("max", ""))


def _filter(p: Parser, given: _Given, word: str) -> None:
    field = p.next("a field").text  # which an equals sign may follow
    token = p.next("a comparison")
    if token.text in ("<", ">", "!") and (sign := p.accept("=")) is not None:
        written = token.text + sign.text
    else:
        written = token.text
    comparator = _BY_LOWER.get(written.lower(), written)
    if comparator in WITHOUT_VALUE:
        given.filters.append(compared(comparator, field))
        return
    values = [*_listed(p)] if comparator == "in" else [p.next("a value").text]
    given.filters.append(compared(comparator, field, values))


def _listed(p: Parser) -> Iterator[str]:
    p.expect("(")
    while not p.accept(")"):
        if not p.accept(","):
            yield p.next("a value").text


def _limit(p: Parser, given: _Given, word: str) -> None:
    field = p.field()
    p.expect("by")
    given.limits.append(Limit(field, *_ranked(p, p.next("top or bottom").text.lower())))


def _ranked(p: Parser, kind: str) -> tuple[bool, int, str, str]:
    if kind not in ("top", "bottom"):
        raise PivotError(f"Neither top nor bottom: '{kind}'.")
    most = amount(p.next("a number").text)
    return kind == "top", most, *_aggregate(p)


def _sort(p: Parser, given: _Given, word: str) -> None:
    if word != "sort":
        highest, most, name, field = _ranked(p, word)
        given.sort = Sort(most, (), Cell(name, field), highest)
        return
    most = amount(p.next("a number").text)
    if p.accept("-"):
        raise UnsupportedSpl("The descending order of the rows of a pivot.")
    given.sort = Sort(most, p.fields(*_BEGINS, "numcols"))


def _number(p: Parser, given: _Given, word: str) -> None:
    given.columns = amount(p.next("a number").text)


def _flag(p: Parser, given: _Given, word: str) -> None:
    text = p.next("true or false").text.lower()
    if text not in _TRUE + _FALSE:
        raise PivotError(f"Neither true nor false: '{text}'.")
    given.flags[_FLAGS[word]] = text in _TRUE


_FLAGS = {"rowsummary": "row_summary", "colsummary": "column_summary", "showother": "other"}
_ELEMENTS: dict[str, Callable[[Parser, _Given, str], None]] = {
    "splitrow": _split,
    "splitcol": _split,
    "filter": _filter,
    "limit": _limit,
    "sort": _sort,
    "top": _sort,
    "bottom": _sort,
    "numcols": _number,
    **dict.fromkeys(_FLAGS, _flag),
}


def to_text(report: Report) -> str:
    """The pivot command that means the same, as Splunk Web writes one."""
    parts = ["| pivot", _word(report.model), _word(report.dataset)]
    parts += [_aggregated(cell.function, cell.field, cell.label) for cell in report.cells]
    parts += [f"SPLITROW {_written(split)}" for split in report.rows]
    parts += [f"SPLITCOL {_written(split)}" for split in report.splits]
    parts += [f"FILTER {_word(each.field)} {each.comparator}{_values(each)}" for each in report.filters]
    for limit in report.limits:
        ranked = f"{'TOP' if limit.highest else 'BOTTOM'} {limit.amount} {_aggregated(limit.function, limit.of)}"
        parts.append(f"LIMIT {_word(limit.field)} BY {ranked}")
    if (sort := report.sort) is not None:
        if sort.cell is not None:
            aggregate = _aggregated(sort.cell.function, sort.cell.field)
            parts.append(f"{'TOP' if sort.descending else 'BOTTOM'} {sort.amount} {aggregate}")
        else:
            parts.append(f"SORT {sort.amount} {' '.join(map(_word, sort.fields))}")
    parts.append(f"ROWSUMMARY {int(report.row_summary)} COLSUMMARY {int(report.column_summary)}")
    if report.splits:
        parts.append(f"NUMCOLS {report.columns}")
    return " ".join((*parts, f"SHOWOTHER {int(report.other)}"))


def _written(split: Split) -> str:
    parts = [_word(split.field)]
    if split.label:
        parts.append(f"AS {_word(split.label)}")
    if split.range is not None:
        of = split.range
        named = (("start", of.start), ("end", of.end), ("max", of.most), ("size", of.size))
        parts += ["RANGE", *(f"{name}={value}" for name, value in named if value)]
    for word, value in (("PERIOD", split.period), ("TRUELABEL", split.true), ("FALSELABEL", split.false)):
        if value:
            parts.append(f"{word} {_word(value)}")
    return " ".join(parts)


def _values(each: Filter) -> str:
    if each.comparator == "in":
        return f" ({', '.join(map(quoted, each.values))})"
    return "".join(f" {quoted(value)}" for value in each.values)


def _aggregated(name: str, field: str, label: str = "") -> str:
    return f"{name}({_word(field)}){f' AS {_word(label)}' if label else ''}"


def _word(text: str) -> str:
    return text if text.isascii() and text.isidentifier() and text.lower() not in (*_ELEMENTS, "as") else quoted(text)
