"""A part of a search as the parser reads it in; where its author wrote it, in the search or in a macro, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..conf import Setting
from ..dataclass import dataclass
from ..errors import Span
from ..spl.macros import Find, definition, stanza_name
from ..spl.source import Piece, SourceText
from .change import Change

SAVED, MACROS = "savedsearches", "macros"
"""The conf files that hold SPL."""


@dataclass(frozen=True, slots=True)
class Written:
    """SPL that the app's author wrote: the value of a setting."""

    conf: str
    stanza: str
    setting: Setting

    @property
    def text(self) -> str:
        return self.setting.value


class Spot(NamedTuple):
    """A part of what was written."""

    written: Written
    span: Span

    @property
    def text(self) -> str:
        return self.written.text[self.span.start : self.span.end]

    @property
    def line(self) -> int:
        """The line of the text, from 1."""
        return self.written.text.count("\n", 0, self.span.start) + 1

    def changed(self, new: str) -> Change:
        """The setting with something else in this place."""
        text = self.written.text
        value = text[: self.span.start] + new + text[self.span.end :]
        return Change(self.written.conf, self.written.stanza, self.written.setting.key, value)


@dataclass(frozen=True, slots=True)
class Origins:
    """Where the parts of one search stand. `macros`: the app's own, by the names of their stanzas; what other macros
    bring cannot be changed, and has no spot."""

    search: Written
    source: SourceText
    find: Find
    macros: Mapping[str, Written]

    def spot(self, span: Span) -> Spot | None:
        """None for a part that holds the end of a macro and not its beginning, or the like."""
        return self._spot(self.source, span, self.search, None)

    def calls(self) -> Sequence[tuple[Spot, Span]]:
        """The calls of macros in the search itself, and what each has become in the text that the parser reads."""
        calls = (piece for piece in self.source.pieces if piece.expansion is not None)
        return [(Spot(self.search, piece.origin), Span(piece.start, piece.end)) for piece in calls]

    def called(self) -> dict[str, Written]:
        """The app's macros that the search calls, those that macros call included, in the order of the calls."""
        return {name: self.macros[name] for name in self._named(self.source) if name in self.macros}

    def _named(self, source: SourceText) -> dict[str, None]:
        names: dict[str, None] = {}
        for piece in source.pieces:
            if piece.expansion is not None:
                if found := definition(piece.macro, self.find):
                    names[stanza_name(found[0].name, len(found[0].args))] = None
                names |= self._named(piece.expansion)
        return names

    def _spot(self, source: SourceText, span: Span, written: Written, body: SourceText | None) -> Spot | None:
        """`body`: what `source` was expanded from, where that is a macro's definition with arguments in it."""
        touched = _touched(source, span)
        if len(touched) == 1 and (piece := touched[0]).expansion is not None:
            found = definition(piece.macro, self.find)
            macro = found and self.macros.get(stanza_name(found[0].name, len(found[0].args)))
            if found is None or macro is None:
                return None
            inside = Span(span.start - piece.start, span.end - piece.start)
            return self._spot(piece.expansion, inside, macro, found[1])
        if not touched or _cut(source, touched, span):
            return None
        span = source.place(span).span
        if body is None:
            return Spot(written, span)
        return None if _cut(body, _touched(body, span), span) else Spot(written, body.place(span).span)


def _touched(source: SourceText, span: Span) -> list[Piece]:
    return [piece for piece in source.pieces if piece.start < span.end and span.start < piece.end]


def _cut(source: SourceText, touched: Sequence[Piece], span: Span) -> bool:
    """Whether a part begins or ends within what was put in for something else."""
    return any(
        source.text[max(piece.start, span.start) : min(piece.end, span.end)].strip()
        != source.text[piece.start : piece.end].strip()
        for piece in touched
        if piece.expansion is not None or _replaced(source, piece)
    )


def _replaced(source: SourceText, piece: Piece) -> bool:
    return source.text[piece.start : piece.end] != source.original[piece.origin.start : piece.origin.end]
