"""A Splunk opened for one verb: its apps installed and its data ingested."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from ..detect import Setup, ingest, installed_places
from ..engine import Splunk
from ..errors import NotFound
from ..store.notes import Notes
from ..times import ManualClock
from .progress import reading


@contextmanager
def opened(
    *, apps: Sequence[Path], data: Sequence[Path], data_dir: Path | None, index: str, sourcetype: str
) -> Iterator[tuple[Splunk, str]]:
    """A Splunk with these apps and events, and the app that a search is to run in.

    Over files, now is when the newest event happened, so that relative times mean something; over a folder it is now.
    """
    if bool(data) == (data_dir is not None):
        raise click.UsageError("say what to search: either --data FILE, or --data-dir of `minisplunk replay`")
    if data_dir is not None and not (data_dir / "var").is_dir():
        raise NotFound(
            f"{data_dir} holds no events: `minisplunk replay --data-dir {data_dir} ...` makes such a folder."
        )
    clock = ManualClock(time.time())
    with Splunk(data_dir, clock=clock) as splunk, installed_places(splunk):
        installed = [splunk.install(path) for path in apps]
        if data:
            notes = Notes()
            setup = Setup(apps=apps, data=data, index=index, sourcetype=sourcetype)
            ingested = ingest(splunk, setup, notes, reading)
            for note in notes:
                click.echo(note, err=True)
            clock.set(ingested.newest / 1_000_000 + 1 if ingested.events else clock.now())
        yield splunk, installed[0].id if installed else "search"
