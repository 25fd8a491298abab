"""A place of one run's own on a Splunk, which may be in production: its events, and a search that sees no others.

The events have the id of the run as their host, and lie in an index made for it, or in one that is given. A private
macro, which only this user sees, takes the place of the one that says where CloudTrail is, and leads to these events.
The text of the installed search is run as a search of its own, so that no alert and no action comes of it. When the run
ends, all that it has made is removed, save events in an index that was given.
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
from .options import RunOptions, Say
from .saved import settings
from .searching import ALL_TIME, Results, Window, as_search, search
from .target import Target
from .waiting import until

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
class Sandbox:
    """`index`: where the events of the run are; `macros`: the private ones that it makes."""

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

    def run(self, saved_search: str, host: str, sourcetypes: Collection[str], window: Window) -> Results:
        """What the installed search finds among the events of a host, in which `*` stands for any text."""
        text = self.text(saved_search)
        self.point(base_macro(saved_search, text), host, sourcetypes)
        return search(self.target, as_search(text), window)

    def point(self, macro: str, host: str, sourcetypes: Collection[str]) -> None:
        """Make a macro, one that says where events are, lead to those of this host."""
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
def sandboxed(target: Target, options: RunOptions, say: Say) -> Iterator[Sandbox]:
    """Until the block ends, by a failure or Ctrl-C too. TargetError says what is missing."""
    if target.access.hec is None:
        raise TargetError(f"Events go in by HEC: set ${HEC_TOKEN} to a token that may write to the index.")
    for sentence in leftovers(target):
        say(sentence)
    run_id = f"minisplunk-{secrets.token_hex(4)}"
    with Hec(target.access.hec) as hec:
        _reached(hec)  # before anything is made
        with (
            index(target, options.index, run_id, say) as name,
            private_macros(target) as macros,
        ):
            yield Sandbox(target, run_id, name, macros, hec)


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
