"""The flow of a detection: the app installed or found, data loaded, the saved search run, its risk events read back."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from dataclasses import replace

from ..ingest.notes import Notes
from ..ingest.skipped import Skipped
from ..ingest.sourcetypes import SourceTypes
from ..replay import Part, load_all
from ..search import Request
from ..targets.options import EMBEDDED, RunOptions, Say
from ..times import TimeRange, minute_after
from .detection import DetectionRun, InstalledSearch, Instance, Outcome
from .in_process import in_process
from .loading import Loaded, Progress
from .ordering import in_time_order


def detect(options: RunOptions, say: Say, progress: Progress = iter) -> DetectionRun:
    """Run the detection; its results come in the order of their times. Raises any MinisplunkError: a broken app, wrong
    data, wrong or unsupported SPL, a Splunk that cannot be used."""
    started = time.perf_counter()
    notes = Notes()
    with _opened(options, say, notes) as splunk:
        skipped = None if options.strict else list[Skipped]()
        parts = read_data(splunk, options, notes, skipped)
        search = splunk.saved_search(options.saved_search)
        with splunk.loaded(parts, progress, skipped) as loaded:
            found = over(splunk, search, loaded, options)
            outcome = replace(found, rows=in_time_order(found.rows, lambda row: row))
    elapsed = time.perf_counter() - started
    return DetectionRun(search, loaded.events, splunk.sourcetypes, outcome, list(notes), elapsed, skipped or ())


def _opened(options: RunOptions, say: Say, notes: Notes) -> AbstractContextManager[Instance]:
    if options.splunk == EMBEDDED:
        return in_process(options, notes)
    from .over_rest import over_rest  # noqa: PLC0415  splunk-sdk is slow to import

    return over_rest(options, say, notes)


def read_data(splunk: Instance, options: RunOptions, notes: Notes, skipped: list[Skipped] | None = None) -> list[Part]:
    """The files of the options, each with its source type; folders that cannot be read are `skipped`."""
    types = SourceTypes(splunk.props, notes)
    return load_all(options.data, sourcetype=options.sourcetype, types=types, wanted=options.wanted, skipped=skipped)


def over(splunk: Instance, search: InstalledSearch, loaded: Loaded, options: RunOptions) -> Outcome:
    """Run a saved search over what is loaded, in the window that the options say."""
    whole = options.window == "data" and not options.read_only
    now = None if whole or not loaded.events else moment_after(search, loaded.newest)
    return splunk.run(search, _within(loaded, options) if whole else None, now)


def _within(loaded: Loaded, options: RunOptions) -> TimeRange:
    """The span of the data, as far as the options leave it; now is just after the newest event."""
    if not (options.earliest or options.latest):
        return loaded.window
    now = loaded.newest / 1_000_000 + 1 if loaded.events else time.time()
    asked = Request("", now, "", options.earliest, options.latest).resolved()
    both = TimeRange(max(asked.earliest, loaded.window.earliest), min(asked.latest, loaded.window.latest))
    return both if both.earliest < both.latest else asked


def moment_after(search: InstalledSearch, newest: int) -> float:
    """The first whole minute at which the saved search's own window ends after the newest event (epoch seconds).

    Days and weeks begin in UTC, though the searcher's zone may be another: that only moves the minute. Raises NotFound
    when there is none within a year, SplError and UnsupportedSpl when the window is no time.
    """

    def end(now: float) -> int:
        return Request(search.spl, now, "", search.earliest, search.latest or "now").resolved().latest

    return minute_after(newest, end, search=search.name, latest=search.latest)
