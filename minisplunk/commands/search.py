"""search: keeps the events or results that match a search expression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..spl import matcher
from ..spl.ast import And, Context, Fields, Not, Or, SearchTerm, Subsearch
from ..spl.parser import Parser
from ..values import Row


@dataclass(frozen=True, slots=True)
class Search:
    """As the first command it is a scan of the store, which whoever plans the search runs from `term`.

    Whoever runs it puts what its subsearches found in their place first: `replace(command, term=...)`.
    """

    name: ClassVar[str] = "search"
    generating: ClassVar[bool | None] = None

    term: SearchTerm

    @classmethod
    def parse(cls, p: Parser) -> Search:
        """`[<logical-expression>]`."""
        term = p.search_terms()
        if not _subsearches(term):
            matcher.tester(term)  # what no test can be made of is a fault of the text, found before anything runs
        return cls(term)

    def needs(self, wanted: Fields) -> Fields:
        if _subsearches(self.term):
            return Fields.ALL
        return wanted | Fields.of(matcher.fields_compared(self.term))

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        test = matcher.tester(self.term)
        return iter(rows) if test is None else filter(test, rows)


def _subsearches(term: SearchTerm) -> bool:
    """Whether a subsearch stands in the expression, whose fields are not known before it has run."""
    match term:
        case Subsearch():
            return True
        case Not(inner):
            return _subsearches(inner)
        case And(terms) | Or(terms):
            return any(map(_subsearches, terms))
    return False
