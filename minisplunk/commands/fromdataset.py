"""from: the rows of a dataset: of a data model, of a saved search, or of a lookup table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from ..dataclass import dataclass
from ..errors import Span
from ..operators.datasets import model_and_dataset, named
from ..spl.ast import SearchTerm
from ..spl.columns import Columns
from ..spl.command import Command, Context, Kind, PerRow
from ..spl.datasets import Dataset, Naming
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.source import SourceText
from ..values import Row
from .savedsearch import Savedsearch

_LOOKUPS = ("lookup", "inputlookup")


@dataclass(frozen=True, slots=True)
class Fromdataset(Command):
    """`dataset`: of a data model; None for what `type` says, and has the name `of`."""

    name = "from"
    kind = Kind.GENERATING

    type: str
    of: str
    span: Span
    dataset: Dataset | None = None
    wanted: Fields = Fields.ALL

    @classmethod
    def parse(cls, p: Parser) -> Fromdataset:
        """`<dataset_type>:<dataset_name>`, or the two parted by a blank."""
        token = p.next("the type of a dataset")
        kind, colon, _ = token.text.partition(":")
        kind = kind.lower()
        if token.kind == "punctuation" or (not colon and p.peek() is None):
            raise p.error("Expected <type>:<name> of a dataset.", token.span)
        if kind in ("sid", "federated") or kind not in ("datamodel", "savedsearch", *_LOOKUPS):
            raise p.unsupported(f"Datasets of the type '{kind}'.", token.span)
        if colon:
            p.position = token.span.start + len(kind) + 1
        name, span = named(p)
        if kind != "datamodel":
            return cls(kind, name, span)
        model, dataset = model_and_dataset(name)
        return cls(kind, name, span, p.around.models().dataset(model, dataset, Naming.FLAT, span))

    @property
    def base(self) -> SearchTerm | None:
        return None if self.dataset is None else self.dataset.base

    @property
    def reads_events(self) -> bool:
        return self.type not in _LOOKUPS

    @property
    def unread(self) -> bool:
        return self.type == "savedsearch"

    def foreseen(self, saved: Callable[[str], str]) -> Iterable[SourceText]:
        return Savedsearch(self.of, span=self.span).foreseen(saved)

    def needs(self, wanted: Fields) -> Fields:
        return Fields() if self.dataset is None else self.dataset.needs(wanted)

    def columns(self, before: Columns | None) -> Columns | None:
        return None

    def narrowed(self, wanted: Fields) -> Fromdataset:
        return replace(self, wanted=wanted)

    def operator(self, search: Context) -> PerRow:
        if self.dataset is not None:
            return self.dataset.operator(self.wanted, search)
        return partial(self._read, search)

    def _read(self, search: Context, rows: Iterable[Row]) -> Iterator[Row]:
        if self.type == "savedsearch":
            return Savedsearch(self.of, span=self.span).operator(search)(rows)
        return (dict(row) for row in search.lookup(self.of).rows())
