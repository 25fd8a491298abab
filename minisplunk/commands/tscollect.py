"""tscollect: keeps the rows with the search's job, for tstats to read as `from sid=<sid>`.

Splunk writes tsidx files, of a namespace or of the job; here the job keeps the rows, which are gone with it.
[unverified]: which field values Splunk's files leave out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..limits import row_weight
from ..spl.arguments import Arguments, Option, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..values import Row


@dataclass(frozen=True, slots=True)
class Tscollect(Command):
    name = "tscollect"
    kind = Kind.DATASET
    arguments = Arguments(
        keepresults=Option(boolean, False),
        namespace=Option(str, unsupported=bool, attribute="", lacks="namespaces, which outlive the search"),
        squashcase=Option(boolean, unsupported=bool, attribute="", lacks="values in small letters"),
    )
    writes = "indexes_edit"  # Search Reference, tscollect

    keepresults: bool = False

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return before

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            account, held = search.memory.account(), 0
            for row in rows:
                held += row_weight(row)
                account.hold(held)
                search.gathered.append(dict(row))
                if self.keepresults:
                    yield row

        return run
