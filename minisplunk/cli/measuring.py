"""A library in; which share of its searches can run here, and why the others can't, printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ..check import Reading, shown_path
from ..check.own import saved_searches
from ..check.readings import BROKEN, MISSING, RUNS, UNSUPPORTED, WRONG, readings, reasons
from ..content import NAME, Library, Search, Unreadable, read
from ..engine import Splunk
from .documents.check import measured as document
from .output import advise, counted, print_json

_GZIP = b"\x1f\x8b"


def measured(splunk: Splunk, path: Path, *, as_json: bool) -> int:
    """Read each search of a library, print what it says, and return the exit code."""
    library, app = _library(splunk, path)
    found = list(readings(splunk, library.searches, app))
    if as_json:
        print_json(document(found, library.faults))
    else:
        _print(found, library.faults)
    kinds = {reading.kind for reading in found}
    return 2 if library.faults or kinds & {WRONG, MISSING, BROKEN} else 3 if UNSUPPORTED in kinds else 0


def _library(splunk: Splunk, path: Path) -> tuple[Library, str]:
    """The searches, and the app in which they find their macros."""
    if (path / "default" / "app.conf").is_file() or _is_archive(path):
        app = splunk.install(path)
        settings = ((stanza.name, stanza.settings["search"]) for stanza in saved_searches(splunk, app))
        found = (Search(name, at.value, shown_path(str(at.file), app), at.line) for name, at in settings)
        return Library(tuple(found), {}), app.id
    library = read(path)
    splunk.update(lambda layers: layers.with_app(library.app()))
    return library, NAME


def _is_archive(path: Path) -> bool:
    """An .spl may be an app or a text of searches."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_GZIP)) == _GZIP


def _print(found: Sequence[Reading], faults: Sequence[Unreadable]) -> None:
    """What is wrong one by one, since each is to be looked into; what is unsupported, or missing, by its reasons."""
    for fault in faults:
        click.echo(fault.message)
    for reading in found:
        if reading.kind in (WRONG, BROKEN):
            click.echo(
                f"{reading.search.file}:{reading.search.line}: {reading.kind}: {reading.detail or reading.reason}"
            )
    for heading, kind in (
        ("Not supported", UNSUPPORTED),
        ("Missing: give the apps that define it with --app", MISSING),
    ):
        if lacking := reasons(found, kind):
            click.echo(f"{heading}:")
            width = len(f"{lacking[0][1]:,}")
            for reason, count in lacking:
                click.echo(f"  {count:{width},}  {reason}")
    runs = sum(reading.kind == RUNS for reading in found)
    click.echo(f"{runs:,} of {counted(len(found), 'search', 'searches')} can run here.")
    advise(reading.detail for reading in found)
