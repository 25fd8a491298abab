"""What minisplunk does, cannot do, and leaves aside: its own tables in, docs/SUPPORTED.md out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from minisplunk.commands import COMMANDS
from minisplunk.commands import UNSUPPORTED as UNSUPPORTED_COMMANDS
from minisplunk.conf.settings import Row, Support, table
from minisplunk.functions import FUNCTIONS, aggregates
from minisplunk.functions import UNSUPPORTED as UNSUPPORTED_FUNCTIONS

from .build import write as write_file

MARK = "<!-- Generated from minisplunk's own tables by `python -m package page`. Change the code, not this page. -->"

INTRODUCTION = """\
What minisplunk does of Splunk. What is wrong and what is not supported are two different errors, both with the place in
your text; the exit code of an unsupported one is 3. Nothing outside of this page is passed over in silence.

Options of commands are not listed: each documented one either works or is refused by name."""

LIMITS = """\
| What | Limit | When it bites |
| --- | --- | --- |
| automatic JSON extraction | the first 5,000 characters of the event | a message on the job |
| automatic extraction | 100 fields of an event | a message on the job |
| `list()` | 100 values | silently, as in Splunk |
| `sort` without a count | 10,000 rows | silently, as in Splunk |
| subsearches, `append` | 10,000 rows | a message on the job |
| a search's results | 500,000 rows | a message on the job |
| a regular expression | 100,000 steps of matching | a message, or an error that names the expression |"""

DIFFERENT = """\
- No search is previewed, accelerated, summarised or distributed: there is one process and one store.
- `date_*`, `punct`, `timestartpos` and `timeendpos` are not made; a search that names one of them is refused.
- A key that stands twice in one JSON object has its last value.
- The server's time zone is UTC.
- Actions other than `risk` and `notable` are not run, and the job says so.
- There is no scheduler, no REST API and no HEC yet: searches are dispatched by the command line or from Python."""


def render() -> str:
    """The page."""
    return "\n\n".join((MARK, "# What is supported", INTRODUCTION, *_sections())) + "\n"


def write(root: Path) -> Path:
    """Write the page, whole or not at all; where it is."""
    path = root / "docs" / "SUPPORTED.md"
    write_file(path, render().encode())
    return path


def _sections() -> Iterator[str]:
    yield "## Commands"
    yield _code(COMMANDS)
    yield f"Splunk's, but not supported: {_code(UNSUPPORTED_COMMANDS)}"
    yield "## Eval functions"
    yield _code(FUNCTIONS)
    yield f"Splunk's, but not supported: {_code(UNSUPPORTED_FUNCTIONS)}"
    yield "## Functions of stats"
    yield f"{_code(aggregates.AGGREGATES)}, and percentiles (`p95`, `perc99.9`, `exactperc50`, `upperperc90`)"
    yield f"Splunk's, but not supported: {_code(aggregates.KNOWN_UNSUPPORTED)}"
    yield "## Limits that are Splunk's own"
    yield LIMITS
    yield "## What is different"
    yield DIFFERENT
    yield "## Settings of conf files"
    yield (
        "*Implemented* settings have their effect; *harmless* ones change no result here; *unsupported* ones are an "
        "error when they are met. `minisplunk check` names them in an app."
    )
    for conf, rows in groupby(table(), key=lambda item: item[0]):
        yield f"### {conf}" if conf == "metadata" else f"### {conf}.conf"
        yield "\n".join(_settings([row for _, row in rows]))


def _settings(rows: list[Row]) -> Iterator[str]:
    """A line for each support and reason, with the settings that share it."""
    for support in Support:
        reasons = dict.fromkeys(row.why for row in rows if row.support is support)
        for why in reasons:
            keys = _code(_named(row) for row in rows if row.support is support and row.why == why)
            yield f"- {support.value}{f' ({why})' if why else ''}: {keys}"


def _named(row: Row) -> str:
    named = f"[{row.stanza}] {row.key}" if row.stanza else row.key
    return f"{named} = {row.values}" if row.values else named


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(set(names)))
