"""What a running search gives its commands: clock, messages, memory, lookups, subsearches, indexes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import field, replace
from datetime import tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ..conf import View
from ..dataclass import dataclass
from ..documents.table import TableRow
from ..errors import Span, UnsupportedSpl
from ..fields import Knowledge
from ..limits import Memory
from ..sources import Source
from ..spl import matcher
from ..spl.ast import Comparison
from ..spl.columns import Columns
from ..spl.command import Artifact, KindTotals
from ..spl.environment import Environment, Lookup
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline
from ..spl.source import SourceText
from ..store import Store
from ..times import TimeRange
from ..values import Row
from .access import Access
from .control import Control
from .instance import Instance
from .prepared import Message
from .request import Request
from .timer import timer

if TYPE_CHECKING:
    from ..lookups.collection_rows import CollectionRows

SUBSEARCH, MAP = "[subsearch]: ", "[map]: "
"""What splunkd writes before the messages of a subsearch, and of a search of the map command. [unverified], as is how
the two messages here are worded."""


@dataclass(frozen=True, slots=True)
class SearchContext:
    """Implements spl.command.Context; those of subsearches share its messages, its control and its memory.

    `source`: what events are read from; `indexer`: the store that events are written to; `wants`: the fields that are
    wanted of subsearches; `shown`: a message as users may see it; `teller`: what stands before it; `instance`: the
    Splunk around it; `columns`: those of the rows before the command that is being set to work; `gathered`: what
    tscollect keeps.
    """

    request: Request
    window: TimeRange
    view: View
    knowledge: Knowledge
    source: Source
    indexer: Store
    made: Callable[[SearchContext, SourceText], Iterator[Row]]
    saved: Callable[[SearchContext, str, Callable[[str], str], Span], Iterator[Row]]
    write: Callable[[Sequence[Row], str, dict[str, str], SearchContext], None]
    inner: Callable[[SearchContext, Pipeline, Iterable[Row] | None], Iterator[Row]] | None = None
    messages: list[Message] = field(default_factory=list)
    control: Control = field(default_factory=Control)
    memory: Memory = field(default_factory=Memory)
    wants: Mapping[Pipeline, Fields] = field(default_factory=dict)
    shown: Callable[[str], str] = str
    teller: str = ""
    instance: Instance | None = None
    columns: Columns | None = None
    gathered: list[Row] = field(default_factory=list)

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
        return Environment(self.now, self.zone, self.message, self.lookup)

    def message(self, kind: str, text: str) -> None:
        message = Message(kind, self.teller + self.shown(text))
        if message not in self.messages:
            self.messages.append(message)

    def checkpoint(self) -> None:
        if self.control.asked:
            self.control.checkpoint()

    def lookup(self, name: str) -> Lookup:
        table = self.knowledge.lookup(name)
        for warning in table.warnings:
            self.message("WARN", str(warning))
        return table

    def setting(self, conf: str, stanza: str, key: str) -> str:
        return self.view.conf(conf).get(stanza, key)

    def collection_to_write(self, name: str) -> AbstractContextManager[CollectionRows | None]:
        return self._around.collection_to_write(self.view, self.request, name)

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

    def load(self, artifact: Artifact) -> Iterator[Row]:
        around = self._around
        if around.load is None:
            raise UnsupportedSpl("It loads the jobs of a Splunk that runs on, as `minisplunk serve` does.")
        return around.load(self, artifact)

    def send_alert(self, action: str, parameters: Mapping[str, str], rows: Sequence[Row]) -> None:
        self._around.send_alert(self, action, parameters, rows)

    def indexes(self, patterns: Sequence[str]) -> Sequence[str]:
        access = Access.of(self.view, self.request.roles)
        allowed = access.test(named=bool(patterns))
        asked = matcher.comparison_test(Comparison("index", "=", tuple(patterns) or ("*", "_*"), Span(0, 0)))
        hidden = access.disabled | access.metrics
        names = (name for name in self.indexer.indexes() if name not in hidden)
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

    def limit(self, stanza: str, key: str, default: int) -> int:
        return self.view.conf("limits").number(stanza, key, default)

    def transform(self, name: str, clean_keys: bool | None, mv_add: bool | None) -> Callable[[Row], None]:
        return self.knowledge.transform(name, self.message, clean_keys, mv_add)

    def table(self, name: str) -> Callable[[str], Iterator[TableRow]]:
        return self.knowledge.table(name)

    def typer(self, only: Callable[[str], bool]) -> Callable[[Row], None]:
        return self.knowledge.typer(self.message, self.environment, only)

    def tags(self) -> Mapping[str, Callable[[str], set[str]]]:
        return self.knowledge.tags(self.message)

    def subsearch(self, pipeline: Pipeline, *, maxout: int, maxtime: int) -> Iterator[Row]:
        assert self.inner is not None  # a run that has taken the context knows the text of its subsearches
        with self.control.part() as control:
            of_it = replace(self, control=control, teller=SUBSEARCH)
            end = timer(maxtime, control.finalize)
            try:
                rows = self.inner(of_it, pipeline, None)
                yield from islice(rows, maxout or None)
                cut = bool(maxout) and next(rows, None) is not None
            finally:
                if end is not None:
                    end.cancel()
            if control.finalized_alone:
                of_it.message("WARN", f"Search auto-finalized after time limit ({maxtime} seconds) reached.")
        if cut:
            of_it.message("WARN", f"Subsearch produced more than {maxout} results, truncating to maxout {maxout}.")

    def over(self, pipeline: Pipeline, rows: Iterable[Row]) -> Iterator[Row]:
        assert self.inner is not None
        return self.inner(self, pipeline, rows)

    def search(self, text: SourceText) -> Iterator[Row]:
        return self.made(self, text)

    def saved_search(self, name: str, made: Callable[[str], str], span: Span) -> Iterator[Row]:
        return self.saved(self, name, made, span)

    def collect(self, rows: Sequence[Row], index: str, options: dict[str, str]) -> None:
        self.write(rows, index, options, self)
