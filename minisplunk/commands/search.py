"""search: keeps the events or results that match a search expression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..dataclass import dataclass
from ..operators.subsearches import MAXOUT, in_terms
from ..spl import matcher
from ..spl.ast import SearchTerm, subsearches
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.pipeline import Stage
from ..values import Row


@dataclass(frozen=True, slots=True)
class Search(Command):
    """As the first command it reads the events of its `term` from a source, which whoever runs the search does."""

    name = "search"
    kind = Kind.STREAMING
    filters = True
    only_base = True

    term: SearchTerm

    @classmethod
    def parse(cls, p: Parser) -> Search:
        """`[<logical-expression>]`."""
        term = p.search_terms()
        matcher.check(term)  # what no test can be made of is a fault of the text, found before anything runs
        return cls(term)

    @property
    def base(self) -> SearchTerm:
        return self.term

    def terms_end(self, stage: Stage) -> tuple[int, str]:
        return stage.span.end, " "

    def needs(self, wanted: Fields) -> Fields:
        """A subsearch may ask for any field, which is not known before it has run."""
        if any(subsearches(self.term)):
            return Fields.ALL
        return wanted | Fields.of(matcher.fields_compared(self.term))

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def parsed(self, arguments: str) -> Mapping[str, Any]:
        return {"args": {"search": [arguments]}}

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (Inner(found.pipeline, Fields.ALL, MAXOUT) for found in subsearches(self.term))

    def resolved(self, search: Context) -> Search:
        return replace(self, term=in_terms(self.term, search)) if any(subsearches(self.term)) else self

    def operator(self, search: Context) -> PerRow:
        test = matcher.tester(self.term)

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            return iter(rows) if test is None else filter(test, rows)

        return run
