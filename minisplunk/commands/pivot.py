"""pivot: aggregates over a dataset of a data model, by what its rows and columns are split by.

It is as good as `datamodel <model> <dataset> search` and the commands over its rows that pivot/searches.py writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..dataclass import dataclass
from ..errors import MinisplunkError, PlacedError, Span
from ..pivot import RANGE, of_text, searches
from ..spl.ast import SearchTerm
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow
from ..spl.datasets import Naming
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.pipeline import Pipeline, Stage
from ..spl.source import SourceText
from .datamodel import Datamodel


@dataclass(frozen=True, slots=True)
class Pivot(Command):
    """`rows`: of the dataset; `over`: what is done to these."""

    name = "pivot"
    kind = Kind.REPORT
    condenses = True
    takes = RANGE

    rows: Datamodel
    over: Pipeline

    @classmethod
    def parse(cls, p: Parser) -> Pivot:
        """`<model> <dataset> <element>...` (Search Reference, pivot)."""
        first, place = p.peek(), p.rest()
        report = of_text(p)
        place = place if first is None else Span(first.span.start, p.position)
        models = p.around.models()
        lineage, fields = models.fields(report.model, report.dataset, place)
        dataset = models.dataset(report.model, report.dataset, Naming.LINEAGE, place)
        try:
            source = SourceText.plain(searches(report, lineage, fields).over)
            over = p.around.pipeline(source, 0, len(source.text))
        except PlacedError as error:
            raise type(error)(error.message, place, error.command) from error
        except MinisplunkError as error:
            raise p.error(error.message, place) from error
        return cls(Datamodel((), dataset, report.model), over)

    @property
    def base(self) -> SearchTerm | None:
        return self.rows.base

    def needs(self, wanted: Fields) -> Fields:
        return self.rows.needs(self.over.needs(wanted))

    def columns(self, before: Columns | None) -> Columns | None:
        return self.over.columns(None)

    def narrowed(self, wanted: Fields) -> Pivot:
        of_rows = self.over.needs(wanted)
        return replace(self, rows=self.rows.narrowed(of_rows), over=self.over.narrowed(wanted))

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return self.over.inner(wanted)

    def resolved(self, search: Context) -> Pivot:
        stages = tuple(replace(stage, command=stage.command.resolved(search)) for stage in self.over.stages)
        return replace(self, over=replace(self.over, stages=stages))

    def parts(self, stage: Stage) -> Sequence[Stage]:
        """Its text says nothing of the commands that it is as good as, so each has the whole as its place."""
        over = (Stage(each.command, stage.span, each.text) for each in self.over.parted().stages)
        return (Stage(self.rows, stage.span, stage.text), *over)

    def operator(self, search: Context) -> PerRow:
        raise AssertionError("it is run in its parts")
