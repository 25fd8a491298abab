"""`minisplunk mcp`: an app and data, served to an MCP client over standard input and output."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import options

if TYPE_CHECKING:
    from ..replay import Data
    from ..workbench.worker import Worker

_HOW = "The library `mcp` is missing: pip install 'minisplunk[mcp]'."


@click.command("mcp")
@options.together(options.apps, options.data, options.index, options.sourcetype)
@click.option(
    "--cases",
    multiple=True,
    type=options.PATH,
    help="Cases to run: a file, or a folder with files test_*.splunk.yaml. Repeatable.",
)
@click.option(
    "--es/--no-es", default=True, show_default=True, help="With Enterprise Security's risk and notable actions."
)
@options.cim
@click.option("--rows", default=100, show_default=True, type=click.IntRange(1, 1000), help="The most rows of a list.")
@click.option(
    "--seconds", default=30.0, show_default=True, type=click.FloatRange(0.1, 3600), help="The most for one answer."
)
def command(
    apps: tuple[Path, ...],
    data: tuple[Data, ...],
    cases: tuple[Path, ...],
    index: str,
    sourcetype: str,
    es: bool,
    cim: bool,
    rows: int,
    seconds: float,
) -> int:
    """Serve an app and data to an MCP client: tools to check, search, explain, run and test.

    An MCP client starts it, and speaks with it over standard input and output. What it may read is named here, and
    nothing else is read. Nothing is written, no script of an app is run, and nothing goes to the network.

    Exit codes: 0 the client has ended, 2 the app or the data is no good.
    """
    try:
        from ..workbench.server import serve, server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "anyio"):
            raise
        raise click.ClickException(_HOW) from error
    from ..replay.given import STANDARD_INPUT
    from ..workbench.named import Named
    from ..workbench.worker import Worker
    from .output import tell
    from .tools import tools

    if any(one.path == STANDARD_INPUT for one in data):
        raise click.UsageError("--data -: standard input is the client's")
    for one in data:
        if one.place:
            raise click.UsageError(f"--data {one.place}: a client is served files of this machine alone")
    named = Named(
        apps=tuple(path.resolve() for path in options.apps_or_here(apps)),
        data=tuple(replace(one, path=one.path.resolve()) for one in data),
        cases=tuple(path.resolve() for path in cases),
        index=index,
        sourcetype=sourcetype,
        enterprise_security=es,
        common_information_model=cim,
        rows=rows,
        seconds=seconds,
    )
    with Worker(named, tools) as worker:
        for note in worker.start():
            tell(note)
        _ended_by_signals(worker)
        serve(server(tools(), worker.call))
    return 0


def _ended_by_signals(worker: Worker) -> None:
    """At once: a thread reads standard input, and Python would wait at its end until the client closes that."""

    def end(number: int, frame: object) -> None:
        worker.close()
        os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
