"""A verdict in; lines that a person reads, what is not as expected first and then why, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .verdict import Difference, Near, Shown, Value, Verdict

_WIDEST = 60
"""Characters that are shown of a value."""
_MOST_ROWS = 5
_LEFT_OUT = ("_raw", "_serial", "_cd", "_bkt", "_si", "splunk_server", "linecount", "punct")


def lines(verdict: Verdict) -> list[str]:
    """Nothing for a case that has passed."""
    if verdict.passed:
        return []
    found = verdict.error.splitlines()
    for difference in verdict.differences:
        found += _difference(difference)
    found += verdict.messages
    if not verdict.rows and verdict.outcome == "failed":
        found += verdict.reasons
        found += [line for near in verdict.nearest for line in _near(near)]
    return found


def also_fired(verdict: Verdict) -> list[str]:
    """The other searches that fired, though the case does not say so."""
    return [f"{one.search} fired too: {one.rows:,} results" for one in verdict.firings if not one.error]


def _difference(difference: Difference) -> Iterator[str]:
    yield f"{difference.of}: {difference.message}"
    if difference.values:
        yield from _indented(_values(difference.values))
    if difference.found:
        yield "  found:"
        yield from _indented([_row(row) for row in difference.found[:_MOST_ROWS]], 4)
        if (more := len(difference.found) - _MOST_ROWS) > 0:
            yield f"    and {more:,} more"


def _values(values: Sequence[Value]) -> list[str]:
    """A table: the row, the field, and both sides."""
    shown = [("row", "field", "expected", "found")]
    shown += [(str(one.row), one.field, _short(one.expected), _short(one.found)) for one in values]
    widths = [max(len(cells[column]) for cells in shown) for column in range(3)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(cells, widths, strict=False)), cells[3]])
        for cells in shown
    ]


def _row(row: Shown) -> str:
    fields = {name: value for name, value in row.items() if value is not None and name not in _LEFT_OUT}
    return " ".join(f"{name}={_short(_joined(value))}" for name, value in fields.items())


def _joined(value: str | Sequence[str] | None) -> str:
    return value if isinstance(value, str) else " | ".join(value or ())


def _near(near: Near) -> Iterator[str]:
    has = f": {_short(near.has)}" if near.has else ""
    yield f"  does not meet `{near.clause}`{has}"
    yield f"    {near.event}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 3]}..."


def _indented(texts: Sequence[str], blanks: int = 2) -> Iterator[str]:
    return (f"{' ' * blanks}{text}" for text in texts)
