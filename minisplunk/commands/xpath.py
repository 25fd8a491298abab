"""xpath: what an XPath expression finds in the XML of a field.

Search Reference, xpath. The script of the command, as public copies of Splunk have it: an element without text has the
value `Null`; `default` is written where the field is missing or cannot be read as XML; where the path finds nothing the
field is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..documents.xpath import NoXml, XPath
from ..errors import shortened
from ..spl.arguments import Arguments, Option, Text
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, multivalue, texts


@dataclass(frozen=True, slots=True)
class Xpath(Command):
    name = "xpath"
    kind = Kind.STREAMING
    arguments = Arguments(
        Text("path", "an XPath expression"),
        field=Option(str, "_raw"),
        outfield=Option(str, "xpath"),
        default=Option(str),
    )

    path: XPath
    field: str
    outfield: str
    default: str | None

    @classmethod
    def parse(cls, p: Parser) -> Xpath:
        """`[outfield=] <xpath> [field=] [default=]`."""
        span = p.rest()
        read = cls.arguments.read(p)
        written = read.pop("path")
        path = XPath.read(written)
        if path is None:
            raise p.unsupported(f"The XPath expression '{shortened(written)}'.", span)
        return cls(path, **read)

    def needs(self, wanted: Fields) -> Fields:
        """Where there is no XML, `outfield` stays as it is."""
        return wanted | Fields(frozenset({self.field}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((self.outfield,))

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                self._write(row)
                yield row

        return run

    def _write(self, row: Row) -> None:
        pieces = texts(row.get(self.field))
        try:
            values = self.path.find("\n".join(pieces)) if pieces else None
        except NoXml:
            values = None
        if values is not None:
            row[self.outfield] = multivalue(values)
        elif self.default is not None:
            row[self.outfield] = self.default
