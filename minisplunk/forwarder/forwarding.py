"""Events of files -> HEC in batches. A batch that fails is tried again while that may help; if not, where to go on.

At least once: a batch whose answer was lost is sent again, and HEC may have taken it the first time.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TypeVar

from ..errors import DataError, MinisplunkError
from ..ingest.index_time import Event
from ..store import Meta
from .batches import MOST_EVENTS, HecBatch, batches
from .envelope import EventFeed, enveloping
from .hec import Hec
from .refusals import Refused, Unavailable
from .retries import RetryPolicy

T = TypeVar("T")

MOST_PENDING = 256
"""So many requests may be without their acknowledgment; sending goes on meanwhile."""


class Forwarder:
    """Sends feeds, once. Numbers of events count from 0 over all feeds, and `resume` is the first that is sent.

    `rate`: events per second at most. `say` takes a sentence whenever something is tried again. `pause` and `clock`:
    what waits, and what counts seconds.
    """

    def __init__(
        self,
        hec: Hec,
        *,
        resume: int = 0,
        rate: float | None = None,
        retries: RetryPolicy | None = None,
        say: Callable[[str], None] = lambda _: None,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.maybe_twice = 0
        """How many events HEC may have taken twice."""
        self.acknowledges = False
        self._hec, self._resume, self._rate = hec, resume, rate
        self._retries = retries or RetryPolicy()
        self._say = say
        self._pause, self._clock = pause, clock
        self._next = resume
        self._pending: dict[int, int] = {}  # ackId -> number of the first event
        self._starts: list[int] = []
        self._names: list[str] = []

    @property
    def resume_at(self) -> int:
        """The number of the first event that may be missing, with which to resume."""
        return next(iter(self._pending.values()), self._next)

    def send(self, feeds: Iterable[EventFeed]) -> int:
        """How many events were sent, all of them taken, or acknowledged if the token does.

        Raises Refused, Unavailable, DataError and what the feeds raise; `resume_at` then says where to go on.
        """
        most = MOST_EVENTS if self._rate is None else max(1, min(MOST_EVENTS, int(self._rate)))
        began = self._clock()
        try:
            for batch in batches(self._envelopes(feeds), self._resume, most_events=most):
                if self._rate is not None:
                    self._wait_until(began + (batch.first - self._resume) / self._rate)
                self._deliver(batch)
            self._settle(0)
        except MinisplunkError:
            self._ask_once()
            raise
        return self._next - self._resume

    def _envelopes(self, feeds: Iterable[EventFeed]) -> Iterator[bytes]:
        number = 0
        for feed in feeds:
            self._starts.append(number)
            self._names.append(feed.name)
            events = iter(feed.events)
            number += sum(1 for _ in islice(events, max(0, self._resume - number)))
            envelope = enveloping(feed.meta)
            for event in events:
                try:
                    yield envelope(event)
                except DataError as error:
                    raise DataError(f"{self._place(number)}: {error}") from error
                number += 1
        if number < self._resume:
            raise DataError(f"There are {number:,} events, so nothing is left from {self._resume:,} on")

    def _place(self, number: int) -> str:
        feed = bisect_right(self._starts, number) - 1
        return f"{self._names[feed]}, event {number - self._starts[feed] + 1:,}"

    def _wait_until(self, due: float) -> None:
        wait = due - self._clock()
        if wait > 0:
            self._pause(wait)

    def _deliver(self, batch: HecBatch) -> None:
        try:
            acknowledgment, maybe_twice = self._with_retries(lambda: self._hec.send(batch.body))
        except Refused as refused:
            if refused.event is None:
                raise
            number = batch.first + refused.event
            if not self.acknowledges:
                self._next = number  # HEC keeps what comes before the faulty event
            raise Refused(f"{self._place(number)}: {refused}") from refused
        if maybe_twice:
            self.maybe_twice += batch.events
        if acknowledgment is not None:
            self.acknowledges = True
            self._pending[acknowledgment] = batch.first
        self._next = batch.first + batch.events
        if len(self._pending) >= MOST_PENDING:
            self._settle(MOST_PENDING // 2)

    def _settle(self, most: int) -> None:
        """Wait until at most so many requests are without their acknowledgment."""
        waits, waited = self._retries.waits(), 0.0
        while len(self._pending) > most:
            if self._ask():
                waits, waited = self._retries.waits(), 0.0
                continue
            if waited >= self._retries.unacknowledged:
                hint = "are its indexers well, and does a load balancer before them keep sessions together?"
                raise Unavailable(
                    f"{self._hec.endpoint.url}: no acknowledgment came in {waited:,.0f} s: {hint}", unanswered=True
                )
            wait = next(waits)
            self._pause(wait)
            waited += wait

    def _ask(self) -> bool:
        """Whether an acknowledgment came."""
        acknowledged, _ = self._with_retries(lambda: self._hec.acknowledged(self._pending))
        self._forget(acknowledged)
        return bool(acknowledged)

    def _ask_once(self) -> None:
        """Before giving up, ask for acknowledgments once more: what they cover need not be sent again."""
        if self._pending:
            with suppress(MinisplunkError):  # the reason for giving up is raised already
                self._forget(self._hec.acknowledged(self._pending))

    def _forget(self, acknowledged: Iterable[int]) -> None:
        for number in acknowledged:
            del self._pending[number]

    def _with_retries(self, request: Callable[[], T]) -> tuple[T, bool]:
        """The answer to a request, and whether HEC may have taken the request more than once."""
        maybe_twice = False
        for wait in islice(self._retries.waits(), self._retries.tries - 1):
            try:
                return request(), maybe_twice
            except Unavailable as unavailable:
                maybe_twice = maybe_twice or unavailable.unanswered
                self._say(f"{unavailable}; trying again in {wait:g} s")
            self._pause(wait)
        try:
            return request(), maybe_twice
        except Unavailable as unavailable:
            raise Unavailable(f"{unavailable} (tried {self._retries.tries} times)", unanswered=True) from unavailable


def forward(events: Iterable[Event], meta: Meta, hec: Hec) -> int:
    """Send events, (time in microseconds, raw text, indexed fields) each; how many.

    All are taken, or acknowledged if the token does.

    Raises Refused, Unavailable and DataError.
    """
    return Forwarder(hec).send([EventFeed(meta.source, meta, events)])
