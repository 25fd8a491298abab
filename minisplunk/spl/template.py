"""Text with placeholders in; the pipeline, or the search, that it becomes with texts in their place out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import NamedTuple

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import Span
from . import quoting
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


_VARIABLE = lazy_re.compile(r"\$([\w.:{}@-]+)\$")
_ESCAPED = lazy_re.compile(r"\\([\"\\])")


@dataclass(frozen=True, slots=True)
class SearchTemplate:
    """The text of a search that has `$name$` in the place of values."""

    source: SourceText

    @classmethod
    def at(cls, source: SourceText, span: Span, *, quoted: bool) -> SearchTemplate:
        """What stands at a place of a search, there in a string if it is `quoted`."""

        def runs() -> Iterator[tuple[str, Span]]:
            position = span.start
            for found in _ESCAPED.finditer(source.text, span.start, span.end) if quoted else ():
                yield source.text[position : found.start()], Span(position, found.start())
                yield found[1], Span(*found.span())
                position = found.end()
            yield source.text[position : span.end], Span(position, span.end)

        return cls(source.made(runs()))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(_VARIABLE.findall(self.source.text))

    def filled(self, value: Callable[[str, Span], str]) -> SourceText:
        """With the value of each name, by its place; in a string it is escaped (searchbnf.conf, map)."""
        text = self.source.text
        strings = [found.span() for found in quoting.STRING.finditer(text)]

        def runs() -> Iterator[tuple[str, Span]]:
            position = 0
            for found in _VARIABLE.finditer(text):
                put = value(found[1], Span(*found.span()))
                within = any(start < found.start() and found.end() < end for start, end in strings)
                yield text[position : found.start()], Span(position, found.start())
                yield quoting.quoted(put)[1:-1] if within else put, Span(*found.span())
                position = found.end()
            yield text[position:], Span(position, len(text))

        with self.source.placing():
            return self.source.made(runs())
