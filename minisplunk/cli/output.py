"""What the verbs print: JSON for programs, plain text for people."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import timezone
from typing import Any

import click
import msgspec

from .. import lazy_re
from ..search import Formatted, unformatted
from ..times import strftime
from ..values import Row, Value, number, texts
from .plain import Plain


def print_json(document: object) -> None:
    """Print a verb's document, see cli/documents."""
    click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2))


def print_line(document: object) -> None:
    """Print it in one line, at once: whoever waits for it reads line by line."""
    click.echo(msgspec.json.encode(document))


def as_result(row: Row, formatted: Formatted = unformatted) -> dict[str, Any]:
    """A result as Splunk's REST API returns it: values are text, several are a list, `_time` is ISO 8601; what is
    formatted is as that has it."""
    result = {name: plain(value) for name, value in row.items() if value is not None}
    if "_time" in result:
        result["_time"] = iso(row["_time"])
    result.update((name, plain(value)) for name, value in formatted(row).items())
    return result


def iso(time: Value) -> str | list[str]:
    """`2026-03-03T09:30:00.000+00:00`; what is no time stays as it is."""
    seconds = number(time)
    try:
        return plain(time) if seconds is None else strftime(float(seconds), "%Y-%m-%dT%H:%M:%S.%3N%:z", timezone.utc)
    except ValueError:  # outside of the calendar
        return plain(time)


def plain(value: Value) -> str | list[str]:
    values = texts(value)
    return values[0] if len(values) == 1 else values


def advise(messages: Iterable[str]) -> None:
    """Say it where a data model is missing that --cim would have brought."""
    from ..detect.missing_models import cim_has_it

    if cim_has_it(messages):
        click.echo("With --cim, the data models of the Common Information Model are there.", err=True)


_CONTROL = lazy_re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """A text of an event with its control characters written out: what somebody logged must not steer a terminal."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def in_one_line(text: str) -> str:
    return printable(text).replace("\t", "\\t").replace("\n", "\\n")


def counted(count: int, noun: str, plural: str = "") -> str:
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def console(*, stderr: bool = False) -> Any:
    """A console that draws colour on a terminal and plain text elsewhere, where lines are long without $COLUMNS.

    $NO_COLOR, unless it is empty, takes bold and faint letters away too, which look like colours on many terminals.
    """
    if not (stderr or sys.stdout.isatty() or "COLUMNS" in os.environ):
        return Plain()
    from rich.console import Console

    colours: Any = None if os.environ.get("NO_COLOR") else "auto"
    return Console(highlight=False, markup=False, emoji=False, stderr=stderr, color_system=colours)
