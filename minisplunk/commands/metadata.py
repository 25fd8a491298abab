"""metadata: the hosts, sources or source types of indexes, with how many events of each there are, and since when.

A kind of events is what a bucket is to Splunk: it counts as a whole or not at all, by whether it may have events in
the time range (Search Reference, metadata, "Time ranges"). [unverified]: the order of the rows, here by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..fields import SPLUNK_SERVER
from ..spl.arguments import Reader, one_of
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, KindTotals, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.wildcards import like
from ..values import Row

MAX_ROWS = 10_000
"""limits.conf.spec, [metadata] maxresultrows."""
_TYPES = ("hosts", "sources", "sourcetypes")
_OPTIONS: dict[str, Reader] = {"type": one_of(*_TYPES), "splunk_server": str, "datatype": one_of("event", "metric")}


@dataclass(frozen=True, slots=True)
class Metadata(Command):
    """`type`: hosts, sources or sourcetypes; `indexes` as in Eventcount; `here`: this Splunk, and its events, are
    asked."""

    name = "metadata"
    kind = Kind.GENERATING
    condenses = True
    takes = {**_OPTIONS, "index": str}
    capability = "get_metadata"

    type: str
    indexes: tuple[str, ...] = ()
    here: bool = True

    @classmethod
    def parse(cls, p: Parser) -> Metadata:
        indexes: list[str] = []
        given: dict[str, Any] = {}
        while (token := p.peek()) is not None:
            if token.is_word("splunk_server_group") and p.at_option():
                raise p.unsupported("The option splunk_server_group: there are no groups of servers.", token.span)
            if not p.repeatable("index", indexes) and not p.option(_OPTIONS, given):
                raise p.invalid()
        if "type" not in given:
            raise p.error(f"The option 'type' is required: one of {', '.join(_TYPES)}.")
        here = any(map(like(given.get("splunk_server", "*")), ("local", SPLUNK_SERVER)))
        return cls(given["type"], tuple(indexes), here and given.get("datatype") != "metric")

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def columns(self, before: Columns | None) -> Columns:
        return Columns(tuple(sorted((self._field, "type", "totalCount", "firstTime", "lastTime", "recentTime"))))

    def operator(self, search: Context) -> PerRow:
        return partial(self._rows, search)

    @property
    def _field(self) -> str:
        return self.type.removesuffix("s")

    def _rows(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        found: dict[str, list[KindTotals]] = {}
        window = search.window
        for kind in search.totals(search.indexes(self.indexes)) if self.here else ():
            if kind.events and kind.earliest < window.latest and window.earliest <= kind.latest:
                found.setdefault(getattr(kind, self._field), []).append(kind)
        if len(found) > MAX_ROWS:
            search.message("WARN", f"The first {MAX_ROWS:,} of {len(found):,} {self.type} are returned.")
        for name in sorted(found)[:MAX_ROWS]:
            yield self._row(name, found[name])

    def _row(self, name: str, kinds: list[KindTotals]) -> Row:
        return {
            "firstTime": min(kind.earliest for kind in kinds) // 1_000_000,
            self._field: name,
            "lastTime": max(kind.latest for kind in kinds) // 1_000_000,
            "recentTime": max(kind.recent for kind in kinds) // 1_000_000,
            "totalCount": sum(kind.events for kind in kinds),
            "type": self.type,
        }
