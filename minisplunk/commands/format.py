"""format: the results as search terms, in one row with the field `search`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from ..dataclass import dataclass
from ..operators.format import Style, written
from ..operators.rows import Rows
from ..spl.arguments import boolean, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.quoting import quoted
from ..values import Row

_STYLE = 6


@dataclass(frozen=True, slots=True)
class Format(Command):
    name = "format"
    kind = Kind.TRANSFORMING
    takes = {"mvsep": str, "maxresults": natural, "emptystr": str, "quote": boolean}

    style: Style
    maxresults: int
    quote: bool

    @classmethod
    def parse(cls, p: Parser) -> Format:
        """`[mvsep=<text>] [maxresults=<int>] [emptystr=<text>] [quote=<bool>] [<row prefix> <column prefix> <column
        separator> <column end> <row separator> <row end>]`, of these six all or none (Search Reference, format;
        searchbnf.conf has quote, which makes a string of it all, as searchmatch() takes it)."""
        given = p.options(cls.takes)
        parts: list[str] = []
        while (token := p.peek()) is not None and len(parts) < _STYLE:
            if p.whole(token) != token.span:
                raise p.invalid(token)
            parts.append(p.next().text)
        if parts and len(parts) < _STYLE:
            raise p.error(f"Six texts are needed, from the row prefix to the row end; {len(parts)} are given.")
        given = p.options(cls.takes, given)
        style = replace(Style(*parts), value_separator=given.get("mvsep", "OR"), empty=given.get("emptystr", "NOT( )"))
        return cls(style, given.get("maxresults", 0), given.get("quote", False))

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns:
        return Columns(("search",))

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            gathered = Rows(search.memory)
            try:
                gathered.extend(islice(rows, self.maxresults or None))
                text = written(list(gathered), self.style)
                yield {"search": quoted(text) if self.quote else text}
            finally:
                gathered.close()

        return run
