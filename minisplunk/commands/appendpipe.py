"""appendpipe: what a pipeline makes of the rows, after the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..dataclass import dataclass
from ..operators.rows import Rows, chunks
from ..spl.arguments import Arguments, Option, Subsearch, boolean
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.pipeline import Pipeline
from ..values import Row


class _Subpipeline(Subsearch):
    def read(self, p: Parser, before: Any) -> Pipeline:
        return p.subpipeline()


@dataclass(frozen=True, slots=True)
class Appendpipe(Command):
    """`run_in_preview`: previews show what it appends (Search Reference, appendpipe)."""

    name = "appendpipe"
    kind = Kind.DATASET
    arguments = Arguments(_Subpipeline("pipeline"), run_in_preview=Option(boolean, True))

    pipeline: Pipeline
    run_in_preview: bool = True

    @property
    def once(self) -> bool:
        return not self.run_in_preview

    def needs(self, wanted: Fields) -> Fields:
        return wanted | self.pipeline.needs(wanted)

    def columns(self, before: Columns | None) -> Columns | None:
        inner = before and self.pipeline.columns(before)
        return before and before.adding(inner.names if inner else (), more=inner is None or inner.more)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (Inner(self.pipeline, wanted),)

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            """The pipeline gets copies: the rows themselves belong to the command after this one by then."""
            copies = Rows(search.memory)
            try:
                for chunk in chunks(rows):
                    copies.append([dict(row) for row in chunk])
                    yield from chunk
                yield from search.over(self.pipeline, copies)
            finally:
                copies.close()

        return run
