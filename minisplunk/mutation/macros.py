"""A macro that searches call in; what else it may say out: nothing that restricts, what nothing meets."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Span
from ..spl import lexer
from ..spl.source import SourceText
from .idea import Idea, Way, another, replaced
from .written import Spot, Written

OPERATOR = "macro"
_EVERYTHING = ("", "*", "search *", "null()")
_NOTHING = ("NOT *", "search NOT *", "false()")
"""Whether a macro stands for terms, commands or an expression is not said anywhere: what can be read counts."""


def ideas(macro: Written) -> Iterator[Idea]:
    """A macro of one word may stand for a value, which is never empty."""
    spot = Spot(macro, Span(0, len(macro.text)))
    word = _only_word(macro.text)
    everything = _EVERYTHING if word is None else ("*", "null()")
    what, others = ("such that nothing meets it", _NOTHING) if word is None else ("another value", (another(word),))
    yield Idea(OPERATOR, spot, "emptied", tuple(Way(spot, replaced(other)) for other in everything), "definition")
    yield Idea(OPERATOR, spot, what, tuple(Way(spot, replaced(other)) for other in others), "definition")


def _only_word(text: str) -> str | None:
    source = SourceText.plain(text.strip())
    token = lexer.word(source, 0, len(source.text)) if source.text.count('"') != 1 else None
    whole = token is not None and token.kind != "punctuation" and token.span == Span(0, len(source.text))
    return token.text if token is not None and whole else None
