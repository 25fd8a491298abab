"""multisearch: the events of several searches at the same time, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..dataclass import dataclass
from ..operators.interleaving import interleaved, purely_streaming
from ..spl.arguments import Arguments, Subsearch
from ..spl.columns import Columns
from ..spl.command import Command, Context, Inner, Kind, PerRow
from ..spl.fields import Fields
from ..spl.parser import Parser
from ..spl.pipeline import Pipeline
from ..values import Row

_LEAST = 2


class _Searches(Subsearch):
    repeated = True

    def read(self, p: Parser, before: tuple[Pipeline, ...] | None) -> Any:
        """Raises SplError for one that does not stream."""
        token = p.peek()
        searches = (*(before or ()), p.subsearch())
        if not purely_streaming(searches[-1].stages):
            raise p.error(
                "Multisearch subsearches might only contain purely streaming operations "
                f"(subsearch {len(searches)} contains a non-streaming command).",
                token.span if token else None,
            )
        return searches


@dataclass(frozen=True, slots=True)
class Multisearch(Command):
    """The limits of subsearches are not for these (Search Reference, multisearch)."""

    name = "multisearch"
    kind = Kind.GENERATING
    beyond = False
    arguments = Arguments(_Searches("searches"))

    searches: tuple[Pipeline, ...]

    @classmethod
    def parse(cls, p: Parser) -> Multisearch:
        """`<subsearch> <subsearch>...`, two at least."""
        searches = cls.arguments.read(p)["searches"]
        if len(searches) < _LEAST:
            raise p.error("At least two searches must be specified.")
        return cls(searches)

    def needs(self, wanted: Fields) -> Fields:
        return Fields()

    def columns(self, before: Columns | None) -> Columns | None:
        return Columns.together(search.columns() for search in self.searches)

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        return (Inner(search, wanted | Fields(frozenset({"_time"}))) for search in self.searches)

    def operator(self, search: Context) -> PerRow:
        def run(rows: Iterable[Row]) -> Iterator[Row]:
            return interleaved([search.subsearch(of, maxout=0, maxtime=0) for of in self.searches])

        return run
