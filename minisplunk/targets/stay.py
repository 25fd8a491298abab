"""A run on a Splunk, which may be in production: what it puts there is named after it, and is gone when it ends.

Its events have a run id as their host; the macro that says where CloudTrail is stands, for this user alone, on just
these events; and the installed search's own text is run by hand, so that no alert and no action comes of it.
"""

from __future__ import annotations

import functools
import os
import re
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..forwarder.forwarding import forward
from ..forwarder.hec import Hec
from ..forwarder.refusals import Refused, Unavailable
from ..store import Meta
from .access import HEC_TOKEN, HEC_URL
from .faults import TargetError
from .indexes import index
from .leftovers import leftovers
from .macros import PrivateMacros, private_macros
from .saved import settings
from .searching import ALL_TIME, Found, Window, as_search, search
from .target import Target
from .waiting import until
from .wanted import Say, Wanted

SEARCHABLE = 120.0
"""Seconds in which events that HEC has taken must be found."""
_BASE_MACRO = re.compile(r"\s*(?:search\s+)?`([^`(]+)`")


@dataclass(frozen=True, slots=True)
class Sent:
    """Events that are found under `host`, and the range of their times: in microseconds, the latest one included."""

    host: str
    events: int
    earliest: int
    latest: int


@dataclass(slots=True)
class Stay:
    """`index`: where its events are; `macros`: those of the user alone."""

    target: Target
    run_id: str
    index: str
    macros: PrivateMacros
    hec: Hec
    _sendings: int = field(default=0)

    def send(self, events: Iterable[tuple[int, str]], sourcetype: str) -> Sent:
        """Send events, each its time in microseconds and its raw text, and wait until all are found."""
        self._sendings += 1
        host = f"{self.run_id}-{self._sendings}"
        meta = Meta(index=self.index, host=host, source=f"minisplunk:{self.run_id}", sourcetype=sourcetype)
        span = Span()
        sent = forward(span.over(events), meta, self.hec)
        until(
            f"{sent} events with the host {host} to be found in the index {self.index}",
            functools.partial(self._searchable, host, sent),
            seconds=SEARCHABLE,
            hint="HEC has taken them: see that its index is the one that is searched, on the indexers too.",
        )
        return Sent(host, sent, span.earliest, span.latest)

    def detect(self, saved_search: str, host: str, sourcetypes: Collection[str], window: Window) -> Found:
        """What the installed search finds, as it is written there, among the events of these hosts, `*` any text."""
        text = self.text(saved_search)
        self.point(base_macro(saved_search, text), host, sourcetypes)
        return search(self.target, as_search(text), window)

    def point(self, macro: str, host: str, sourcetypes: Collection[str]) -> None:
        """Set the macro that says where events are to those of this run."""
        kinds = " OR ".join(f'sourcetype="{name}"' for name in sourcetypes)
        self.macros.put(macro, f'index="{self.index}" host="{host}" ({kinds})')

    def text(self, saved_search: str) -> str:
        """The SPL of a saved search as it is installed."""
        return settings(self.target, saved_search)["search"]

    def _searchable(self, host: str, wanted: int) -> int | None:
        spl = f'search index="{self.index}" host="{host}" | stats count'
        found = int(search(self.target, spl, ALL_TIME).rows[0]["count"])
        return found if found >= wanted else None


@dataclass(slots=True)
class Span:
    """The range of the times of events that pass by."""

    earliest: int = 0
    latest: int = 0

    def over(self, events: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        for number, event in enumerate(events):
            self.earliest = min(self.earliest, event[0]) if number else event[0]
            self.latest = max(self.latest, event[0]) if number else event[0]
            yield event


@contextmanager
def staying(target: Target, wanted: Wanted, say: Say) -> Iterator[Stay]:
    """TargetError says what is missing. All that was made is taken away in the end, after a failure and Ctrl-C too."""
    if target.access.hec is None:
        raise TargetError(f"Events go in by HEC: set ${HEC_TOKEN} to a token that may write to the index.")
    for sentence in leftovers(target):
        say(sentence)
    run_id = f"minisplunk-{secrets.token_hex(4)}"
    with Hec(target.access.hec) as hec:
        _reached(hec)  # before anything is made
        with (
            index(target, wanted.index, run_id, say) as name,
            private_macros(target) as macros,
        ):
            yield Stay(target, run_id, name, macros, hec)


def _reached(hec: Hec) -> None:
    """TargetError for a HEC that cannot be reached, which may be at another address than the usual one."""
    try:
        hec.health()
    except (Refused, Unavailable) as error:
        where = "" if os.environ.get(HEC_URL) else f" If it is at another address, set ${HEC_URL}."
        raise TargetError(f"{error}{where}") from error


def base_macro(saved_search: str, text: str) -> str:
    """The macro that a search begins with. TargetError where there is none to set to the events of a run."""
    found = _BASE_MACRO.match(text)
    if found is None:
        raise TargetError(
            f"'{saved_search}' does not begin with a macro, so it cannot be kept to the events of this run: "
            "--read-only runs it over what is there."
        )
    return found[1]
