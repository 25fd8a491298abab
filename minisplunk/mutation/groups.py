"""A command with fields that it groups by in; ideas for others out: each field dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import Span
from ..spl import lexer
from ..spl.lexer import Token
from ..spl.pipeline import Stage
from .idea import DROPPED, Idea, Way
from .written import Origins

OPERATOR = "by-field"
_BY = ("by", "groupby", "over")
_OPENING, _CLOSING = ("(", "["), (")", "]")


def of_stage(origins: Origins, stage: Stage) -> Iterator[Idea]:
    """The only field of a by clause is dropped with its `by`."""
    if not stage.command.groups_by:
        return
    words = _words(origins, stage)
    by = next((n for n, word in enumerate(words) if word.is_word(*_BY)), 0)
    for name in stage.command.groups_by:
        named = [n for n, word in enumerate(words) if n and word.text == name and not word.is_word(*_BY)]
        for found in ([n for n in named if n > by] or named)[:1]:
            word, before = words[found].span, words[found - 1]
            ways = [Way(origins.spot(word), DROPPED)]
            if before.is_word(*_BY):
                ways.append(Way(origins.spot(Span(before.span.start, word.end)), DROPPED))
            yield Idea(OPERATOR, origins.spot(word), "dropped", tuple(ways))


def _words(origins: Origins, stage: Stage) -> Sequence[Token]:
    """The words of a command and the texts in quotes, but neither what is in parentheses or brackets nor options."""
    tokens: list[Token] = []
    position, depth = stage.span.start, 0
    while (token := lexer.word(origins.source, position, stage.span.end)) is not None:
        position = token.span.end
        mark = token.text if token.kind == "punctuation" else ""
        depth -= mark in _CLOSING
        if not depth and mark == "=":
            value = lexer.value(origins.source, position, stage.span.end)
            position = value.span.end if value and value.kind != "punctuation" else position
            del tokens[-1:]
        elif not depth and not mark:
            tokens.append(token)
        depth += mark in _OPENING
    return tokens
