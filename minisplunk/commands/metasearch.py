"""metasearch: the events that match, with what is known of them beside their text.

[unverified]: that the fields below are all that it returns. Search Reference, metasearch: a term compares one of the
fields that it returns, so any other comparison is refused; words are looked for in the text, as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..dataclass import dataclass
from ..errors import UnsupportedSpl, worded
from ..operators.subsearches import MAXOUT, in_terms
from ..spl import matcher
from ..spl.ast import Comparison, SearchTerm, subsearches, walk
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row

RETURNED = frozenset({"_time", "host", "index", "source", "sourcetype", "splunk_server"})
_TIMES = frozenset({"earliest", "latest", "_index_earliest", "_index_latest"})


@dataclass(frozen=True, slots=True)
class Metasearch(Command):
    name = "metasearch"
    kind = Kind.GENERATING
    indexed = True

    term: SearchTerm

    @classmethod
    def parse(cls, p: Parser) -> Metasearch:
        """`[<logical-expression>]`."""
        term = p.search_terms()
        matcher.check(term)
        _check(term)
        return cls(term)

    @property
    def base(self) -> SearchTerm:
        return self.term

    def needs(self, wanted: Fields) -> Fields:
        return Fields(frozenset(name for name in RETURNED if name in wanted))

    def columns(self, before: Columns | None) -> Columns | None:
        return None

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (Inner(found.pipeline, Fields.ALL, MAXOUT) for found in subsearches(self.term))

    def resolved(self, search: Context) -> Metasearch:
        if not any(subsearches(self.term)):
            return self
        term = in_terms(self.term, search)
        _check(term)
        return replace(self, term=term)

    def operator(self, search: Context) -> PerRow:
        return _returned


def _returned(rows: Iterable[Row]) -> Iterator[Row]:
    """What the search needed besides is not returned."""
    return ({name: value for name, value in row.items() if name in RETURNED} for row in rows)


def _check(term: SearchTerm) -> None:
    """Raises UnsupportedSpl for a comparison of a field that the command does not return."""
    with worded(Metasearch.name):
        for inner in walk(term):
            if isinstance(inner, Comparison) and inner.field not in RETURNED | _TIMES:
                raise UnsupportedSpl(f"A comparison of '{inner.field}', which it does not return.", inner.span)
