"""delete: no search finds the events any more.

[unverified]: the order of the rows; that events whose address was taken away count as errors; that eventcount and
metadata count deleted events no more, where Splunk may go on to do so as long as their buckets are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dataclass import dataclass
from ..fields import ADDRESS, SPLUNK_SERVER
from ..operators.rows import Rows
from ..spl.arguments import Arguments
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, Reducer
from ..spl.fields import Fields
from ..values import Row


@dataclass(frozen=True, slots=True)
class Delete(Command):
    name = "delete"
    kind = Kind.TRANSFORMING
    writes = "delete_by_keyword"
    follows_events = True
    arguments = Arguments()

    def needs(self, wanted: Fields) -> Fields:
        return Fields.of((ADDRESS,))

    def columns(self, before: Columns | None) -> Columns:
        return Columns(("splunk_server", "index", "deleted", "errors"))

    def operator(self, search: Context) -> Reducer:
        return _Deletion(search)


class _Deletion(Reducer):
    """The events are deleted when all have been found, all at once; a preview deletes none."""

    def __init__(self, search: Context) -> None:
        self._search = search
        self._rows = Rows(search.memory)
        self._lost = 0

    def add(self, rows: Iterable[Row]) -> None:
        self._rows.extend(self._addressed(rows))

    def _addressed(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            address = row.get(ADDRESS)
            if address is None:
                self._lost += 1
            else:
                yield {ADDRESS: address}

    def merge(self, later: _Deletion) -> None:
        self._rows.join(later._rows)
        self._lost += later._lost

    def peek(self) -> Iterator[Row]:
        return iter(())

    def finish(self) -> Iterator[Row]:
        """All of a server first, then each index."""
        deleted = self._search.delete(str(row[ADDRESS]) for row in self._rows)
        for index, events in (("__ALL__", sum(deleted.values())), *sorted(deleted.items())):
            errors = self._lost if index == "__ALL__" else 0
            yield {"splunk_server": SPLUNK_SERVER, "index": index, "deleted": events, "errors": errors}

    def close(self) -> None:
        self._rows.close()
