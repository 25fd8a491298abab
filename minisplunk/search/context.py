"""What a running search gives its commands: clock, messages, memory, lookups, subsearches, indexes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice
from pathlib import Path

from ..conf import View
from ..errors import Span, UnsupportedSpl
from ..fields import Knowledge
from ..limits import Memory
from ..sources import Source
from ..spl import matcher
from ..spl.ast import Comparison
from ..spl.columns import Columns
from ..spl.command import KindTotals, Lookup
from ..spl.environment import Environment
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline
from ..store import Store
from ..times import TimeRange
from ..values import Row
from .access import Access
from .control import Control
from .instance import Instance
from .prepared import Message
from .request import Request


@dataclass(frozen=True, slots=True)
class SearchContext:
    """Implements spl.command.Context; those of subsearches share its messages, its control and its memory.

    `source`: what events are read from; `indexer`: the store that events are written to; `wants`: the fields that are
    wanted of subsearches; `shown`: a message as users may see it; `instance`: the Splunk around it; `columns`: those of
    the rows before the command that is being set to work.
    """

    request: Request
    window: TimeRange
    view: View
    knowledge: Knowledge
    source: Source
    indexer: Store
    saved: Callable[[SearchContext, str, dict[str, str] | None, Span], Iterator[Row]]
    write: Callable[[Sequence[Row], str, dict[str, str], SearchContext], None]
    inner: Callable[[SearchContext, Pipeline], Iterator[Row]] | None = None
    messages: list[Message] = field(default_factory=list)
    control: Control = field(default_factory=Control)
    memory: Memory = field(default_factory=Memory)
    wants: Mapping[Pipeline, Fields] = field(default_factory=dict)
    shown: Callable[[str], str] = str
    instance: Instance | None = None
    columns: Columns | None = None

    @property
    def now(self) -> float:
        return self.request.now

    @property
    def zone(self) -> tzinfo:
        return self.request.zone

    @property
    def sid(self) -> str:
        return self.request.sid

    @property
    def app(self) -> str:
        return self.request.app

    @property
    def user(self) -> str:
        return self.request.user

    @property
    def environment(self) -> Environment:
        return Environment(self.now, self.zone, self.message)

    def message(self, kind: str, text: str) -> None:
        message = Message(kind, self.shown(text))
        if message not in self.messages:
            self.messages.append(message)

    def checkpoint(self) -> None:
        if self.control.asked:
            self.control.checkpoint()

    def lookup(self, name: str) -> Lookup:
        return self.knowledge.lookup(name)

    def lookup_to_write(self, name: str, place: str) -> AbstractContextManager[Path]:
        return self._around.lookup_to_write(self.view, self.request, name, place)

    def csv_file(self, name: str) -> Path:
        return self._around.csv_file(name)

    def csv_to_write(self, name: str) -> AbstractContextManager[Path]:
        return self._around.csv_to_write(name)

    def rest(self, path: str, arguments: Mapping[str, Sequence[str]]) -> Iterator[Row]:
        read = self._around.rest()
        if read is None:
            raise UnsupportedSpl("It asks a Splunk that is served, as `minisplunk serve` does.")
        return read(self.request, path, arguments)

    def send_alert(self, action: str, parameters: Mapping[str, str], rows: Sequence[Row]) -> None:
        self._around.send_alert(self, action, parameters, rows)

    def indexes(self, patterns: Sequence[str]) -> Sequence[str]:
        access = Access.of(self.view, self.request.roles)
        allowed = access.test(named=bool(patterns))
        asked = matcher.comparison_test(Comparison("index", "=", tuple(patterns) or ("*", "_*"), Span(0, 0)))
        names = (name for name in self.indexer.indexes() if name not in access.disabled)
        return [name for name in names if allowed({"index": name}) and asked({"index": name})]

    def totals(self, indexes: Collection[str]) -> Sequence[KindTotals]:
        kinds = self.source.kinds().values()
        return [
            KindTotals(*meta, totals.events, totals.earliest, totals.latest, totals.recent or totals.latest)
            for meta, totals in kinds
            if meta.index in indexes and totals.earliest is not None and totals.latest is not None
        ]

    def index_sizes(self) -> Mapping[str, int]:
        """All events are in one database, of which each index has a share, by events."""
        counts, size = self.indexer.counts(), self.indexer.size()
        whole = sum(totals.events for totals in counts.values()) or 1
        return {name: size * totals.events // whole for name, totals in counts.items()}

    def delete(self, addresses: Iterable[str]) -> Mapping[str, int]:
        return self.indexer.delete(addresses)

    @property
    def _around(self) -> Instance:
        if self.instance is None:
            raise UnsupportedSpl("The command needs a whole Splunk around the search.")
        return self.instance

    def subsearch(self, pipeline: Pipeline, *, limit: int) -> Iterator[Row]:
        assert self.inner is not None  # a run that has taken the context knows the text of its subsearches
        rows = self.inner(self, pipeline)
        yield from islice(rows, limit)
        if next(rows, None) is not None:
            self.message("WARN", f"Subsearch produced more than {limit} results, truncating to maxout {limit}.")

    def saved_search(self, name: str, replacements: dict[str, str] | None, span: Span) -> Iterator[Row]:
        return self.saved(self, name, replacements, span)

    def collect(self, rows: Sequence[Row], index: str, options: dict[str, str]) -> None:
        self.write(rows, index, options, self)
