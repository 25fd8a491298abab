"""`minisplunk search`: SPL over files or a folder of events."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import Any

import click

from . import options


@click.command("search")
@click.argument("spl", callback=options.utf8)
@options.together(options.data, options.data_dir, options.apps, options.cim, options.index, options.sourcetype)
@options.together(options.reading, options.earliest, options.latest, options.where, options.as_json)
def command(
    spl: str,
    as_json: bool,
    earliest: str,
    latest: str,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    **place: Any,
) -> int:
    """Run SPL over files or over a folder of replayed events.

    A table on a terminal, tab-separated values elsewhere; with --json one object a line, as the results come. Over
    --data, now is just after the newest event, so that relative times such as -1h mean something; over --data-dir it is
    the present. SPL that reads no events, such as one that begins with makeresults, needs neither. Files of a folder
    that AWS's layout dates outside of --earliest and --latest are not read.

    Exit codes: 0 found something, 1 found nothing, 2 wrong use or SPL, 3 not supported, 4 a file could not be read, or
    not to its end.
    """
    from .opened import WHAT_TO_SEARCH, opened
    from .output import as_result, print_lines, tell
    from .progress import bar
    from .skipping import list_skipped

    place["wanted"] = options.wanted(include, exclude, earliest, latest)
    with opened(**place, empty=True) as on:
        run = on.start(spl, earliest, latest)
        if run.pipeline.reads_events and not place["data"] and place["data_dir"] is None:
            raise click.UsageError(WHAT_TO_SEARCH)
        if as_json:
            formatted = run.formatted()
            count = print_lines(as_result(row, formatted) for row in on.rows(run))
        else:
            with bar("Searching") if on.head is None else nullcontext():
                rows = [*on.rows(run)]
            count = _print_table(rows, run.formatted())
        for message in run.messages:
            tell(f"{message.kind}: {message.text}")
        on.end()
        return list_skipped(on.skipped, 0 if count else 1)


def _print_table(rows: Any, formatted: Any) -> int:
    from ..spl.columns import columns
    from ..visible import in_one_line
    from .output import as_result, say, tell
    from .table import table

    fields = list(columns(rows))
    results = [as_result(row, formatted) for row in rows]
    if sys.stdout.isatty():
        if results:
            table(results, fields)
        else:
            tell("No results found.")
        return len(results)
    if results:
        say("\t".join(map(in_one_line, fields)))
    for result in results:
        values = (result.get(name, "") for name in fields)
        texts = (value if isinstance(value, str) else " ".join(value) for value in values)
        say("\t".join(map(in_one_line, texts)))
    return len(results)
