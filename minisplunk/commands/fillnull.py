"""fillnull: gives fields a value where they have none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..spl.ast import Context, Fields
from ..spl.parser import Parser
from ..values import Row
from . import names


@dataclass(frozen=True, slots=True)
class Fillnull:
    """No `fields` means all that have a value in some result; then the results are gathered first."""

    name: ClassVar[str] = "fillnull"
    generating: ClassVar[bool] = False

    value: str
    fields: tuple[str, ...]

    @classmethod
    def parse(cls, p: Parser) -> Fillnull:
        """`[value=<string>] [<field-list>]`."""
        value = "0"
        fields: list[str] = []
        while (token := p.peek()) is not None:
            if (option := p.option({"value": str})) is not None:
                value = option[1]
            elif not p.accept(","):
                name = names.field(p)
                if "*" in name:
                    raise p.unsupported(f"The wildcard '{name}'.", token.span)
                if "=" in name and not token.quoted:
                    raise p.error(f"Invalid argument: '{name}'", token.span)
                fields.append(name)
        return cls(value, tuple(fields))

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        """An empty text is a value and stays."""
        fields: Iterable[str] = self.fields
        if not self.fields:
            rows = list(rows)
            fields = dict.fromkeys(name for row in rows for name, value in row.items() if value is not None)
        for row in rows:
            for name in fields:
                if row.get(name) is None:
                    row[name] = self.value
            yield row
