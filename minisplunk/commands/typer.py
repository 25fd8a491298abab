"""typer: the event types that results match, in the field `eventtype`.

Search Reference, typer; searchbnf.conf, typer-command. [unverified] on a real Splunk: event types that a result has
already stay; `eventtypes` is a list with commas; beyond `maxlen` characters words are not found in the text, while
fields count as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..spl.arguments import Arguments, Option, listed, positive
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row

MAXLEN = 10_000


@dataclass(frozen=True, slots=True)
class Typer(Command):
    """`eventtypes` None are all event types."""

    name = "typer"
    kind = Kind.STREAMING
    arguments = Arguments(eventtypes=Option(listed), maxlen=Option(positive, MAXLEN))

    eventtypes: frozenset[str] | None
    maxlen: int

    def needs(self, wanted: Fields) -> Fields:
        """What event types ask for is not known before the search runs."""
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding(("eventtype",))

    def operator(self, search: Context) -> PerRow:
        give_types = search.typer(lambda name: self.eventtypes is None or name in self.eventtypes)

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                raw = row.get("_raw")
                if isinstance(raw, str) and len(raw) > self.maxlen:
                    row["_raw"] = raw[: self.maxlen]
                    give_types(row)
                    row["_raw"] = raw
                else:
                    give_types(row)
                yield row

        return run
