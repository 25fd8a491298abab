"""A Splunk opened for one verb: its apps installed and its data ingested."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from ..conf import App
from ..detect.in_process import copied_etc, ingest, must_hold_events
from ..engine import Splunk
from ..ingest.notes import Notes
from ..ingest.places import Wanted
from ..ingest.skipped import Skipped
from ..ingest.sourcetypes import SourceTypes
from ..replay import Data, load_all
from ..search import Request
from ..times import ManualClock
from ..values import Row
from .options import was_given
from .output import tell
from .progress import reading

WHAT_TO_SEARCH = "say what to search: either --data FILE, or --data-dir of `minisplunk replay`"


def install(splunk: Splunk, path: Path) -> App:
    """Install an app, and name the lines of its conf files that are passed over."""
    app = splunk.install(path)
    for warning in app.warnings:
        tell(f"warning: {warning}")
    return app


class Opened(NamedTuple):
    """`skipped`: files that could not be read, or not to their end."""

    splunk: Splunk
    app: str
    skipped: Sequence[Skipped]


@contextmanager
def opened(
    *,
    apps: Sequence[Path],
    data: Sequence[Data],
    data_dir: Path | None,
    index: str,
    sourcetype: str,
    cim: bool,
    wanted: Wanted,
    strict: bool,
    empty: bool = False,
) -> Iterator[Opened]:
    """A Splunk with these apps and events, and the app that a search is to run in; with `empty` it may have no events.
    `wanted`: which files of a folder are read; `strict`: whether one that cannot be read is an error.

    Over files, now is when the newest event happened, so that relative times mean something; over a folder it is now.
    Apps are installed for this verb alone: the folder is left as it was, and somebody else may be serving it.
    """
    if (data and data_dir is not None) or not (data or data_dir is not None or empty):
        raise click.UsageError(WHAT_TO_SEARCH)
    if not data:
        _refuse("index", "sourcetype", "include", "exclude", "strict")
    if data_dir is not None:
        must_hold_events(data_dir)
    clock = ManualClock(time.time())
    with (
        etc_of(data_dir, copied=cim or bool(apps)) as etc,
        Splunk(data_dir, etc=etc, clock=clock, guest=True) as splunk,
        same_indexes(splunk),
    ):
        splunk.rest = partial(_read, splunk)
        installed = [install(splunk, path) for path in apps]
        if cim:
            splunk.install_common_information_model()
        skipped = None if strict else list[Skipped]()
        if data:
            notes = Notes()
            types = SourceTypes(splunk.contexts.everywhere.written("props"), notes)
            parts = load_all(data, sourcetype=sourcetype, types=types, wanted=wanted, skipped=skipped)
            loaded = ingest(splunk, parts, index, notes, reading, skipped)
            for note in notes:
                tell(note)
            clock.set(loaded.newest / 1_000_000 + 1 if loaded.events else clock.now())
        yield Opened(splunk, installed[0].id if installed else "search", skipped or ())


def _read(splunk: Splunk, asking: Request, path: str, arguments: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """The rest command asks endpoints that nobody serves; few searches do, so that what they need is read late."""
    from ..rest.instance import Splunkd
    from ..rest.instance.users import Users
    from ..rest.management.reading import reader

    return reader(Splunkd(splunk, Users(splunk.etc / "passwd")))(asking, path, arguments)


def _refuse(*options: str) -> None:
    """Options that only mean something with --data."""
    context = click.get_current_context()
    for name in options:
        if was_given(context, name):
            raise click.UsageError(f"--{name} goes with --data: the events of --data-dir have theirs")


@contextmanager
def etc_of(data_dir: Path | None, *, copied: bool) -> Iterator[Path | None]:
    """Where apps are to be installed instead of in the folder: in a copy of what it has."""
    if data_dir is None or not copied:
        yield None
        return
    with copied_etc(data_dir) as copy:
        yield copy


@contextmanager
def same_indexes(splunk: Splunk) -> Iterator[None]:
    """Indexes that apps define go with the apps, unless a search has written to them."""
    before = splunk.store.indexes()
    yield
    for name, total in splunk.store.counts().items():
        if name not in before and not total.events:
            splunk.store.delete_index(name)
