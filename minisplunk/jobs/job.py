"""One search job: a search that runs, is held, finalized or cancelled, and whose results are kept for a while."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from ..errors import MinisplunkError, PlacedError, SplError
from ..search import Cancelled, Control, Formatted, Message, Prepared, Request, Run, unformatted
from ..search.timer import timer
from ..spl.fields import Fields
from ..times import Clock
from ..values import Row
from .columns import result_fields
from .dispatch import SAVED_TTL, TTL, Dispatch
from .outline import Outline
from .preview import Preview
from .quota import Usage
from .reading import failure
from .results import SearchJob, kept
from .timeline import Timeline

_log = logging.getLogger(__name__)


class Start(Protocol):
    """Makes a search ready to run, under `control`, its messages in the list; see search.start."""

    def __call__(
        self,
        prepared: Prepared,
        *,
        observed: bool,
        most: int,
        control: Control,
        messages: list[Message],
        wanted: Fields = Fields.ALL,
    ) -> Run: ...


Then = Callable[[Run, SearchJob], None]
"""What follows a search's last result, before its job is done."""
_DROPPED = 4096
_BEFORE_RUNNING = ("QUEUED", "PARSING")


class Job:
    """Who controls it and who runs it are different threads. `created`, `began`, `ended`: epoch seconds; `ttl`: seconds
    that it is kept after it has ended, or somebody has asked for its results.

    `prepared`: the search, or what is wrong with it, for which the job then fails. `usage`: what it keeps. `timeline`:
    that of its events, once somebody has asked for it after its end. `readers`, `writers`: roles of others who may see
    it, and who may control it.
    """

    def __init__(
        self,
        request: Request,
        prepared: Prepared | SplError,
        dispatch: Dispatch,
        clock: Clock,
        start: Start,
        then: Then | None = None,
        control: Control | None = None,
        usage: Usage | None = None,
        shown: Callable[[str], str] = str,
    ) -> None:
        self.request, self.dispatch = request, dispatch
        self.control, self.usage = control or Control(), usage or Usage()
        self.messages: list[Message] = []
        self.results: list[Row] = []
        self.run: Run | None = None
        self.error: Exception | None = None
        self.created = self.updated = clock.now()
        self.ttl = dispatch.ttl
        self.priority = dispatch.priority
        self.preview = dispatch.preview
        self.custom = dict(dispatch.custom)
        self.is_saved = False
        self.run_duration = 0.0
        self.began: float | None = None
        self.ended: float | None = None
        self.timeline: Timeline | None = None
        self.readers = self.writers = frozenset[str]()
        self._prepared, self._clock, self._start, self._then = prepared, clock, start, then
        self._shown = shown
        self._finalized_when_done = self._paused_when_done = False
        self._stage = "QUEUED"
        self._accessed = clock.elapsed()
        self._found: SearchJob | None = None
        self._preview = Preview(self.control)
        self._ended = threading.Event()

    @property
    def sid(self) -> str:
        return self.request.sid

    def is_of(self, user: str) -> bool:
        """Whether it is the user's own, who sees it also without a right to see everybody's."""
        return user in (self.request.user, self.dispatch.asker)

    # Its state

    @property
    def state(self) -> str:
        """splunkd's dispatchState."""
        if self.is_done and self.is_failed:
            return "FAILED"
        if self.is_done:
            return "USER_CANCEL" if self.is_cancelled else "DONE"
        if self.control.paused:
            return "PAUSE"
        if self.control.finalized and self._stage not in _BEFORE_RUNNING:
            return "FINALIZING"
        return self._stage

    @property
    def is_done(self) -> bool:
        return self._ended.is_set()

    @property
    def is_failed(self) -> bool:
        return self.error is not None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled before it had all its results."""
        return self.control.cancelled and self.is_done and self._found is None and not self.is_failed

    @property
    def is_finalized(self) -> bool:
        return self.control.finalized or self._finalized_when_done

    @property
    def is_paused(self) -> bool:
        return self.control.paused or self._paused_when_done

    @property
    def fields(self) -> list[str]:
        """Of the results so far."""
        return self.fields_of(list(self.results)) if self._found is None else self._found.fields

    def fields_of(self, rows: list[Row]) -> list[str]:
        """The fields of some of its results, in order."""
        return [] if self.run is None else result_fields(self.run.pipeline.columns(), rows)

    @property
    def formatted(self) -> Formatted:
        """How its results are shown."""
        return unformatted if self.run is None else self.run.formatted()

    def preview_results(self, seconds: float) -> list[Row]:
        """The results so far; of a search that reduces its rows, those that it would have if no more came. They are
        waited for at most so long."""
        run = self.run
        if self.is_done or run is None or self.results or not run.reduces:
            return list(self.results)
        return self._preview.rows(run.preview, seconds)

    @property
    def outline(self) -> Outline | None:
        return None if self.run is None else Outline.of(self.run.pipeline)

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it has ended, after at most `timeout` seconds."""
        return self._ended.wait(timeout)

    def finished(self) -> SearchJob:
        """Its results, when it has ended. Raises what it failed for, or Cancelled."""
        self.wait()
        if self.error is not None:
            raise self.error
        if self._found is None:
            raise Cancelled
        return self._found

    def cancel(self) -> None:
        self.control.cancel()

    def finalize(self) -> None:
        """End it with what it has found so far. A job that is done shows that it was asked for, and no more: clients
        wait for that (splunk-sdk's own tests)."""
        if self.is_done:
            self._finalized_when_done = True
        else:
            self.control.finalize()

    def pause(self) -> None:
        """Hold it up; likewise."""
        if self.is_done:
            self._paused_when_done = True
        else:
            self.control.pause()

    def unpause(self) -> None:
        self._paused_when_done = False
        self.control.unpause()

    def show_preview(self, on: bool) -> None:
        self.preview = on

    def share(self, readers: Iterable[str], writers: Iterable[str]) -> None:
        self.readers, self.writers = frozenset(readers), frozenset(writers)

    def prioritize(self, priority: int) -> None:
        self.priority = priority

    def set_custom(self, properties: Mapping[str, str]) -> None:
        """Properties of the user's own; those that it has stay."""
        self.custom |= properties

    # How long it is kept

    def keep(self, ttl: int) -> None:
        """For so many seconds from now, or from its end on."""
        self.ttl = ttl
        self.touch()

    @property
    def remaining(self) -> int:
        """Whole seconds until it is forgotten; the whole of its ttl while it runs."""
        if not self.is_done:
            return self.ttl
        return max(0, math.ceil(self._accessed + self.ttl - self._clock.elapsed()))

    @property
    def expired(self) -> bool:
        return self.is_done and self._clock.elapsed() >= self._accessed + self.ttl

    @property
    def idle(self) -> float:
        """Seconds that nobody has asked for it."""
        return self._clock.elapsed() - self._accessed

    def touch(self) -> None:
        """Begin its lifetime anew, as whoever asks for its results does (Search Manual, "Extending job lifetimes")."""
        self._accessed, self.updated = self._clock.elapsed(), self._clock.now()

    def save(self) -> None:
        self.is_saved, self.ttl = True, SAVED_TTL
        self.touch()

    def unsave(self) -> None:
        self.is_saved, self.ttl = False, TTL
        self.touch()

    # Its course, for the thread that runs it

    def work(self) -> None:
        """Run the search to its end; never raises what the search does."""
        with self._course():
            run = self._started()
            started = time.perf_counter()
            for row in kept(run.rows(), run, self.dispatch.max_count, self._holds):
                self.results.append(row)
            self._conclude(run, time.perf_counter() - started)

    def stream(self) -> Generator[Row, None, None]:
        """Run the search, its rows given as they come and not kept. Raises what it fails for, or Cancelled."""
        with self._course():
            run = self._started()
            yield from run.rows()
        if self.error is not None:
            raise self.error
        if self.control.cancelled:
            raise Cancelled

    def _started(self) -> Run:
        if self.control.asked:
            self.control.checkpoint()
        self.began = self._clock.now()
        self._stage = "PARSING"
        if isinstance(self._prepared, SplError):
            raise self._prepared
        observed, most = self.dispatch.observed, self.dispatch.auto_finalize_ec
        run = self._start(self._prepared, observed=observed, most=most, control=self.control, messages=self.messages)
        run.timed = self.dispatch.timed
        self.run = run
        self._stage = "RUNNING"
        return run

    def _holds(self, results: int) -> str:
        """Why it is ended with these bytes of results, if that is so (authorize.conf.spec, srchDiskQuota: at once)."""
        if reason := self.usage.hold(results):
            self.control.finalize()
        return reason

    def _conclude(self, run: Run, duration: float) -> None:
        self._stage = "FINALIZING"
        self.run_duration = duration
        found = SearchJob.of(run, self.results, duration)
        if self._then is not None:
            self._then(run, found)
        self._found = found

    @contextmanager
    def _course(self) -> Iterator[None]:
        limit = timer(self.dispatch.max_time, self.control.finalize)
        try:
            yield
        except Cancelled:
            self._drop_results()
        except MinisplunkError as error:
            self._fail(error)
        except Exception as error:
            _log.exception("search job %s failed", self.sid)
            self._fail(error)
        finally:
            if limit is not None:
                limit.cancel()
            if self.control.paused:  # too late to hold it up, and nobody is to wait for it later
                self._paused_when_done = True
                self.control.unpause()
            self.touch()
            self.ended = self._clock.now()
            self._ended.set()
            self._preview.end()

    def _drop_results(self) -> None:
        """Some at a time: giving back the memory of all would keep other threads waiting."""
        while self.results:
            del self.results[-_DROPPED:]
        self.usage.drop()

    def _fail(self, error: Exception) -> None:
        """splunkd says it twice (measured on 10.4.2 and 10.6 by third parties), but not where in a macro it lies."""
        self.results, self.error = [], error
        self.usage.drop()
        text = self._shown(failure(error)) if isinstance(error, MinisplunkError) else "Internal error."
        places = error.in_macros() if isinstance(error, PlacedError) else ()
        self.messages += [Message("FATAL", text), Message("ERROR", text), *(Message("INFO", p) for p in places)]
