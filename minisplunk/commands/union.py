"""union: the rows of datasets in one, with those of the search if it stands further back.

Search Reference, union, "Usage": as long as datasets stream, their rows are interleaved, as with multisearch; what
does not stream, and all after it, is appended, and limited. What streams is what reads events and passes them on one by
one; a saved search counts as one that does not, since its commands are not known before it runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any

from ..dataclass import dataclass
from ..operators.interleaving import interleaved, purely_streaming
from ..operators.subsearches import MAXTIME, bounds
from ..spl.arguments import Arguments
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.pipeline import Pipeline, Stage
from ..values import Row
from .join import Dataset

MAXOUT = 50_000
"""Rows of a dataset that is appended (Search Reference, union; limits.conf.spec, [searchresults] maxresultrows)."""
_TIME = Fields(frozenset({"_time"}))


class _Datasets(Dataset):
    repeated = True

    def read(self, p: Parser, before: tuple[Pipeline, ...] | None) -> Any:
        return (*(before or ()), super().read(p, None))


@dataclass(frozen=True, slots=True)
class Union(Command):
    """`streaming`: how many datasets are interleaved; `first`: it begins the search."""

    name = "union"
    kind = Kind.DATASET
    arguments = Arguments(_Datasets("datasets"), **bounds(MAXOUT))

    datasets: tuple[Pipeline, ...]
    maxout: int = MAXOUT
    maxtime: int = MAXTIME
    streaming: int = 0
    first: bool = False

    @classmethod
    def parse(cls, p: Parser) -> Union:
        """`[<subsearch options>] <dataset>...`, separated by blanks or commas."""
        given = cls.arguments.read(p)
        streams = p.around.first or (p.around.before and _streams(p.around.before))
        streaming = len(list(takewhile(_is_streaming, given["datasets"]))) if streams else 0
        return cls(**given, streaming=streaming, first=p.around.first)

    def needs(self, wanted: Fields) -> Fields:
        return wanted | _TIME if self.streaming else wanted

    def columns(self, before: Columns | None) -> Columns | None:
        inner = [dataset.columns() for dataset in self.datasets]
        if self.first:
            return Columns.together(inner)
        for columns in inner:
            before = before and before.adding(columns.names if columns else (), more=columns is None or columns.more)
        return before

    def inner(self, wanted: Fields) -> Iterator[Inner]:
        for number, dataset in enumerate(self.datasets):
            streams = number < self.streaming
            yield Inner(dataset, wanted | _TIME if streams else wanted, 0 if streams else self.maxout)

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            streams = [search.subsearch(dataset, maxout=0, maxtime=0) for dataset in self.datasets[: self.streaming]]
            yield from interleaved([rows, *streams]) if streams else rows
            for dataset in self.datasets[self.streaming :]:
                yield from search.subsearch(dataset, maxout=self.maxout, maxtime=self.maxtime)

        return run


def _is_streaming(dataset: Pipeline) -> bool:
    return _streams(dataset.stages)


def _streams(stages: tuple[Stage, ...]) -> bool:
    return stages[0].command.base is not None and purely_streaming(stages)
