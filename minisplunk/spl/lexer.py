"""Reads SPL text piece by piece: words and punctuation of command arguments, tokens of eval expressions.

SPL has no single token grammar: `a-b` is one word to `table` and a difference to `eval`. So the text is not cut up
front; the parser asks for the next token in the notation that holds at its position.
"""

from __future__ import annotations

import re

from .. import lazy_re
from ..dataclass import dataclass
from ..errors import PIPELINE, Span, SplError
from . import quoting
from .source import SourceText

BLANK = lazy_re.compile(r"\s*")
_ESCAPE = lazy_re.compile(r"\\([\"\\])")


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: word, string, punctuation; in expressions also number, name (bare or single-quoted) and operator.

    `text` is unescaped. `quoted` tells `"by"` from the keyword `by`.
    """

    kind: str
    text: str
    span: Span

    @property
    def quoted(self) -> bool:
        return self.kind == "string"

    def is_word(self, *words: str) -> bool:
        """Whether this is one of some keywords, given in lower case; keywords such as AS and BY have no case."""
        return self.kind == "word" and self.text.lower() in words


def unescape(text: str) -> str:
    r"""The text of a double-quoted string: `\"` and `\\` lose their backslash, all others keep it.

    Search Manual, "Backslashes"; a regular expression such as "\d+" thus stays as it is written.
    """
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


# Words: everything up to a blank, quote, bracket, comma, pipe or comparison sign.
_WORD = quoting.word(r"\s(),|\[\]=<>!", also="!(?!=)")
# The value after a comparison sign may hold such signs itself: `uri=/a?b=c`.
_VALUE = quoting.word(r"\s(),|\[\]")
_PUNCTUATION = lazy_re.compile(r"!=|<=|>=|==|[(),|\[\]=<>]")


def word(source: SourceText, position: int, end: int) -> Token | None:
    """The next word, quoted string or punctuation in [position, end), None at the end."""
    return _next(source, position, end, _WORD)


def value(source: SourceText, position: int, end: int) -> Token | None:
    """The same, for a value that follows a comparison sign."""
    return _next(source, position, end, _VALUE)


def _next(source: SourceText, position: int, end: int, words: re.Pattern[str]) -> Token | None:
    start = _skip_blanks(source, position, end)
    if start >= end:
        return None
    if source.text[start] == '"':
        return _string(source, start, end)
    if match := words.match(source.text, start, end):
        return Token("word", unescape(match[0]), Span(start, match.end()))
    if match := _PUNCTUATION.match(source.text, start, end):
        return Token("punctuation", match[0], Span(start, match.end()))
    raise SplError(f"Unexpected character '{source.text[start]}'.", Span(start, start + 1))


def _skip_blanks(source: SourceText, position: int, end: int) -> int:
    match = BLANK.match(source.text, position, end)
    return match.end() if match else position


def _string(source: SourceText, start: int, end: int) -> Token:
    match = quoting.STRING.match(source.text, start, end)
    if match is None:
        raise SplError("Unbalanced quotes.", Span(start, start + 1), PIPELINE)
    return Token("string", unescape(match[0][1:-1]), Span(start, match.end()))


_NUMBER = lazy_re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_NAME = lazy_re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\{\})?")
# [unverified]: a name between dollar signs. Public detections have some with dots, and their tests count on them.
_DOLLARS = lazy_re.compile(r"\$([^$\"'\s]+)\$")
_OPERATOR = lazy_re.compile(r"==|!=|<=|>=|<>|[-+*/%.=<>(),!\[]")

_TOKENS = (
    *(("number", _NUMBER), ("name", _NAME), ("field", quoting.NAME), ("field", _DOLLARS)),
    ("operator", _OPERATOR),
)


def expression_token(source: SourceText, position: int, end: int) -> Token | None:
    """The next token of an eval expression: string, number, name, operator; None at the end."""
    start = _skip_blanks(source, position, end)
    if start >= end:
        return None
    if source.text[start] == '"':
        return _string(source, start, end)
    for kind, pattern in _TOKENS:
        if match := pattern.match(source.text, start, end):
            text = unescape(match[1]).replace("\\'", "'") if kind == "field" else match[0]
            return Token(kind, text, Span(start, match.end()))
    if source.text[start] == "'":
        raise SplError("Unbalanced quotes.", Span(start, start + 1))
    raise SplError("The expression is malformed.", Span(start, start + 1))
