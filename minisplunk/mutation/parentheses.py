"""A part of a text of SPL in; the same without a parenthesis too few, and with the parentheses around it, out."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Span
from ..spl import quoting

_TO_PARENTHESIS = quoting.until("()")


def balanced(text: str, span: Span) -> Span:
    """A part, wide enough that it holds both parentheses of a pair, or neither: of `(a OR b) c` the parser says that it
    reaches from a to c."""
    start, end = span.start, span.end
    pairs = list(_pairs(text))
    while True:
        cut = [pair for pair in pairs if (start <= pair.start < end) != (start < pair.end <= end)]
        if not cut:
            return Span(start, end)
        start = min(start, *(pair.start for pair in cut))
        end = max(end, *(pair.end for pair in cut))


def enclosed(text: str, span: Span, within: Span) -> Span:
    """A part with the parentheses right around it, as far as these lie within another part."""
    span = balanced(text, span)
    for pair in sorted(_pairs(text), key=lambda pair: -pair.start):
        if pair.start < span.start and span.end < pair.end and within.start <= pair.start and pair.end <= within.end:
            if text[pair.start + 1 : span.start].strip() or text[span.end : pair.end - 1].strip():
                break
            span = pair
    return span


def _pairs(text: str) -> Iterator[Span]:
    """The pairs of parentheses that are not quoted, each from the one to behind the other."""
    opened: list[int] = []
    for mark in quoting.marks(_TO_PARENTHESIS, text, 0, len(text)):
        if text[mark] == "(":
            opened.append(mark)
        elif opened:
            yield Span(opened.pop(), mark + 1)
