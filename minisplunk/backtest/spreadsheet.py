"""Findings in; CSV out, in which no cell is a formula to the program that opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ..values import number
from ..visible import written_out
from .report import Backtest, Finding
from .summaries import moment

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""How a cell begins that may be taken for a formula (OWASP, CSV Injection)."""
_RUN = ("scheduled_run", "suppressed")


def rows(backtest: Backtest) -> Iterator[str]:
    """The header, and a line for each finding, as RFC 4180 has them: quoted, ended by CR LF.

    Columns are the time of the finding in ISO 8601 as `_time`, where it has none itself, and its fields; of scheduled
    runs also which one it was, and whether it was suppressed. Values of a multivalue field stand below each other.
    Hidden characters are written out, and what may be a formula has an apostrophe before it; numbers are none.
    """
    before = [] if "_time" in backtest.fields else ["_time"]
    after = [name for name in _RUN if backtest.scheduled is not None and name not in backtest.fields]
    yield _line([*before, *map(_cell, backtest.fields), *after])
    for finding in backtest.findings:
        fields = (_value(finding, name) for name in backtest.fields)
        yield _line([*(_own(finding, name) for name in before), *fields, *(_own(finding, name) for name in after)])


def _own(finding: Finding, name: str) -> str:
    if name == "_time":
        return _iso(finding.time)
    if name == "suppressed":
        return str(finding.suppressed).lower()
    return "" if finding.ran is None else _iso(finding.ran)


def _value(finding: Finding, name: str) -> str:
    value = finding.fields.get(name, "")
    return _cell(value) if isinstance(value, str) else "\n".join(map(_cell, value))


def _iso(time: int) -> str:
    return moment(time).isoformat(timespec="milliseconds")


def _cell(text: str) -> str:
    shown = written_out(text)
    return f"'{shown}" if text.startswith(_FORMULA) and number(text) is None else shown


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
