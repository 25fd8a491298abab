r"""What is quoted in SPL text: one rule for the macros, pipes, brackets, words and expressions that are read from it.

A double quote begins a string, which the next one ends; a backslash takes the meaning of the character after it, within
a string and outside (Search Manual, "Backslashes": `\"` is a quotation mark to look for). The single quotes around a
field's name in an expression hide no double quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import lazy_re
from ..errors import PIPELINE, Span, SplError

# Each text can be read in one way only, so that a quote that is never closed costs no more than one look at the rest.
_ESCAPE = r"\\(?:.|\Z)"
_STRING = rf'"[^"\\]*(?:{_ESCAPE}[^"\\]*)*"'

STRING = lazy_re.compile(_STRING, re.DOTALL)


def quoted(text: str) -> str:
    """A text as a string: what `lexer.unescape` reads back."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def until(marks: str) -> re.Pattern[str]:
    """Matches all up to the first of some characters that is not quoted, or up to a quote that is never closed."""
    plain = rf'[^"\\{re.escape(marks)}]*'
    return lazy_re.compile(rf"{plain}(?:(?:{_ESCAPE}|{_STRING}){plain})*", re.DOTALL)


def next_mark(to_mark: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where what `until` matches from `start` on ends, in [start, end)."""
    match = to_mark.match(text, start, end)
    return match.end() if match else end


def marks(to_mark: re.Pattern[str], text: str, start: int, end: int) -> Iterator[int]:
    """Where the marks of `until` stand that are not quoted. Raises SplError for a quote that is not closed."""
    while (mark := next_mark(to_mark, text, start, end)) < end:
        if text[mark] == '"':
            raise SplError("Unbalanced quotes.", Span(mark, mark + 1), PIPELINE)
        yield mark
        start = mark + 1


_TO_BRACKET = until("[]")


def closing_bracket(text: str, start: int, end: int) -> int:
    """Where the `[` at `start` is closed. Raises SplError when it is not before `end`."""
    depth = 0
    for mark in marks(_TO_BRACKET, text, start, end):
        depth += 1 if text[mark] == "[" else -1
        if depth == 0:
            return mark
    raise SplError("Unbalanced brackets.", Span(start, start + 1), PIPELINE)


def word(marks: str, also: str = "") -> re.Pattern[str]:
    r"""Matches a run of characters without quotes and without some others, which belong to it after a backslash.

    `marks` is written as in a class of a regular expression, `\s,`; `also`: a regular expression of what belongs to it
    all the same.
    """
    return lazy_re.compile(rf'(?:[^"\\{marks}]|{_ESCAPE}{also and "|" + also})+', re.DOTALL)


NAME = lazy_re.compile(rf"'([^'\"\\]*(?:(?:{_ESCAPE}|{_STRING})[^'\"\\]*)*)'", re.DOTALL)
"""The name of a field in single quotes; its group is the name."""
