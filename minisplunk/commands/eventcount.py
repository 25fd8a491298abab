"""eventcount: how many events indexes have, whatever the time range."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from ..dataclass import dataclass
from ..fields import SPLUNK_SERVER
from ..spl.arguments import Reader, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row

_OPTIONS: dict[str, Reader] = {
    "summarize": boolean,
    "report_size": boolean,
    "list_vix": boolean,  # there are no virtual indexes,
    "list_federated_remote": boolean,  # nor remote ones
}


@dataclass(frozen=True, slots=True)
class Eventcount(Command):
    """`indexes`: their names or patterns; none mean the user's default ones. `summarize`: one count for all."""

    name = "eventcount"
    kind = Kind.GENERATING
    condenses = True
    takes = {**_OPTIONS, "index": str}

    indexes: tuple[str, ...] = ()
    summarize: bool = True
    report_size: bool = False

    @classmethod
    def parse(cls, p: Parser) -> Eventcount:
        indexes: list[str] = []
        given: dict[str, bool] = {}
        while p.peek() is not None:
            if not p.repeatable("index", indexes) and not p.option(_OPTIONS, given):
                raise p.invalid()
        return cls(tuple(indexes), given.get("summarize", True), given.get("report_size", False))

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def columns(self, before: Columns | None) -> Columns:
        return Columns((*(("count",) if self.summarize else _COLUMNS), *(("size_bytes",) if self.report_size else ())))

    def operator(self, search: Context) -> PerRow:
        return partial(self._rows, search)

    def _rows(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        names = search.indexes(self.indexes)
        counts = Counter[str]()
        for kind in search.totals(names):
            counts[kind.index] += kind.events
        sizes: Mapping[str, int] = search.index_sizes() if self.report_size else {}
        if self.summarize:
            yield {"count": counts.total(), **self._size(sum(sizes.get(name, 0) for name in names))}
            return
        for name in names:
            values = (counts[name], name, "local", SPLUNK_SERVER)
            yield {**dict(zip(_COLUMNS, values, strict=True)), **self._size(sizes.get(name, 0))}

    def _size(self, size: int) -> Row:
        return {"size_bytes": size} if self.report_size else {}


_COLUMNS = ("count", "index", "provider", "server")
