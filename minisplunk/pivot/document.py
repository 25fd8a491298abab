"""The JSON of a pivot in, as SDKs and Splunk Web send it; the pivot out; and back.

Its form is the one that splunk-sdk-javascript and splunk-sdk-java write. What else stands in it is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import orjson

from ..errors import UnsupportedSpl
from .report import (
    COMPARATORS,
    FUNCTIONS,
    PERIODS,
    WITHOUT_VALUE,
    Cell,
    Filter,
    Limit,
    PivotError,
    Range,
    Report,
    Split,
)

_FIELD = ("fieldName", "owner", "type", "label")
_LABELS = ("trueLabel", "falseLabel")
_RANGES = {"start": "start", "end": "end", "size": "size", "maxNumberOf": "most"}
_LIMIT_TYPES = {"highest": True, "lowest": False}
Of = TypeVar("Of")


def of_json(text: str) -> Report:
    """Raises PivotError for what is no pivot, UnsupportedSpl for a part that minisplunk does not do."""
    try:
        document = orjson.loads(text)
    except ValueError as error:
        raise PivotError(f"The JSON of the pivot is invalid: {error}.") from error
    if not isinstance(document, dict):
        raise PivotError("The JSON of the pivot is no object.")
    known = ("dataModel", "baseClass", "rows", "columns", "cells", "filters")
    _known(document, known, "a pivot")
    filters = [*_each(document, "filters", _filter)]
    return Report(
        _text(document, "dataModel"),
        _text(document, "baseClass"),
        tuple(_each(document, "cells", _cell)),
        tuple(_each(document, "rows", _split)),
        tuple(_each(document, "columns", _split)),
        tuple(each for each in filters if isinstance(each, Filter)),
        tuple(each for each in filters if isinstance(each, Limit)),
    )


def to_json(report: Report) -> str:
    document = {
        "dataModel": report.model,
        "baseClass": report.dataset,
        "rows": [_written(split) for split in report.rows],
        "columns": [_written(split) for split in report.splits],
        "cells": [
            {"fieldName": cell.field, "label": cell.label, "value": cell.function, "sparkline": False}
            for cell in report.cells
        ],
        "filters": [
            *({"fieldName": each.field, "rule": _rule(each)} for each in report.filters),
            *(
                {
                    "fieldName": each.field,
                    "attributeName": each.of,
                    "limitType": "highest" if each.highest else "lowest",
                    "limitAmount": each.amount,
                    "statsFn": each.function,
                }
                for each in report.limits
            ),
        ],
    }
    return orjson.dumps(document).decode()


def _each(document: Mapping[str, Any], key: str, read: Callable[[Mapping[str, Any]], Of]) -> Iterator[Of]:
    listed = document.get(key) or []
    if not isinstance(listed, list):
        raise PivotError(f"'{key}' of the pivot is no list.")
    for each in listed:
        if not isinstance(each, dict):
            raise PivotError(f"An element of '{key}' of the pivot is no object.")
        yield read(each)


def _cell(written: Mapping[str, Any]) -> Cell:
    _known(written, (*_FIELD, "value", "sparkline"), "a cell")
    if written.get("sparkline"):
        raise UnsupportedSpl("The sparkline of a cell of a pivot.")
    return Cell(function(_text(written, "value")), _name(written), _text(written, "label"))


def _split(written: Mapping[str, Any]) -> Split:
    _known(written, (*_FIELD, "display", "ranges", "period", *_LABELS), "a split")
    display, period = _text(written, "display") or "all", _text(written, "period")
    if display not in ("all", "ranges"):
        raise PivotError(f"A split of a pivot has no display '{display}'.")
    true, false = (_text(written, key) for key in _LABELS)
    ranges = _range(written.get("ranges")) if display == "ranges" else None
    return Split(_name(written), _text(written, "label"), ranges, checked_period(period), true, false)


def _range(written: Any) -> Range:
    if not isinstance(written, dict):
        raise PivotError("The ranges of a split of a pivot are no object.")
    _known(written, tuple(_RANGES), "ranges")
    given = {_RANGES[key]: value for key, value in written.items() if value is not None and value != ""}
    return Range(**{key: number(key, value) for key, value in given.items()})


def _filter(written: Mapping[str, Any]) -> Filter | Limit:
    if "limitType" in written:
        return _limit(written)
    _known(written, (*_FIELD, "rule"), "a filter")
    rule = written.get("rule")
    if not isinstance(rule, dict):
        raise UnsupportedSpl(f"A filter of the type '{_text(written, 'type')}' of a pivot, which has no rule.")
    _known(rule, ("comparator", "compareTo"), "a rule")
    return compared(_text(rule, "comparator"), _name(written), rule.get("compareTo"))


def _limit(written: Mapping[str, Any]) -> Limit:
    more = ("attributeName", "attributeOwner", "limitType", "limitAmount", "statsFn", "sortDirection")
    _known(written, (*_FIELD, *more), "a limit")
    highest = _LIMIT_TYPES.get(_text(written, "limitType"))
    if highest is None:
        raise PivotError("The limitType of a filter of a pivot is neither highest nor lowest.")
    return Limit(
        _name(written),
        highest,
        amount(written.get("limitAmount")),
        function(_text(written, "statsFn")),
        _text(written, "attributeName"),
    )


def function(name: str) -> str:
    """The name of an aggregate, as pivots have it."""
    if name not in FUNCTIONS:
        raise PivotError(f"A pivot has no function '{name[:100]}'.")
    return name


def checked_period(name: str) -> str:
    if name and name not in PERIODS:
        raise PivotError(f"A pivot has no period '{name[:100]}'; there are {', '.join(PERIODS)}.")
    return name


def compared(comparator: str, field: str, value: Any = None) -> Filter:
    if comparator not in COMPARATORS:
        raise PivotError(f"A filter of a pivot has no comparator '{comparator[:100]}'.")
    if comparator in WITHOUT_VALUE:
        return Filter(comparator, field)
    values = value if isinstance(value, list) else [value]
    return Filter(comparator, field, tuple(_value(each) for each in values))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, (str, int, float)):
        raise PivotError("A filter of a pivot compares to no text and no number.")
    return str(value)


def number(name: str, value: Any) -> str:
    text = str(value).strip()
    try:
        float(text)
    except ValueError:
        text = ""
    if isinstance(value, bool) or not text or not text.lstrip("-").replace(".", "", 1).isdecimal():
        raise PivotError(f"The {name} of a range of a pivot is no number: {str(value)[:100]!r}.")
    return text


def amount(value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise PivotError(f"A limit of a pivot is no whole number: {str(value)[:100]!r}.")
    return int(text)


def _known(written: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in written:
        if key not in known:
            raise UnsupportedSpl(f"'{key[:100]}' of {where} in the JSON of a pivot.")


def _name(written: Mapping[str, Any]) -> str:
    name = _text(written, "fieldName")
    if not name:
        raise PivotError("An element of the pivot has no fieldName.")
    return name


def _text(written: Mapping[str, Any], key: str) -> str:
    value = written.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PivotError(f"'{key}' in the JSON of the pivot is no text.")
    return value


def _rule(each: Filter) -> dict[str, Any]:
    if not each.values:
        return {"comparator": each.comparator}
    return {"comparator": each.comparator, "compareTo": each.values[0] if len(each.values) == 1 else [*each.values]}


def _written(split: Split) -> dict[str, Any]:
    about: dict[str, Any] = {"fieldName": split.field, "label": split.label}
    if split.range is not None:
        ranges = {key: getattr(split.range, name) for key, name in _RANGES.items()}
        about |= {"display": "ranges", "ranges": {key: value for key, value in ranges.items() if value}}
    if split.period:
        about["period"] = split.period
    return about | {key: value for key, value in zip(_LABELS, (split.true, split.false), strict=True) if value}
