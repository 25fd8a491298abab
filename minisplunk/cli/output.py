"""What the verbs print: JSON for programs, plain text for people."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import timezone
from typing import Any

import click
import msgspec

from ..search import Formatted, unformatted
from ..times import strftime
from ..values import Row, Value, number, texts
from ..visible import in_one_line, json_written_out, written_out
from .plain import Plain


def say(text: object = "") -> None:
    """Print a text for people."""
    click.echo(written_out(str(text)))


def tell(sentence: object) -> None:
    """Say something beside what was asked for, in a line of standard error."""
    click.echo(in_one_line(str(sentence)), err=True)


def complain(text: str) -> None:
    """Say why there is nothing; in as many lines as that takes."""
    click.echo(written_out(text).rstrip("\n"), err=True)


def print_json(document: object) -> None:
    """Print a verb's document, see cli/documents."""
    click.echo(json_written_out(msgspec.json.format(msgspec.json.encode(document), indent=2).decode()))


def print_line(document: object) -> None:
    """Print it in one line, at once: whoever waits for it reads line by line."""
    click.echo(_line(document))


def print_lines(documents: Iterable[object]) -> int:
    """Print each in a line, as they come; and how many there were."""
    count = 0
    for document in documents:
        count += 1
        sys.stdout.buffer.write(_line(document) + b"\n")
    sys.stdout.buffer.flush()
    return count


def print_utf8(texts: Iterable[str]) -> None:
    """Print texts in which hidden characters are written out already, in UTF-8 whatever the locale."""
    for text in texts:
        sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def _line(document: object) -> bytes:
    line = msgspec.json.encode(document)
    return line if line.isascii() and b"\x7f" not in line else json_written_out(line.decode()).encode()


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
        tell("With --cim, the data models of the Common Information Model are there.")


def counted(count: int, noun: str, plural: str = "") -> str:
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def console(*, stderr: bool = False) -> Any:
    """A console that draws colour on a terminal and plain text elsewhere, where lines are long without $COLUMNS.

    $NO_COLOR, unless it is empty, takes bold and faint letters away too, which look like colours on many terminals.
    """
    if not (stderr or sys.stdout.isatty() or "COLUMNS" in os.environ):
        return Plain()
    from .terminal import Terminal

    colours: Any = None if os.environ.get("NO_COLOR") else "auto"
    return Terminal(highlight=False, markup=False, emoji=False, stderr=stderr, color_system=colours)


def headed(what: str, told: str, style: str = "bold") -> None:
    """Print what begins a part, and a few words on it."""
    out = console()
    out.print(f"\n{what}", style=style, end="")
    out.print(f": {told}")
