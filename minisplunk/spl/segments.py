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

_BREAKER = f"[{re.escape(MAJOR + MINOR)}]"
_MAJOR_BREAKER = f"[{re.escape(MAJOR)}]"
_PIECES = re.compile(f"[{re.escape((MAJOR + MINOR).replace('*', ''))}]+")


def terms(value: str) -> list[str]:
    """The terms that a value needs in the index, folded; they may hold `*`. `*` alone needs nothing."""
    return [piece for piece in _PIECES.split(fold(value)) if piece.strip("*")]


@lru_cache(maxsize=4096)
def finder(term: str, *, case: bool = False, whole: bool = False) -> Callable[[str], bool]:
    """Whether a text holds a word or phrase between breakers.

    `case`: the text is compared as it is, otherwise the caller folds it (and the term is folded here). `whole`: TERM(),
    the word must lie between major breakers.
    """
    term = term if case else fold(term)
    edge = _MAJOR_BREAKER if whole else _BREAKER
    inner = f"(?:(?!{_MAJOR_BREAKER}).)*"  # a wildcard stays within what major breakers enclose
    body = inner.join(re.escape(part) for part in term.split("*"))
    before = "" if term[:1] == "*" or _is_breaker(term[:1]) else f"(?:^|(?<={edge}))"
    after = "" if term[-1:] == "*" or _is_breaker(term[-1:]) else f"(?=$|{edge})"
    pattern = re.compile(before + body + after, re.DOTALL)
    literal = max(term.split("*"), key=len)
    return lambda text: literal in text and pattern.search(text) is not None


def _is_breaker(char: str) -> bool:
    return char in MAJOR or char in MINOR
