"""A place of one run's own on a Splunk, which may be in production: its events, and a search that sees no others.

The events have the id of the run as their host, and lie in an index made for it, or in one that is given. A private
macro, which only this user sees, takes the place of the one that says where CloudTrail is, and leads to these events.
The text of the installed search is run as a search of its own, so that no alert and no action comes of it. When the run
ends, all that it has made is removed, save events in an index that was given.

A search without such a macro is kept to the events by terms, see `scope`. What it sees of their place is then what it
expects: in an index of the run's own they have the host that they are to have, in one that others use an id.
"""

from __future__ import annotations

import os
import re
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field

from ..dataclass import dataclass
from ..forwarder.forwarding import forward
from ..forwarder.hec import Hec
from ..forwarder.refusals import Refused, Unavailable
from ..sources import Fielded
from ..spl.macros import expand, unevaluated
from ..spl.quoting import quoted
from ..store import Meta, Totals
from .access import HEC_TOKEN, HEC_URL
from .answers import Rows
from .faults import TargetError
from .indexes import index
from .leftovers import leftovers
from .macros import PrivateMacros, finder
from .options import RunOptions, Say
from .saved import settings
from .scope import Place, scoped
from .scoring import risk_events, score
from .search_time import SearchTime, search_time
from .searching import ALL_TIME, Results, Window, as_search, search
from .target import Target
from .waiting import until

SEARCHABLE = 120.0
"""Seconds in which events that HEC has taken must be found."""
_BASE_MACRO = re.compile(r"\s*(?:search\s+)?`([^`(]+)`")


@dataclass(frozen=True, slots=True)
class Expected:
    """Where a search expects events. Without a host or a source they have the run's."""

    index: str = "main"
    host: str = ""
    source: str = ""


@dataclass(slots=True)
class Sent:
    """Events that are found under `host`, in the `index`; `expected`: where a search expects them."""

    host: str
    totals: Totals = field(default_factory=Totals)
    index: str = ""
    sourcetype: str = ""
    expected: Expected = Expected()

    def counting(self, events: Iterable[Fielded]) -> Iterator[Fielded]:
        count, earliest, latest, _ = self.totals
        for event in events:
            count += 1
            earliest = event[0] if earliest is None else min(earliest, event[0])
            latest = event[0] if latest is None else max(latest, event[0])
            yield event
        self.totals = Totals(count, earliest, latest)


@dataclass(slots=True)
class Sandbox:
    """`index`: where the events of the run are, and with `own` no others; `macros`: the private ones that it makes."""

    target: Target
    run_id: str
    index: str
    macros: PrivateMacros
    hec: Hec
    own: bool = False
    _sendings: int = field(default=0)
    _counts: Counter[str] = field(default_factory=Counter)
    _knowledge: SearchTime | None = field(default=None)

    def send(self, events: Iterable[Fielded], sourcetype: str, expected: Expected | None = None) -> Sent:
        """Send events, and wait until all are found. `expected`: where `run_text` is to see them."""
        self._sendings += 1
        expected = Expected() if expected is None else expected
        host = (expected.host if self.own else "") or f"{self.run_id}-{self._sendings}"
        sent = Sent(host, index=self.index, sourcetype=sourcetype, expected=expected)
        source = expected.source or f"minisplunk:{self.run_id}"
        meta = Meta(index=self.index, host=host, source=source, sourcetype=sourcetype)
        forward(sent.counting(events), meta, self.hec)
        self._counts[host] += sent.totals.events
        until(
            f"{sent.totals.events} events with the host {host} to be found in the index {self.index}",
            lambda: self._searchable(host) or None,
            seconds=SEARCHABLE,
            hint="HEC has taken them: see that its index is the one that is searched, on the indexers too.",
        )
        return sent

    def run_text(self, spl: str, sent: Sequence[Sent], window: Window) -> Results:
        """What a search, which may begin as it likes, finds among the events that were sent, as if they were where it
        expects them, and no others there. In an index of the run's own these are all that were sent.

        Raises NotScoped for a search that cannot be kept to them, SplError and UnsupportedSpl for one that cannot be
        read, and TargetError.
        """
        if self._knowledge is None:  # the conf files of a large Splunk take a while
            self._knowledge = search_time(self.target)
        text = expand(spl, finder(self.target), unevaluated)
        knowledge = self._knowledge.of_sourcetypes({one.sourcetype for one in sent})
        return search(self.target, scoped(text, self._place(sent), knowledge), window)

    def _place(self, sent: Sequence[Sent]) -> Place:
        indexes = {one.expected.index for one in sent} or {Expected().index}
        if len(indexes) != 1:
            raise TargetError(f"The events of this run are to be in {len(indexes)} indexes, and are in one.")
        place = {"index": {self.index: indexes.pop()}}
        return place if self.own else place | {"host": {one.host: one.expected.host or one.host for one in sent}}

    def run(self, saved_search: str, host: str, sourcetypes: Collection[str], window: Window) -> Results:
        """What the installed search finds among the events of a host, in which `*` stands for any text."""
        text = settings(self.target, saved_search)["search"]
        macro = base_macro(text)
        if macro is None:
            raise TargetError(
                f"'{saved_search}' does not begin with a macro, so nobody says where it expects these events: "
                "--read-only runs it over what is there."
            )
        self.point(macro, host, sourcetypes)
        return search(self.target, as_search(text), window)

    def point(self, macro: str, host: str, sourcetypes: Collection[str]) -> None:
        """Make a macro, one that says where events are, lead to those of this host."""
        kinds = " OR ".join(f'sourcetype="{name}"' for name in sourcetypes)
        self.macros.put(macro, f'index="{self.index}" host="{host}" ({kinds})')

    def run_risk_actions(self, saved_search: str, window: Window) -> Rows:
        """The risk events of a further run with the risk actions of the saved search, one at least for each result."""
        job = score(self.target, saved_search, self.run_id, window)
        return risk_events(self.target, job.sid, len(job.rows))

    def _searchable(self, host: str) -> bool:
        spl = f"search index={quoted(self.index)} host={quoted(host)} | stats count"
        return int(search(self.target, spl, ALL_TIME).rows[0]["count"]) >= self._counts[host]


@contextmanager
def sandboxed(target: Target, options: RunOptions, say: Say) -> Iterator[Sandbox]:
    """Until the block ends, by a failure or Ctrl-C too. TargetError says what is missing."""
    if target.access.hec is None:
        raise TargetError(f"Events go in by HEC: set ${HEC_TOKEN} to a token that may write to the index.")
    for sentence in leftovers(target):
        say(sentence)
    run_id = f"minisplunk-{secrets.token_hex(4)}"
    macros = PrivateMacros(target)
    with Hec(target.access.hec) as hec:
        _reached(hec)  # before anything is made
        with index(target, options.index, run_id, say) as name:
            try:
                yield Sandbox(target, run_id, name, macros, hec, own=not options.index)
            finally:
                macros.clear()


def _reached(hec: Hec) -> None:
    """TargetError for a HEC that cannot be reached, which may be at another address than the usual one."""
    try:
        hec.health()
    except (Refused, Unavailable) as error:
        where = "" if os.environ.get(HEC_URL) else f" If it is at another address, set ${HEC_URL}."
        raise TargetError(f"{error}{where}") from error


def base_macro(text: str) -> str | None:
    """The macro that a search begins with, if it does."""
    match = _BASE_MACRO.match(text)
    return None if match is None else match[1]
