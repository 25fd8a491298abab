"""LIKE patterns: `%` stands for any text, `_` for one character; case-sensitive, the whole text must match."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ..spl.ast import Expr, Literal
from ..values import Row
from .parameters import as_text, as_texts
from .registry import Evaluator

Matcher = Callable[[str], bool]
Finder = Callable[[str, int], tuple[int, int] | None]


@lru_cache(maxsize=512)
def like_pattern(pattern: str) -> Matcher:
    """A test for texts. A backslash stands for itself (Search Reference, like: no escape is documented).

    The pieces between percent signs are looked for from the left, each as early as possible: no backtracking.
    """
    head, *rest = pattern.split("%")
    if not rest:
        whole = _piece(head)
        return lambda text: whole.fullmatch(text) is not None
    *middle, tail = rest
    start, pieces, end = _piece(head), [_piece(part) for part in middle if part], _piece(tail)
    width = len(tail)

    def test(text: str) -> bool:
        match = start.match(text)
        for piece in pieces:
            if match is None:
                return False
            match = piece.search(text, match.end())
        at = len(text) - width
        return match is not None and at >= match.end() and end.match(text, at) is not None

    return test


def _piece(part: str) -> re.Pattern[str]:
    return re.compile("".join("." if char == "_" else re.escape(char) for char in part), re.DOTALL)


def like_matcher(pattern: Expr, value: Evaluator, pattern_value: Evaluator) -> Evaluator:
    """`value LIKE pattern` over rows; a multivalue field passes when one of its values does."""
    if isinstance(pattern, Literal):
        constant = like_pattern(str(pattern.value))
        return _test(value, lambda row: constant)

    def dynamic(row: Row) -> Matcher | None:
        value = pattern_value(row)
        text = None if value is None else as_text(value)
        return None if text is None else like_pattern(text)

    return _test(value, dynamic)


def _test(value: Evaluator, matcher: Callable[[Row], Matcher | None]) -> Evaluator:
    def run(row: Row) -> bool | None:
        candidates: Any = value(row)
        test = matcher(row)
        if candidates is None or test is None:
            return None
        values = as_texts(candidates)
        return None if values is None else any(test(text) for text in values)

    return run
