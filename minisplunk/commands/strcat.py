"""strcat: texts of fields, and texts as they are written, one after the other in another field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..dataclass import dataclass
from ..errors import Span, UnsupportedSpl
from ..limits import check_length
from ..spl.arguments import boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, text


@dataclass(frozen=True, slots=True)
class Part:
    """A literal, or the name of a field."""

    text: str
    literal: bool


@dataclass(frozen=True, slots=True)
class Strcat(Command):
    """`place`: where the user wrote the arguments."""

    name = "strcat"
    kind = Kind.STREAMING
    takes = {"allrequired": boolean}

    sources: tuple[Part, ...]
    target: str
    allrequired: bool
    place: Span

    @classmethod
    def parse(cls, p: Parser) -> Strcat:
        """`[allrequired=<bool>] (<field> | "<literal>")... <dest-field>`."""
        place, given, parts = p.rest(), dict[str, Any](), list[Part]()
        while (token := p.peek()) is not None:
            if p.option(cls.takes, given):
                continue
            if p.at(","):
                raise p.unsupported("A comma between the fields.", token.span)
            parts.append(Part(p.field(), token.quoted))
            if "*" in parts[-1].text and not token.quoted:
                raise p.unsupported(f"The wildcard '{parts[-1].text}'.", token.span)
        if len(parts) < 2:
            raise p.error("Expected fields or texts, and the field to put them into.", place)
        return cls(tuple(parts[:-1]), parts[-1].text, given.get("allrequired", False), place)

    def needs(self, wanted: Fields) -> Fields:
        """A result without all fields keeps what the target was, if all are required."""
        before = wanted if self.allrequired else wanted.without({self.target})
        return before | Fields(frozenset(self._fields))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((self.target,))

    def operator(self, search: Context) -> PerRow:
        return self._joined

    @property
    def _fields(self) -> list[str]:
        return [part.text for part in self.sources if not part.literal]

    def _joined(self, rows: Iterable[Row]) -> Iterator[Row]:
        """A field that is not there is an empty text, unless all are required; then nothing is written."""
        for row in rows:
            if not (self.allrequired and any(row.get(name) is None for name in self._fields)):
                texts = [part.text if part.literal else self._text(row, part.text) for part in self.sources]
                check_length(sum(map(len, texts)))
                row[self.target] = "".join(texts)
            yield row

    def _text(self, row: Row, name: str) -> str:
        value = row.get(name)
        if isinstance(value, list):
            raise UnsupportedSpl(f"Error in 'strcat' command: The multivalue field '{name}'.", self.place)
        return "" if value is None else text(value)
