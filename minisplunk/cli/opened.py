"""A Splunk opened for one verb: its apps installed and its data ingested."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path

import click

from ..conf import App
from ..dataclass import dataclass
from ..detect.in_process import copied_etc, make_index, must_hold_events
from ..detect.loading import Loaded
from ..engine import Splunk
from ..ingest.notes import Notes
from ..ingest.places import Wanted
from ..ingest.skipped import Skipped, check_read
from ..ingest.sourcetypes import SourceTypes
from ..peers import Head, Mountain, Where, asks_for_now
from ..replay import Data, load_all
from ..search import Prepared, Request, Run
from ..sources import Totals
from ..times import ManualClock
from ..values import Row
from .options import was_given
from .output import tell
from .progress import scanning

WHAT_TO_SEARCH = "say what to search: either --data FILE, or --data-dir of `minisplunk replay`"


def install(splunk: Splunk, path: Path) -> App:
    """Install an app, and name the lines of its conf files that are passed over."""
    app = splunk.install(path)
    for warning in app.warnings:
        tell(f"warning: {warning}")
    return app


@dataclass(slots=True)
class Opened:
    """`head`: over files, which are searched as they lie; None for a folder of events, and for none. Where a search
    over files had to run through a store, `through_store` says why."""

    splunk: Splunk
    app: str
    clock: ManualClock
    head: Head | None = None
    through_store: str = ""

    def start(self, spl: str, earliest: str, latest: str, *, observed: bool = False) -> Run:
        """A search, made ready to run. Over files, now is just after the newest event, which is looked for only where
        it matters. `observed`: see Run; then it is known, too, how many events there are."""
        prepared = self._read(spl, earliest, latest)
        head = self.head
        if head is None or not prepared.pipeline.reads_events:
            return self.splunk.start(prepared, observed=observed)
        surveyed = observed or asks_for_now(prepared, self.splunk.context(self.app)[0])
        if surveyed:
            self._just_after(head.survey().values())
            prepared = self._read(spl, earliest, latest)
        run = head.start(prepared, observed=observed)
        if isinstance(run, Run):
            return run
        self.through_store = run
        head.store([] if observed else [(self.splunk, prepared)])
        if not surveyed:  # else what is stored may not have the newest event
            self._just_after(totals for _, totals in self.splunk.store.kinds().values())
        return self.splunk.start(self._read(spl, earliest, latest), observed=observed)

    @property
    def skipped(self) -> Sequence[Skipped]:
        """Files that could not be read, or not to their end."""
        return () if self.head is None else self.head.skipped

    def rows(self, run: Run) -> Iterator[Row]:
        """The results of what was started. Raises DataError in place of the first where nothing could be read."""
        rows = run.rows()
        first = list(islice(rows, 1))  # by then, files have been read to their end
        if self.head is not None and run.pipeline.reads_events:
            check_read(self.skipped, self.head.mountain.paths)
        return chain(first, rows)

    def end(self) -> None:
        """Say what the user should hear of the data."""
        if self.head is not None:
            for note in self.head.notes:
                tell(note)

    def _read(self, spl: str, earliest: str, latest: str) -> Prepared:
        return self.splunk.read(self.splunk.request(spl, earliest=earliest, latest=latest, app=self.app))

    def _just_after(self, totals: Iterable[Totals]) -> None:
        loaded = Loaded.of(totals)
        if loaded.events:
            self.clock.set(loaded.newest / 1_000_000 + 1)


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
    where: Where,
    empty: bool = False,
) -> Iterator[Opened]:
    """A Splunk with these apps and events, and the app that a search is to run in; with `empty` it may have no events.
    `wanted`: which files of a folder are read; `strict`: whether one that cannot be read is an error;
    `where`: where parts of a search over files run.

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
        app = installed[0].id if installed else "search"
        if not data:
            yield Opened(splunk, app, clock)
            return
        make_index(splunk, index)
        notes, skipped = Notes(), list[Skipped]()
        types = SourceTypes(splunk.contexts.everywhere.written("props"), notes)
        parts = load_all(data, sourcetype=sourcetype, types=types, wanted=wanted, skipped=None if strict else skipped)
        head = Head(splunk, Mountain(parts, index), where, scanning, strict, notes=notes, skipped=skipped)
        yield Opened(splunk, app, clock, head)


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
