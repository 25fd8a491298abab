"""All saved searches of an app over the same events: each is run once, and none sees what another has written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from ..dataclass import dataclass
from ..engine import VERSION
from ..errors import MinisplunkError
from ..ingest.notes import Notes
from ..ingest.skipped import Skipped
from ..targets.options import RunOptions
from .detecting import over, read_data
from .detection import Outcome
from .in_process import in_process
from .loading import Progress

Result = Literal["fired", "silent", "unsupported", "wrong"]
Each = Callable[[Sequence[str]], Iterator[str]]
"""Gives the names of the searches one after the other, and may show how far they are."""


@dataclass(frozen=True, slots=True)
class SearchRun:
    """`outcome`: None where it could not be run, and `why` then says what is wrong or unsupported; for one that stayed
    silent `why` is the first reason, and for one that fired it is empty."""

    name: str
    result: Result
    why: str
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class AppRun:
    """`version`: the Splunk's; `events`: how many were loaded; `searches`: in the app's order; `notes`: sentences on
    the data, and on what was done to run the searches; `elapsed`: seconds; `skipped`: files that could not be read."""

    version: str
    app: str
    app_version: str
    events: int
    searches: Sequence[SearchRun]
    notes: Sequence[str]
    elapsed: float
    skipped: Sequence[Skipped] = ()

    def count(self, result: Result) -> int:
        return sum(search.result == result for search in self.searches)


def detect_each(options: RunOptions, progress: Progress = iter, each: Each = iter) -> AppRun:
    """Run every saved search of the app on the embedded Splunk, be it scheduled or not; the data is ingested once.

    What is wrong with a search is told of it, and the others go on. What a search writes to an index is taken away
    before the next one runs: a rule over risk events would fire for those of this run's other searches. Lookups that it
    writes stay. Raises the errors of `detect` that are about the app or the data.
    """
    started = time.perf_counter()
    notes = Notes()
    with in_process(options, notes) as splunk:
        skipped = None if options.strict else list[Skipped]()
        parts = read_data(splunk, options, notes, skipped)
        with splunk.loaded(parts, progress, skipped) as loaded:
            splunk.enable_all()
            searches: list[SearchRun] = []
            for name in each(splunk.searches()):
                with splunk.splunk.store.undone():
                    searches.append(_tried(name, lambda name: over(splunk, splunk.saved_search(name), loaded, options)))
        app = splunk.app
    elapsed = time.perf_counter() - started
    return AppRun(VERSION, app.id, app.version, loaded.events, searches, list(notes), elapsed, skipped or ())


def _tried(name: str, run: Callable[[str], Outcome]) -> SearchRun:
    try:
        outcome = run(name)
    except MinisplunkError as error:
        return SearchRun(name, "unsupported" if error.exit_code == 3 else "wrong", str(error))
    except Exception as error:
        return SearchRun(name, "unsupported", f"minisplunk failed: {type(error).__name__}: {error}")
    if outcome.fired:
        return SearchRun(name, "fired", "", outcome)
    reasons = outcome.explanation.reasons if outcome.explanation else []
    return SearchRun(name, "silent", next(iter(reasons), "It found nothing."), outcome)
