"""A Splunk opened for one verb: its apps installed and its data ingested."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from ..detect import Setup, ingest
from ..engine import Splunk
from ..store.notes import Notes
from ..times import ManualClock


@contextmanager
def opened(
    *, apps: Sequence[Path], data: Sequence[Path], data_dir: Path | None, index: str, sourcetype: str
) -> Iterator[tuple[Splunk, str]]:
    """A Splunk with these apps and events, and the app that a search is to run in.

    Over files, now is when the newest event happened, so that relative times mean something; over a folder it is now.
    """
    if not data and data_dir is None:
        raise click.UsageError("say what to search: --data FILE, or --data-dir of `minisplunk replay`")
    clock = ManualClock(time.time())
    with Splunk(data_dir, clock=clock) as splunk:
        installed = [splunk.install(path) for path in apps]
        if data:
            notes = Notes()
            span = ingest(splunk, Setup(apps=apps, data=data, index=index, sourcetype=sourcetype), notes)
            for note in notes:
                click.echo(note, err=True)
            clock.set(span.latest / 1_000_000 + 1 if span.events else clock.now())
        yield splunk, installed[0].id if installed else "search"
