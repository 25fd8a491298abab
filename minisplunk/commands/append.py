"""append: the results of a subsearch after the rows of the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..spl.ast import Context, Fields, Pipeline
from ..spl.parser import Parser, boolean, natural
from ..values import Row

MAX_RESULTS = 10_000
"""What a subsearch returns by default (Search Reference, append; limits.conf, [subsearch] maxout)."""

# maxtime and timeout bound how long a subsearch may run: none is stopped early here, so there is nothing to bound.
_OPTIONS = {"extendtimerange": boolean, "maxtime": natural, "maxout": natural, "timeout": natural}


@dataclass(frozen=True)
class Append:
    name: ClassVar[str] = "append"
    generating: ClassVar[bool | None] = None

    subsearch: Pipeline
    maxout: int = MAX_RESULTS

    @classmethod
    def parse(cls, p: Parser) -> Append:
        """`[extendtimerange=<bool>] [maxtime=<int>] [maxout=<int>] [timeout=<int>] [<subsearch>]`."""
        maxout = MAX_RESULTS
        while (token := p.peek()) is not None and not p.at("["):
            option = p.option(_OPTIONS)
            if option is None:
                raise p.error(f"Invalid argument: '{token.text}'", token.span)
            if option in (("extendtimerange", True), ("maxout", 0)):
                raise p.unsupported(f"The option {p.source.text[token.span.start : p.position]}.", token.span)
            if option[0] == "maxout":
                maxout = option[1]
        return cls(p.subsearch(), maxout)

    def needs(self, wanted: Fields) -> Fields:
        return wanted

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]:
        """The subsearch runs first (Search Manual, "About subsearches"), its rows come last."""
        appended = search.run(self.subsearch, limit=self.maxout)
        yield from rows
        yield from appended
