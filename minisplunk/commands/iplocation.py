"""iplocation: where an IP address lies, from the MaxMind database that the user gives.

Search Reference, iplocation. [unverified]: a field with several values gets no location, of which a message tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..errors import Span, worded
from ..lookups.locations import ALL_FIELDS, FIELDS
from ..operators.locations import database
from ..spl.arguments import Arguments, Name, Option, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, text


@dataclass(frozen=True, slots=True)
class Iplocation(Command):
    name = "iplocation"
    kind = Kind.STREAMING
    arguments = Arguments(
        Name("field", "a field with an IP address"),
        prefix=Option(str, ""),
        allfields=Option(boolean, False),
        lang=Option(str, "en"),
    )

    field: str
    prefix: str
    allfields: bool
    lang: str
    span: Span

    @classmethod
    def parse(cls, p: Parser) -> Iplocation:
        """`[prefix=] [allfields=] [lang=] <field>`."""
        span = p.rest()
        return cls(**cls.arguments.read(p), span=span)

    @property
    def _names(self) -> tuple[str, ...]:
        return ALL_FIELDS if self.allfields else FIELDS

    def needs(self, wanted: Fields) -> Fields:
        """The fields that it sets, too: a row whose address has no location keeps them."""
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding(self.prefix + name for name in self._names)

    def operator(self, search: Context) -> PerRow:
        with worded(self.name):
            locations = database(search, self.span)
        fields = [(name, self.prefix + name) for name in self._names]

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                address = row.get(self.field)
                if isinstance(address, list):
                    search.message("WARN", f"iplocation gives no location where '{self.field}' has several values.")
                elif address is not None and (found := locations.of(text(address), self.lang)):
                    row.update({new: found[name] for name, new in fields if name in found})
                yield row

        return run
