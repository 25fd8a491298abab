"""A saved search and files in; what it would have found in them, out.

The events that the search may find are gathered from the files, and it runs over these alone: so it runs as it does in
production, with its condition, throttling and risk, however large the rest is.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from ..conf import App
from ..dataclass import dataclass
from ..detect.in_process import install, make_index, named
from ..detect.loading import Loaded, sourcetypes_of
from ..engine import Splunk
from ..ingest.notes import Notes
from ..ingest.places import Wanted
from ..ingest.skipped import Skipped, check_read
from ..ingest.sourcetypes import SourceTypes
from ..peers import Head, Mountain, Where, asks_for_now
from ..peers.head import Progress, untold
from ..replay import load_all
from ..search import Prepared, Request
from ..sources import Totals
from ..store import Store
from ..times import ManualClock, TimeRange, next_minute
from .baseline import with_version
from .comparing import change
from .findings import Found
from .report import Backtest, Finding, Reach, Stage
from .scheduled import DELAY, as_scheduled
from .whole import whole

if TYPE_CHECKING:
    from ..replay import Data

_LARGE = 1 << 30
"""Bytes of files, as they lie, of which so much may be gathered that it is kept on disk."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a backtest. `apps`: the first has the `saved_search`, which may be left out where it has one
    detection; `baseline`: another version of that app, or the name of another saved search of it; `earliest` and
    `latest` as time modifiers, relative to the newest event; `scheduled`: with each run that its schedule would have
    made, events being indexed `delay` seconds after their time; `timed`: what each stage costs is measured. `strict`:
    a file that cannot be read raises DataError."""

    apps: Sequence[Path]
    data: Sequence[Path | Data]
    saved_search: str = ""
    baseline: str = ""
    index: str = "main"
    sourcetype: str = ""
    wanted: Wanted = Wanted()
    earliest: str = ""
    latest: str = ""
    scheduled: bool = False
    delay: float = DELAY
    enterprise_security: bool = True
    common_information_model: bool = False
    timed: bool = False
    strict: bool = False
    where: Where = Where()


@dataclass(slots=True)
class Breaking:
    """Whether somebody wants no more. `reading`: files are being read, so that it is enough to say so in `asked`; else
    what runs is to be broken off by a KeyboardInterrupt."""

    reading: bool = False
    asked: bool = False

    def is_asked(self) -> bool:
        return self.asked


def backtest(asked: Asked, progress: Progress = untold, breaking: Breaking | None = None) -> Backtest:
    """Run a saved search over files. Raises any MinisplunkError: a broken app, wrong data, wrong or unsupported SPL."""
    started = time.perf_counter()
    with _opened(asked, progress, breaking or Breaking()) as bench, bench.versions() as (search, before):
        bench.gather([search, *before])
        for version in (search, *before):
            bench.run(version)
        found, head = search.found, bench.head
        return Backtest(
            app=bench.app.id,
            version=bench.app.version,
            search=search.name,
            spl=search.spl,
            window=bench.window,
            fields=found.fields,
            findings=search.findings,
            reach=bench.reach(found),
            skipped=head.skipped,
            stages=[bench.reading, *found.stages] if found.stages else (),
            messages=found.messages,
            notes=[*head.notes, *found.notes],
            scheduled=found.runs,
            partial=bench.breaking.asked,
            change=next((change(one.called, one.findings, search.findings) for one in before), None),
            elapsed=time.perf_counter() - started,
            sourcetypes=sourcetypes_of(head.mountain.parts),
        )


@dataclass(slots=True)
class _Version:
    """A version of the search: the Splunk that it is installed in, and what it has found. `called`: by the user."""

    splunk: Splunk
    app: str
    name: str
    called: str = ""
    found: Found = field(default_factory=Found)

    @property
    def spl(self) -> str:
        return self.splunk.saved_search(self.name, self.app).search

    @property
    def findings(self) -> list[Finding]:
        """In the order of their times."""
        return sorted(self.found.findings, key=lambda finding: finding.time)

    def prepared(self) -> Prepared:
        return self.splunk.read(self.splunk.request(self.spl, app=self.app))


@dataclass(slots=True)
class _Bench:
    asked: Asked
    splunk: Splunk
    clock: ManualClock
    app: App
    head: Head
    breaking: Breaking
    window: TimeRange = TimeRange.ALL
    _candidates: int = 0
    _records: int | None = None

    @contextmanager
    def versions(self) -> Iterator[tuple[_Version, Sequence[_Version]]]:
        """The search, and the version that it is compared with, if there is one."""
        app, asked = self.app.id, self.asked
        search = _Version(self.splunk, app, named(self.splunk, self.app, asked.saved_search))
        if not asked.baseline:
            yield search, ()
        elif Path(asked.baseline).exists():
            with with_version(self.splunk, Path(asked.baseline), self.head.notes) as (other, installed):
                yield search, [_Version(other, installed.id, named(other, installed, search.name), asked.baseline)]
        else:
            name = named(self.splunk, self.app, asked.baseline)
            yield search, [_Version(self.splunk, app, name, name)]

    def gather(self, versions: Sequence[_Version]) -> None:
        """Store what the versions may find; now is then the first whole minute after the newest event."""
        searches = [(version.splunk, version.prepared()) for version in versions]
        views = [version.splunk.context(version.app)[0] for version in versions]
        relative = self.asked.scheduled or self.asked.earliest or self.asked.latest
        surveyed = relative or any(map(asks_for_now, (prepared for _, prepared in searches), views))
        self.breaking.reading = True
        try:
            if surveyed:
                totals = self.head.survey().values()
                self._records = sum(total.events for total in totals)
                self._end_at(totals)
            delay = round(self.asked.delay * 1_000_000)
            self._candidates = self.head.store(searches, self.window, lambda time: time + delay)
        finally:
            self.breaking.reading = False
        check_read(self.head.skipped, self.head.mountain.paths)
        if not surveyed:
            self._end_at(totals for _, totals in self.splunk.store.kinds().values())

    def _end_at(self, totals: Iterable[Totals]) -> None:
        loaded = Loaded.of(totals)
        if loaded.events:
            self.clock.set(next_minute(loaded.newest))
        now, asked = self.clock.now(), self.asked
        given = Request("", now, "", asked.earliest, asked.latest).resolved()
        self.window = given.within(loaded.window)

    def run(self, version: _Version) -> None:
        asked, found = self.asked, version.found
        with suppress_broken(self.breaking):
            if asked.scheduled:
                as_scheduled(
                    version.splunk, version.app, version.name, self.window, found, delay=asked.delay, timed=asked.timed
                )
            else:
                whole(version.splunk, version.app, version.name, self.window, found, timed=asked.timed)

    @property
    def reading(self) -> Stage:
        return Stage("reading the files", self._records, self._candidates, self.head.seconds)

    def reach(self, found: Found) -> Reach:
        mountain = self.head.mountain
        files, size = len(mountain.parts), mountain.size
        return Reach(files, size, self.head.read, self._records, self._candidates, found.matched)


@contextmanager
def suppress_broken(breaking: Breaking) -> Iterator[None]:
    """What runs in the block may be broken off; what it has found by then counts."""
    try:
        yield
    except KeyboardInterrupt:
        breaking.asked = True


@contextmanager
def _opened(asked: Asked, progress: Progress, breaking: Breaking) -> Iterator[_Bench]:
    """The apps installed, the files listed."""
    clock, notes, skipped = ManualClock(time.time()), Notes(), list[Skipped]()
    with ExitStack() as opening:
        first = opening.enter_context(Splunk(clock=clock))
        app, *_ = install(
            first,
            asked.apps,
            notes,
            enterprise_security=asked.enterprise_security,
            common_information_model=asked.common_information_model,
        )
        types = SourceTypes(first.contexts.everywhere.written("props"), notes)
        parts = load_all(
            asked.data,
            sourcetype=asked.sourcetype,
            types=types,
            wanted=asked.wanted,
            skipped=None if asked.strict else skipped,
        )
        mountain, splunk = Mountain(parts, asked.index), first
        if mountain.size >= _LARGE:
            events = opening.enter_context(Store(Path(opening.enter_context(tempfile.TemporaryDirectory()))))
            splunk = opening.enter_context(Splunk(clock=clock, installed=first.layers, events=events))
        make_index(splunk, asked.index)
        head = Head(splunk, mountain, asked.where, progress, asked.strict, breaking.is_asked, notes, skipped)
        yield _Bench(asked, splunk, clock, app, head, breaking)
