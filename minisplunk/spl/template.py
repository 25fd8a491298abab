"""Text with placeholders in; the pipeline that it becomes with texts in their place out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import Span
from .pipeline import Pipeline
from .source import SourceText

ReadPipeline = Callable[[SourceText, int, int], Pipeline]
"""Reads a pipeline over results from a part of a text."""


class Filled(NamedTuple):
    """`text` places errors that show only when the pipeline runs."""

    text: SourceText
    pipeline: Pipeline


@dataclass(frozen=True, slots=True)
class Template:
    """What stands at `span` of a search, between brackets."""

    source: SourceText = field(repr=False)
    span: Span
    read: ReadPipeline = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        return self.source.text[self.span.start : self.span.end]

    def filled(self, values: Mapping[str, str]) -> Filled:
        """With the values in the place of their names, inside quotes too. Raises SplError and UnsupportedSpl."""
        text = self.source.made(self._runs(values))
        with text.placing():
            return Filled(text, self.read(text, 0, len(text.text)))

    def _runs(self, values: Mapping[str, str]) -> Iterator[tuple[str, Span]]:
        names = re.compile("|".join(re.escape(name) for name in sorted(values, key=len, reverse=True)))
        position = self.span.start
        for found in names.finditer(self.source.text, self.span.start, self.span.end):
            yield self.source.text[position : found.start()], Span(position, found.start())
            yield values[found[0]], Span(*found.span())
            position = found.end()
        yield self.source.text[position : self.span.end], Span(position, self.span.end)
