"""What a running search gives its commands: clock, messages, lookups, subsearches, indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from ..conf import View
from ..errors import Span
from ..fields import Knowledge
from ..functions import Environment
from ..spl.ast import Lookup, Pipeline
from ..store import Store
from ..times import TimeRange
from ..values import Row
from .control import Control
from .request import Request


@dataclass(frozen=True, slots=True)
class Message:
    """A message on a job; `kind` is DEBUG, INFO, WARN, ERROR or FATAL."""

    kind: str
    text: str


@dataclass(slots=True)
class SearchContext:
    """Implements spl.ast.Context; subsearches share its messages and its control."""

    request: Request
    window: TimeRange
    view: View
    knowledge: Knowledge
    store: Store
    subsearch: Callable[[SearchContext, Pipeline], Iterator[Row]]
    saved: Callable[[SearchContext, str, dict[str, str] | None, Span], Iterator[Row]]
    write: Callable[[Sequence[Row], str, dict[str, str], SearchContext], None]
    messages: list[Message] = field(default_factory=list)
    control: Control = field(default_factory=Control)

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
        message = Message(kind, text)
        if message not in self.messages:
            self.messages.append(message)

    def obey(self) -> None:
        if self.control.asked:
            self.control.obey()

    def lookup(self, name: str) -> Lookup:
        return self.knowledge.lookup(name)

    def run(self, pipeline: Pipeline, *, limit: int) -> list[Row]:
        rows: list[Row] = []
        for row in self.subsearch(self, pipeline):
            if len(rows) == limit:
                self.message("WARN", f"Subsearch produced more than {limit} results, truncating to maxout {limit}.")
                break
            rows.append(row)
        return rows

    def saved_search(self, name: str, replacements: dict[str, str] | None, span: Span) -> Iterator[Row]:
        return self.saved(self, name, replacements, span)

    def collect(self, rows: Sequence[Row], index: str, options: dict[str, str]) -> None:
        self.write(rows, index, options, self)
