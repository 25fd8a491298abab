"""SPL text that knows of each character where the user wrote it, or the macro call that it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field

from ..dataclass import dataclass
from ..errors import Place, PlacedError, Span, SplError

HOLE = "\ue000"
"""What stands in a text for a macro that cannot be expanded, where reading goes on: a character that SPL has not."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of expanded text: copied from `origin` in the user's text, or put in for what stands there, as for the call
    of a macro. `fault`: why the call could not be expanded, so that it is a HOLE."""

    start: int
    end: int
    origin: Span
    macro: str = ""
    expansion: SourceText | None = None
    fault: SplError | None = None


@dataclass(frozen=True, slots=True)
class SourceText:
    """`text` is what the parser reads, `original` what the user wrote; without macros they are the same. `of`: the text
    that `original` is, where the user did not write that either."""

    text: str
    original: str
    pieces: Sequence[Piece] = field(default=(), repr=False)
    of: SourceText | None = field(default=None, repr=False)

    @classmethod
    def plain(cls, text: str) -> SourceText:
        return cls(text, text, (Piece(0, len(text), Span(0, len(text))),))

    def made(self, runs: Iterable[tuple[str, Span]]) -> SourceText:
        """A text of runs, each put in for what stands at a place of `text`, or copied from there."""
        out: list[str] = []
        pieces: list[Piece] = []
        length = 0
        for run, origin in runs:
            pieces.append(Piece(length, length + len(run), origin))
            out.append(run)
            length += len(run)
        return SourceText("".join(out), self.text, tuple(pieces), self)

    def place(self, span: Span) -> Place:
        """Where in the user's text a span of `text` comes from."""
        return self._outermost(self._place(span))

    def _outermost(self, place: Place) -> Place:
        """A place in `original`, as one in what the user wrote."""
        return place if self.of is None else self.of.outer(place)

    def outer(self, place: Place) -> Place:
        """A place in `text`, which somebody took for the user's, as one in what the user wrote."""
        outer = self.place(place.span)
        return Place(outer.text, outer.span, (*outer.inside, *place.inside))

    def _place(self, span: Span) -> Place:
        touched = [p for p in self.pieces if p.start < span.end and span.start < p.end] or [
            p for p in self.pieces if p.start <= span.start <= p.end
        ]
        if not touched:
            return Place(self.original, Span(len(self.original), len(self.original)))
        first, last = touched[0], touched[-1]
        if first is last and first.expansion is not None:
            inner = first.expansion.place(Span(span.start - first.start, span.end - first.start))
            flat = Place(inner.text, inner.span)
            return Place(self.original, first.origin, ((first.macro, flat), *inner.inside))
        return Place(self.original, Span(_origin(first, span.start), _origin(last, span.end, at_end=True)))

    def nothings(self, span: Span) -> Iterator[tuple[str, Place]]:
        """The macros that are called in a span of `text` and expand to nothing, the innermost ones, and where."""
        for piece in self.pieces:
            if piece.expansion is None or piece.end < span.start or piece.start > span.end:
                continue
            inner = list(piece.expansion.nothings(Span(span.start - piece.start, span.end - piece.start)))
            for name, place in inner:
                inside = ((piece.macro, Place(place.text, place.span)), *place.inside)
                yield name, self._outermost(Place(self.original, piece.origin, inside))
            if not inner and not piece.expansion.text.strip():
                yield piece.macro, self._outermost(Place(self.original, piece.origin))

    def faults(self) -> Iterator[SplError]:
        """Why there are holes in it, each with its place."""
        for piece in self.pieces:
            if piece.fault is not None:
                yield piece.fault
            for fault in piece.expansion.faults() if piece.expansion is not None else ():
                yield fault.elsewhere(fault.called(self.original, piece.origin, piece.macro))

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Gives errors in SPL that leave the block their place in the user's text; nothing else does."""
        try:
            yield
        except PlacedError as error:
            for one in error.every():
                if one.place is None and one.span is not None:
                    one.place = self.place(one.span)
            raise


def _origin(piece: Piece, position: int, *, at_end: bool = False) -> int:
    copied = piece.expansion is None and piece.end - piece.start == piece.origin.end - piece.origin.start
    if not copied:
        return piece.origin.end if at_end else piece.origin.start
    return piece.origin.start + min(max(position, piece.start), piece.end) - piece.start
