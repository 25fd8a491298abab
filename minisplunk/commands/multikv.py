"""multikv: an event for each row of a table, with a field for each column.

Search Reference, multikv; the tables are read as documents/table.py and fields/sections.py say. [unverified] on a real
Splunk: a row has its line as raw text; a column replaces a field of the event that is called so, but no default field;
a table without rows, or no table, gives no event; `filter` looks for its terms as they are written, in any part of the
line; with `forceheader` there is one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from ..dataclass import dataclass
from ..documents.table import Detection
from ..fields.names import keeper
from ..fields.tables import Read, detecting
from ..functions.regex import MatchLimit
from ..spl.arguments import Taken, boolean, never, positive
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, texts

_OPTIONS: dict[str, Taken] = {
    "conf": str,
    "copyattrs": boolean,
    "forceheader": positive,
    "multitable": boolean,
    "noheader": boolean,
    "rmorig": boolean,
    **{
        name: never(str, "Splunk does not document it any more")
        for name in ("last_line", "max_header_line", "max_header_lookahead", "passthru", "start_line")
    },
}
_LISTS = ("fields", "filter")
_KEEP = keeper(Fields.ALL)


@dataclass(frozen=True, slots=True)
class Multikv(Command):
    """`conf`: a stanza of multikv.conf, without which tables are found as `how` says; `copied`: rows have the fields of
    their event; `kept`: the event follows them; `only`: fields to make; `terms`: of which a row must have one."""

    name = "multikv"
    kind = Kind.STREAMING
    takes = _OPTIONS

    conf: str | None
    how: Detection
    copied: bool
    kept: bool
    only: tuple[str, ...]
    terms: tuple[str, ...]

    @classmethod
    def parse(cls, p: Parser) -> Multikv:
        """`[conf=<stanza>] [<option>]... [fields <field-list>] [filter <term-list>]`, in any order."""
        given: dict[str, Any] = {}
        lists: dict[str, list[str]] = {name: [] for name in _LISTS}
        while p.peek() is not None:
            if p.option(_OPTIONS, given):
                continue
            if not p.at(*_LISTS):
                raise p.invalid()
            keyword = p.next().text.lower()
            lists[keyword] += _listed(p, keyword)
        headless = given.get("noheader", False)
        several = given.get("multitable", True) and not headless
        how = Detection(given.get("forceheader", 0), headless, several)
        options = (given.get("copyattrs", True), not given.get("rmorig", True))
        return cls(given.get("conf"), how, *options, tuple(lists["fields"]), tuple(lists["filter"]))

    def needs(self, wanted: Fields) -> Fields:
        return wanted | Fields(frozenset({"_raw"})) if self.copied or self.kept else Fields(frozenset({"_raw"}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((), more=True)

    def operator(self, search: Context) -> PerRow:
        return partial(self._rows, search)

    def _rows(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        read = detecting(self.how) if self.conf is None else search.table(self.conf)
        for row in rows:
            try:
                yield from self._of(row, read)
            except MatchLimit as error:
                search.message("WARN", f"multikv passed over some events: {error}")
            if self.kept:
                yield row

    def _of(self, row: Row, read: Read) -> Iterator[Row]:
        for text, cells in read("\n".join(texts(row.get("_raw")))):
            if self.terms and not any(term in text for term in self.terms):
                continue
            made: Row = {**row} if self.copied else {}
            made.update((name, value) for name, value in cells.items() if self._makes(name))
            made["_raw"] = text
            if "linecount" in made:
                made["linecount"] = "1"
            yield made

    def _makes(self, name: str) -> bool:
        return _KEEP(name) and (not self.only or name in self.only)


def _listed(p: Parser, keyword: str) -> Iterator[str]:
    """The names or terms of a list, up to the next option or list."""
    while p.peek() is not None and not p.at(*_LISTS) and not p.at_option():
        if not p.accept(","):
            yield p.field() if keyword == "fields" else p.next().text
