"""How an event's text is cut into the terms of the index: Splunk's major and minor breakers.

Search Manual, "Event segmentation and searching". A term lies between breakers; a search finds whole terms, so
`fail` does not find "failed", while `fail*` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .. import lazy_re
from ..values import fold

MAJOR = " \t\r\n\x0b\x0c[]<>(){}|!;,'\"*&?+"
MINOR = "/:=@.-$#%\\_"

_EDGES = frozenset(MAJOR + MINOR)
_MAJOR_EDGES = frozenset(MAJOR)
_BREAKER = lazy_re.compile(f"[{re.escape(MAJOR)}]")
_WORDS = lazy_re.compile(f"[{re.escape(MAJOR.replace('*', ''))}]")
_PIECES = lazy_re.compile(f"[{re.escape((MAJOR + MINOR).replace('*', ''))}]+")

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
    if "*" not in term:
        return _literal(term, edges)
    return _phrase(term, edges) if _WORDS.search(term) else _word(term, edges)


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


def _phrase(term: str, edges: frozenset[str]) -> Finder:
    """A phrase with wildcards, each of which stands for any text, of several words too; one that lies within a word of
    the phrase for a part of a word. One pass over the text.

    [unverified]: the event types of github.com/Jotne/MikroTik need it ("system,info,account* user * logged in").
    """
    head, *between, last = term.split("*")
    words = [_word(word, edges) for word in _PIECES.split(term) if "*" in word.strip("*")]
    begins, ends = term[0] in _EDGES, term[-1] in _EDGES

    def find(text: str) -> bool:
        start = text.find(head)
        while start > 0 and not (begins or text[start - 1] in edges):
            start = text.find(head, start + 1)
        if start < 0:
            return False
        position = start + len(head)
        for piece in between:
            found = text.find(piece, position)
            if found < 0:
                return False
            position = found + len(piece)
        end = text.find(last, position)
        while end >= 0 and not (ends or end + len(last) == len(text) or text[end + len(last)] in edges):
            end = text.find(last, end + 1)
        return end >= 0 and all(word(text) for word in words)

    return find


def _word(term: str, edges: frozenset[str]) -> Finder:
    """A word with wildcards, which stay within what major breakers enclose.

    Each piece between wildcards is taken where it comes first. Where that leads nowhere, a later beginning within the
    same breakers does not lead further, so the next one is behind them: one pass over the text.
    """
    head, *rest = term.split("*")
    begins, ends = term[:1] in _EDGES, term[-1:] in _EDGES
    last = len(rest) - 1
    literal = max((head, *rest), key=len)

    def opened(text: str, start: int) -> bool:
        return begins or start == 0 or text[start - 1] in edges

    def closed(text: str, end: int) -> bool:
        return ends or end == len(text) or text[end] in edges

    def goes_on(text: str, position: int) -> bool:
        """Whether the pieces follow, from the end of the first one on."""
        for number, piece in enumerate(rest):
            stop = _enclosed(text, position)
            found = text.find(piece, position, stop)
            while number == last and found >= 0 and not closed(text, found + len(piece)):
                found = text.find(piece, found + 1, stop)
            if found < 0:
                return False
            position = found + len(piece)
        return True

    def find(text: str) -> bool:
        start = text.find(head) if literal in text else -1
        while start >= 0:
            after = start + 1
            if opened(text, start):
                if goes_on(text, start + len(head)):
                    return True
                after = max(after, _enclosed(text, start + len(head)))
            start = text.find(head, after) if after <= len(text) else -1
        return False

    return find


def _enclosed(text: str, position: int) -> int:
    """Where the next major breaker is, or the end."""
    breaker = _BREAKER.search(text, position)
    return len(text) if breaker is None else breaker.start()
