"""extract: fields out of the text of an event: automatically, by delimiters, or by a transform of transforms.conf.

Search Reference, extract. [unverified] on a real Splunk: automatic extraction finds what KV_MODE=auto finds; it comes
before transforms, and the one by delimiters in its place; a field that is there already keeps its value, or gets more
with mv_add; `limit` counts fields, those by delimiters too; in a list of delimiters a backslash and `t` or `n` stand
for a tab or a line's end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..dataclass import dataclass
from ..fields import kv
from ..fields.delims import splitter, unescaped
from ..fields.names import clean, keeper
from ..spl.arguments import Arguments, Names, Option, boolean, natural
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..values import Row, Value, texts

LIMIT = 50
MAXCHARS = 10_240
_CUT = "extract {} only the first {} of some events ({})."
_Found = Iterable[tuple[str, Value]]
_KEEP = keeper(Fields.ALL)


@dataclass(frozen=True, slots=True)
class Extract(Command):
    """`delims`: lists of characters, between pairs and within one; `limit` 0 stands for no limit."""

    name = "extract"
    kind = Kind.STREAMING
    arguments = Arguments(
        Names("transforms", least=0),
        auto=Option(boolean, True),
        clean_keys=Option(boolean),
        kvdelim=Option(unescaped),
        limit=Option(natural, LIMIT),
        maxchars=Option(natural, MAXCHARS),
        mv_add=Option(boolean),
        pairdelim=Option(unescaped),
        reload=Option(boolean, attribute=""),  # conf files are read as they are when the search begins
        segment=Option(boolean, unsupported=bool, attribute="", lacks="where pairs stand is not noted"),
    )

    transforms: tuple[str, ...]
    auto: bool
    delims: tuple[str, str] | None
    limit: int
    maxchars: int
    clean_keys: bool | None
    mv_add: bool | None

    @classmethod
    def parse(cls, p: Parser) -> Extract:
        """`<option>... <stanza of transforms.conf>...`."""
        span = p.rest()
        read: dict[str, Any] = cls.arguments.read(p)
        between, within = read.pop("pairdelim"), read.pop("kvdelim")
        if (between is None) != (within is None):
            raise p.unsupported("One of pairdelim and kvdelim without the other.", span)
        if between == "" or within == "":
            raise p.error("A list of delimiters is empty.", span)
        return cls(delims=None if between is None else (between, within), **read)

    def needs(self, wanted: Fields) -> Fields:
        """A transform may read any field (SOURCE_KEY)."""
        return Fields.ALL if self.transforms else wanted | Fields(frozenset({"_raw"}))

    def columns(self, before: Columns | None) -> Columns | None:
        return before and before.adding((), more=True)

    def operator(self, search: Context) -> PerRow:
        steps: list[Callable[[Row], None]] = []
        if self.delims or self.auto:
            steps.append(self._step(search))
        steps += [search.transform(name, self.clean_keys, self.mv_add) for name in self.transforms]

        def run(rows: Iterable[Row]) -> Iterator[Row]:
            for row in rows:
                for step in steps:
                    step(row)
                yield row

        return run

    def _step(self, search: Context) -> Callable[[Row], None]:
        find, rename = self._finder(), str.strip if self.clean_keys is False and self.delims else clean

        def step(row: Row) -> None:
            text = "\n".join(texts(row.get("_raw")))
            if self.maxchars and len(text) > self.maxchars:
                search.message("WARN", _CUT.format("read", f"{self.maxchars:,} characters", "maxchars"))
                text = text[: self.maxchars]
            fields: dict[str, list[str]] = {}
            for name, value in find(text):
                new = rename(name) if self.delims else name
                if not _KEEP(new) or not value:
                    continue
                if self.limit and len(fields) >= self.limit and new not in fields:
                    search.message("WARN", _CUT.format("took", f"{self.limit:,} fields", "limit"))
                    break
                fields.setdefault(new, []).extend(texts(value))
            for name, values in fields.items():
                self._put(row, name, values)

        return step

    def _put(self, row: Row, name: str, values: list[str]) -> None:
        own = texts(row.get(name))
        if self.mv_add or not own:
            kept = [*own, *values] if self.mv_add or not self.delims else values[:1]
            row[name] = kept if len(kept) > 1 else kept[0]

    def _finder(self) -> Callable[[str], _Found]:
        return splitter(self.delims, (), once=True) if self.delims else lambda text: kv.found(text).items()
