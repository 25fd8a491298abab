"""return: the values of the first results as search terms, in one row with the field `search`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ..dataclass import dataclass
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, texts


@dataclass(frozen=True, slots=True)
class Term:
    """A field to return: `name="value"`, or the value alone where there is no name."""

    field: str
    name: str

    def written(self, row: Row) -> str:
        """Quotation marks in a value are not escaped (Search Reference, return)."""
        values = texts(row.get(self.field))
        if not values:
            return ""
        return f'{self.name}="{values[0]}"' if self.name else values[0]


@dataclass(frozen=True, slots=True)
class Returning(Command):
    name = "return"
    kind = Kind.TRANSFORMING
    condenses = True

    count: int
    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, p: Parser) -> Returning:
        """`[<count>] [<field> | <alias>=<field> | $<field>]...`"""
        count = p.number() if p.at_number() else 1
        terms: list[Term] = []
        while p.peek() is not None:
            if not p.accept(","):
                terms.append(_term(p))
        return cls(count, tuple(terms))

    def needs(self, wanted: Fields) -> Fields:
        return Fields(frozenset(term.field for term in self.terms))

    def columns(self, before: Columns | None) -> Columns:
        return Columns(("search",))

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            """Without any result an empty text, which restricts nothing (Search Reference, return)."""
            found = [[text for term in self.terms if (text := term.written(row))] for row in islice(rows, self.count)]
            bare = all(not term.name for term in self.terms)
            yield {"search": " OR ".join(_together(parts, bare) for parts in found if parts)}

        return run


def _together(parts: list[str], bare: bool) -> str:
    return " ".join(parts) if bare else f"({' '.join(parts)})"


def _term(p: Parser) -> Term:
    if p.at_option():
        alias = p.next().text
        p.expect("=")
        return Term(p.field(), alias)
    written = p.field()
    return Term(written[1:], "") if written.startswith("$") else Term(written, written)
