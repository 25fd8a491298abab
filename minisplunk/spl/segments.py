"""How an event's text is cut into the terms of the index: Splunk's major and minor breakers.

Search Manual, "Event segmentation and searching". A term lies between breakers; a search finds whole terms, so
`fail` does not find "failed", while `fail*` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from ..values import fold

MAJOR = " \t\r\n\x0b\x0c[]<>(){}|!;,'\"*&?+"
MINOR = "/:=@.-$#%\\_"

_EDGES = frozenset(MAJOR + MINOR)
_MAJOR_EDGES = frozenset(MAJOR)
_PIECES = re.compile(f"[{re.escape((MAJOR + MINOR).replace('*', ''))}]+")

Finder = Callable[[str], bool]


def terms(value: str) -> list[str]:
    """The terms that a value needs in the index, folded; they may hold `*`. `*` alone needs nothing."""
    return [piece for piece in _PIECES.split(fold(value)) if piece.strip("*")]


@lru_cache(maxsize=4096)
def finder(term: str, *, case: bool = False, whole: bool = False) -> Finder:
    """Whether a text holds a word or phrase between breakers.

    `case`: the text is compared as it is, otherwise the caller folds it (and the term is folded here). `whole`: TERM(),
    the word must lie between major breakers.
    """
    term = term if case else fold(term)
    edges = _MAJOR_EDGES if whole else _EDGES
    return _with_wildcards(term, edges) if "*" in term else _literal(term, edges)


def _literal(term: str, edges: frozenset[str]) -> Finder:
    begins, ends, length = term[:1] in _EDGES, term[-1:] in _EDGES, len(term)

    def find(text: str) -> bool:
        start = text.find(term)
        while start >= 0:
            end = start + length
            opened = begins or start == 0 or text[start - 1] in edges
            if opened and (ends or end == len(text) or text[end] in edges):
                return True
            start = text.find(term, start + 1)
        return False

    return find


def _with_wildcards(term: str, edges: frozenset[str]) -> Finder:
    """A wildcard stays within what major breakers enclose."""
    edge = f"[{re.escape(''.join(sorted(edges)))}]"
    body = f"[^{re.escape(MAJOR)}]*".join(re.escape(part) for part in term.split("*"))
    before = "" if term[:1] in _EDGES else f"(?:^|(?<={edge}))"
    after = "" if term[-1:] in _EDGES else f"(?=$|{edge})"
    pattern = re.compile(before + body + after, re.DOTALL)
    literal = max(term.split("*"), key=len)
    return lambda text: literal in text and pattern.search(text) is not None
