"""What a running search gives its commands: clock, messages, memory, lookups, subsearches, indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from itertools import islice

from ..conf import View
from ..errors import Span
from ..fields import Knowledge
from ..limits import Memory
from ..sources import Source
from ..spl.environment import Environment, Lookup
from ..spl.fields import Fields
from ..spl.pipeline import Pipeline
from ..store import Store
from ..times import TimeRange
from ..values import Row
from .control import Control
from .prepared import Message
from .request import Request
from .timer import timer

SUBSEARCH = "[subsearch]: "
"""What splunkd writes before the messages of a subsearch. [unverified], as is how the two messages here are worded."""


@dataclass(frozen=True, slots=True)
class SearchContext:
    """Implements spl.command.Context; those of subsearches share its messages, its control and its memory.

    `source`: what events are read from; `indexer`: the store that events are written to; `wants`: the fields that are
    wanted of subsearches; `shown`: a message as users may see it; `teller`: what stands before it.
    """

    request: Request
    window: TimeRange
    view: View
    knowledge: Knowledge
    source: Source
    indexer: Store
    saved: Callable[[SearchContext, str, dict[str, str] | None, Span], Iterator[Row]]
    write: Callable[[Sequence[Row], str, dict[str, str], SearchContext], None]
    inner: Callable[[SearchContext, Pipeline, Iterable[Row] | None], Iterator[Row]] | None = None
    messages: list[Message] = field(default_factory=list)
    control: Control = field(default_factory=Control)
    memory: Memory = field(default_factory=Memory)
    wants: Mapping[Pipeline, Fields] = field(default_factory=dict)
    shown: Callable[[str], str] = str
    teller: str = ""

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
        return self.knowledge.lookup(name)

    def setting(self, conf: str, stanza: str, key: str) -> str:
        return self.view.conf(conf).get(stanza, key)

    def limit(self, stanza: str, key: str, default: int) -> int:
        return self.view.conf("limits").number(stanza, key, default)

    def transform(self, name: str, clean_keys: bool | None, mv_add: bool | None) -> Callable[[Row], None]:
        return self.knowledge.transform(name, self.message, clean_keys, mv_add)

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

    def saved_search(self, name: str, replacements: dict[str, str] | None, span: Span) -> Iterator[Row]:
        return self.saved(self, name, replacements, span)

    def collect(self, rows: Sequence[Row], index: str, options: dict[str, str]) -> None:
        self.write(rows, index, options, self)
