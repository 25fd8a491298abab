"""What the verbs print: JSON for programs, plain tables for people."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import timezone
from typing import Any

import orjson

from ..search import StageCount
from ..times import strftime
from ..values import Row, Value, number, texts


def print_json(document: object) -> None:
    sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n")


def as_result(row: Row) -> dict[str, Any]:
    """A result as Splunk's REST API returns it: values are text, several are a list, `_time` is ISO 8601."""
    result = {name: plain(value) for name, value in row.items() if value is not None}
    if "_time" in result:
        result["_time"] = iso(row["_time"])
    return result


def iso(time: Value) -> str | list[str]:
    """`2026-03-03T09:30:00.000+00:00`; what is no time stays as it is."""
    seconds = number(time)
    return plain(time) if seconds is None else strftime(float(seconds), "%Y-%m-%dT%H:%M:%S.%3N%:z", timezone.utc)


def plain(value: Value) -> str | list[str]:
    found = texts(value)
    return found[0] if len(found) == 1 else found


def stage(count: StageCount) -> dict[str, Any]:
    """A stage as JSON; `nulls` and `lost` only where stats dropped rows."""
    shown: dict[str, Any] = {
        "command": count.command,
        "text": count.text,
        "rows_in": count.rows_in,
        "rows_out": count.rows_out,
    }
    if count.lost:
        shown |= {"null_by_fields": count.nulls, "rows_lost": count.lost}
    return shown


def table(rows: Sequence[Mapping[str, Value]], fields: Iterable[str], titles: Mapping[str, str] | None = None) -> None:
    """Rows as a table, as wide as they need; long values wrap on a terminal."""
    from rich import box
    from rich.table import Table

    names = list(fields)
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in names:
        shown.add_column((titles or {}).get(name, name), overflow="fold")
    for row in rows:
        shown.add_row(*("\n".join(texts(row.get(name))) for name in names))
    console().print(shown)


def console() -> Any:
    """A console that draws colour on a terminal and plain text elsewhere, where lines are never cut."""
    from rich.console import Console

    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, width=240, no_color=True)
