"""mvexpand: a row with a multivalue field becomes one row for each of its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..spl.ast import Context, Fields
from ..spl.parser import Parser, natural
from ..values import Row
from . import names


@dataclass(frozen=True)
class Mvexpand:
    """`limit`: how many values of each row are used; 0 for all."""

    name: ClassVar[str] = "mvexpand"
    generating: ClassVar[bool] = False

    field: str
    limit: int = 0

    @classmethod
    def parse(cls, p: Parser) -> Mvexpand:
        """`<field> [limit=<int>]`, in either order. Internal fields cannot be expanded (Search Reference, mvexpand)."""
        options = p.options({"limit": natural})
        token = p.peek()
        field = names.field(p, "the name of a multivalue field")
        if field.startswith("_"):
            raise p.error(f"The internal field '{field}' cannot be expanded.", token.span if token else None)
        return cls(field, **(options | p.options({"limit": natural})))

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset({self.field}))

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        """A row without the field ([unverified]), or with one value of it, stays as it is."""
        for row in rows:
            values = row.get(self.field)
            if not isinstance(values, list):
                yield row
                continue
            for value in values[: self.limit or None]:
                yield {**row, self.field: value}
