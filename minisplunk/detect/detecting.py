"""The flow of a detection: the app installed or found, data loaded, the saved search run, its risk events read back."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager

from ..ingest.notes import Notes
from ..ingest.sourcetypes import SourceTypes
from ..replay import Part, load_all
from ..search import Request
from ..targets.options import EMBEDDED, RunOptions, Say
from ..times import minute_after
from .detection import DetectionRun, InstalledSearch, Instance, Outcome
from .in_process import in_process
from .loading import Loaded, Progress, sourcetypes_of


def detect(options: RunOptions, say: Say, progress: Progress = iter) -> DetectionRun:
    """Run the detection. Raises any MinisplunkError: a broken app, wrong data, wrong or unsupported SPL, a Splunk that
    cannot be used."""
    started = time.perf_counter()
    notes = Notes()
    with _opened(options, say, notes) as splunk:
        parts = read_data(splunk, options, notes)
        search = splunk.saved_search(options.saved_search)
        with splunk.loaded(parts, progress) as loaded:
            outcome = over(splunk, search, loaded, options)
    elapsed = time.perf_counter() - started
    return DetectionRun(search, loaded.events, sourcetypes_of(parts), outcome, list(notes), elapsed)


def _opened(options: RunOptions, say: Say, notes: Notes) -> AbstractContextManager[Instance]:
    if options.splunk == EMBEDDED:
        return in_process(options, notes)
    from .over_rest import over_rest  # noqa: PLC0415  splunk-sdk is slow to import

    return over_rest(options, say, notes)


def read_data(splunk: Instance, options: RunOptions, notes: Notes) -> list[Part]:
    """The files of the options, each with its source type."""
    types = SourceTypes(splunk.props, notes)
    return load_all(options.data, sourcetype=options.sourcetype, types=types)


def over(splunk: Instance, search: InstalledSearch, loaded: Loaded, options: RunOptions) -> Outcome:
    """Run a saved search over what is loaded, in the window that the options say."""
    whole = options.window == "data" and not options.read_only
    now = None if whole or not loaded.events else moment_after(search, loaded.newest)
    return splunk.run(search, loaded.window if whole else None, now)


def moment_after(search: InstalledSearch, newest: int) -> float:
    """The first whole minute at which the saved search's own window ends after the newest event (epoch seconds).

    Days and weeks begin in UTC, though the searcher's zone may be another: that only moves the minute. Raises NotFound
    when there is none within a year, SplError and UnsupportedSpl when the window is no time.
    """

    def end(now: float) -> int:
        return Request(search.spl, now, "", search.earliest, search.latest or "now").resolved().latest

    return minute_after(newest, end, search=search.name, latest=search.latest)
