r"""The grammar of the search command: text in, a SearchTerm tree out.

Order of evaluation: parentheses, NOT, OR, then AND, which is implied between terms (Search Manual, "Boolean
expressions with logical operators"). Operators are capitals; `and` in lower case is a word to look for.

A backslash stands before any character that is meant as it is, and is no part of the term: `"D:\\Digital"` has one
(Search Manual, "Search command primer"), and `"*\.txt"` is like a.txt (measured on 10.4.2 by a third party).
[unverified] before letters: `"D:\Digital"` is D:Digital. It takes no meaning from `*`, which is a wildcard all the same
(Search Manual, "Backslashes").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from .. import lazy_re
from ..errors import Span, SplError, UnsupportedSpl
from . import lexer, quoting
from .ast import And, Comparison, Keyword, Not, Or, SearchTerm, Subsearch
from .lexer import Token
from .pipeline import Pipeline
from .source import SourceText

MAX_DEPTH = 100

_OPERATORS = {"=": "=", "==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_DIRECTIVES = ("CASE", "TERM")
_ESCAPED = lazy_re.compile(r"\\(.)", re.DOTALL)
_TO_CLOSING = quoting.until(")")
_INDEXED = lazy_re.compile(r"([A-Za-z_][\w.]*)::(.+)", re.DOTALL)

ReadSubsearch = Callable[[int, int], tuple[Pipeline, int]]
"""Reads the `[ ... ]` that begins at a position and lies before another; returns its pipeline and where it ends."""


class TermReader:
    """Reads the whole of [start, end) as one search expression; no terms at all match every event.

    It ends before one of the words `stop` (lower case) where that is not in parentheses, nor a value or a field.
    """

    def __init__(
        self, source: SourceText, start: int, end: int, subsearch: ReadSubsearch, stop: tuple[str, ...] = ()
    ) -> None:
        self.source, self.position, self.end = source, start, end
        self.subsearch, self.stop = subsearch, stop
        self.depth = 0
        self._peeked: tuple[int, Token | None] = (-1, None)

    def read(self) -> SearchTerm:
        start = self.position
        term = self._and(start)
        if (token := self._peek()) is not None and not token.is_word(*self.stop):
            message = f"Unable to parse the search: unbalanced '{token.text}'."
            raise SplError(message, token.span)
        return term

    def read_one(self) -> SearchTerm:
        """The term that comes next, and there must be one: a word, a comparison, or an expression in parentheses."""
        return self._primary()

    def _and(self, start: int) -> SearchTerm:
        terms: list[SearchTerm] = []
        while (token := self._peek()) is not None and not _is(token, ")"):
            if self.depth == 0 and token.is_word(*self.stop):
                break
            if _is(token, ","):
                self._next()  # Splunk reads a comma between terms as a blank
                continue
            if token.is_word("and") and token.text == "AND":
                self._dangling(token, bool(terms))
                continue
            terms.append(self._or())
        if len(terms) == 1:
            return terms[0]
        return And(tuple(terms), Span(terms[0].span.start if terms else start, terms[-1].span.end if terms else start))

    def _dangling(self, token: Token, has_left: bool) -> None:
        """Passes an AND, which needs a term on either side."""
        self._next()
        after = self._peek()
        if not has_left or after is None or _is(after, ")") or after.text == "AND":
            raise self._operand_missing(token)

    def _or(self) -> SearchTerm:
        first = self._peek()
        terms = [self._not()]
        while (token := self._peek()) is not None and token.kind == "word" and token.text == "OR":
            self._next()
            after = self._peek()
            if after is None or _is(after, ")") or (after.kind == "word" and after.text in ("OR", "AND")):
                raise self._operand_missing(token)
            terms.append(self._not())
        if first is None or len(terms) == 1:
            return terms[0]
        return Or(tuple(terms), Span(first.span.start, self.position))

    def _not(self) -> SearchTerm:
        token = self._peek()
        if token is None or token.kind != "word" or token.text != "NOT":
            return self._primary()
        self._enter(token)
        self._next()
        after = self._peek()
        if after is None or _is(after, ")"):
            raise self._operand_missing(token)
        inner = self._not()
        self.depth -= 1
        return Not(inner, Span(token.span.start, self.position))

    def _primary(self) -> SearchTerm:
        token = self._next()
        assert token is not None  # every caller has looked
        if token.kind == "word" and token.text in ("OR", "AND"):
            raise self._operand_missing(token)
        if _is(token, "("):
            return self._parenthesised(token)
        if _is(token, "["):
            pipeline, self.position = self.subsearch(token.span.start, self.end)
            return Subsearch(pipeline, Span(token.span.start, self.position))
        if token.kind == "punctuation":
            raise SplError(f"Unable to parse the search: Comparator '{token.text}' "
                                    "is missing a term on the left hand side.", token.span)  # fmt: skip
        return self._term(token)

    def _parenthesised(self, opening: Token) -> SearchTerm:
        self._enter(opening)
        inner = self._and(opening.span.end)
        closing = self._next()
        if closing is None:
            raise SplError("Unable to parse the search: unbalanced parentheses.",
                                    opening.span)  # fmt: skip
        self.depth -= 1
        return inner

    def _term(self, token: Token) -> SearchTerm:
        """A keyword, or what a field name begins."""
        after = self._peek()
        if not token.quoted and token.text in _DIRECTIVES and after is not None and _is(after, "("):
            text, end = self._directive(after)
            return Keyword(text, Span(token.span.start, end), case=token.text == "CASE", whole=token.text == "TERM")
        if after is not None and after.kind == "punctuation" and after.text in _OPERATORS:
            self._next()
            return self._compared(token, after)
        if after is not None and after.kind == "word" and after.text == "IN" and self._opens(after.span.end):
            self._next()
            return self._in(token)
        if not token.quoted and (match := _INDEXED.fullmatch(token.text)):
            return Comparison(match[1], "=", (match[2],), token.span, indexed=True)
        return Keyword(token.text, token.span)

    def _compared(self, field: Token, operator: Token) -> SearchTerm:
        op = _OPERATORS[operator.text]
        token = self._value()
        if token is not None and _is(token, "["):
            return self._given(field, op, token)
        if token is not None and _is(token, "("):
            hint = f"write {field.text} IN (404, 500), or ({field.text}{op}404 OR {field.text}{op}500)"
            raise UnsupportedSpl(f"Values in parentheses after '{op}'; {hint}.", token.span)
        if token is None or token.kind == "punctuation":
            raise SplError(f"Unable to parse the search: Comparator '{op}' is "
                                    "missing a term on the right hand side.", operator.span)  # fmt: skip
        self.position = token.span.end
        if not token.quoted and token.text in _DIRECTIVES and self._opens(self.position):
            text, end = self._directive(self._peek() or token)
            span = Span(field.span.start, end)
            return Comparison(field.text, op, (text,), span, case=token.text == "CASE", whole=token.text == "TERM")
        return Comparison(field.text, op, (token.text,), Span(field.span.start, token.span.end))

    def _given(self, field: Token, op: str, opening: Token) -> Subsearch:
        """A comparison whose value, or values, a subsearch gives."""
        pipeline, self.position = self.subsearch(opening.span.start, self.end)
        return Subsearch(pipeline, Span(field.span.start, self.position), (field.text, op))

    def _in(self, field: Token) -> SearchTerm:
        opening = self._next()
        assert opening is not None
        first = self._peek()
        if first is not None and _is(first, "["):
            given = self._given(field, "IN", first)
            closing = self._next()
            if closing is None or not _is(closing, ")"):
                raise UnsupportedSpl("Other values of IN beside a subsearch.", given.span)
            return given
        values: list[str] = []
        while (token := self._value()) is not None:
            self.position = token.span.end
            if _is(token, ")"):
                if not values:
                    raise SplError("The IN operator needs values.", opening.span)
                return Comparison(field.text, "=", tuple(values), Span(field.span.start, token.span.end))
            if _is(token, ","):
                continue
            if token.kind == "punctuation":
                break
            values.append(token.text)
        raise SplError("Unable to parse the search: unbalanced parentheses.",
                                opening.span)  # fmt: skip

    def _directive(self, opening: Token) -> tuple[str, int]:
        """The text between the parentheses of CASE( ) or TERM( ), and where they end."""
        close = quoting.next_mark(_TO_CLOSING, self.source.text, opening.span.end, self.end)
        if self.source.text[close : close + 1] != ")" or close == self.end:
            raise SplError("Unable to parse the search: unbalanced parentheses.",
                                    opening.span)  # fmt: skip
        self.position = close + 1
        text = self.source.text[opening.span.end : close].strip()
        return _meant(text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text), close + 1

    def _opens(self, position: int) -> bool:
        token = lexer.word(self.source, position, self.end)
        return token is not None and _is(token, "(")

    def _peek(self) -> Token | None:
        """What comes next, which is asked for several times before it is taken."""
        if self._peeked[0] != self.position:
            self._peeked = (self.position, self._term_of(lexer.word(self.source, self.position, self.end)))
        return self._peeked[1]

    def _value(self) -> Token | None:
        return self._term_of(lexer.value(self.source, self.position, self.end))

    def _term_of(self, token: Token | None) -> Token | None:
        """The token with the text that it has as a term."""
        if token is None or "\\" not in (written := self.source.text[token.span.start : token.span.end]):
            return token
        return replace(token, text=_meant(written[1:-1] if token.quoted else written))

    def _next(self) -> Token | None:
        token = self._peek()
        if token is not None:
            self.position = token.span.end
        return token

    def _enter(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnsupportedSpl(f"Search terms nested more than {MAX_DEPTH} deep.", token.span)

    def _operand_missing(self, token: Token) -> Exception:
        return SplError(f"Unable to parse the search: '{token.text}' operator is "
                                 "missing a term.", token.span)  # fmt: skip


def _meant(written: str) -> str:
    return _ESCAPED.sub(r"\1", written)


def _is(token: Token, text: str) -> bool:
    return token.kind == "punctuation" and token.text == text
