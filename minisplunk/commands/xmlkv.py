"""xmlkv: the text of each XML tag in a field, under the tag's name.

Search Reference, xmlkv: key and value are those of `<name>Settlers of Catan</name>`, in a text that need not be one
document. [unverified] on a real Splunk: a tag that comes again gives one more value; what is found replaces a field,
but no default field; entities stay as they are written (xmlunescape turns them into characters); blanks at the ends of
a text are dropped, and an empty one gives no field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..fields.names import keeper
from ..spl.arguments import Arguments, Option, Text, positive
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row, multivalue, texts

_TAG = re.compile(r"<([^\s<>/!?]+)(?:\s[^<>]*)?>([^<]*)</\1\s*>")
_KEEP = keeper(Fields.ALL)


@dataclass(frozen=True, slots=True)
class Xmlkv(Command):
    name = "xmlkv"
    kind = Kind.STREAMING
    arguments = Arguments(
        Text("field", "a field", required=False),
        maxinputs=Option(positive, attribute=""),  # how many are read at a time changes no result
    )

    field: str | None

    @property
    def source(self) -> str:
        return self.field or "_raw"

    def needs(self, wanted: Fields) -> Fields:
        """A tag may not be there, and then its field stays as it is."""
        return wanted | Fields(frozenset({self.source}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((), more=True)

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                found: dict[str, list[str]] = {}
                for document in texts(row.get(self.source)):
                    for name, value in _TAG.findall(document):
                        if value.strip() and _KEEP(name):
                            found.setdefault(name, []).append(value.strip())
                row.update((name, multivalue(values)) for name, values in found.items())
                yield row

        return run
