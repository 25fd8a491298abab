"""The grammar of eval and where: text in, an Expr tree out.

Order of evaluation: parentheses, unary, `* / %`, `+ - .`, comparison, NOT, AND, OR, XOR
(Search Manual, "Boolean expressions with logical operators": eval and where evaluate AND before OR before XOR).
The words of operators count in any case, unlike in search terms: apps that ship and are tested on Splunk write
`or` and `and` in expressions. `!` is NOT.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import PlacedError, Span, SplError, UnsupportedSpl
from ..values import number
from . import lexer, matcher
from .ast import Binary, Call, Expr, Field, Literal, Subsearch, Terms, Unary
from .lexer import Token
from .pipeline import Pipeline
from .source import SourceText
from .terms import ReadSubsearch, TermReader

MAX_DEPTH = 40  # both keep the tree shallower than Python's own stack
MAX_CHAIN = 250

_COMPARE = ("=", "==", "!=", "<>", "<", "<=", ">", ">=")
_ADD = ("+", "-", ".")
_MULTIPLY = ("*", "/", "%")
_Operand = Callable[[], Expr]
_WORDS = ("AND", "OR", "XOR", "NOT", "LIKE", "IN")


class ExpressionReader:
    """Reads one expression from `start` up to the first token that cannot continue it; `position` is then its end.

    `subsearch`: reads the subsearches in it; None where there can be none.
    """

    def __init__(self, source: SourceText, start: int, end: int, subsearch: ReadSubsearch | None = None) -> None:
        self.source, self.position, self.end = source, start, end
        self.subsearch = subsearch
        self.depth = 0
        self._peeked: tuple[int, Token | None] = (-1, None)

    def read(self) -> Expr:
        return self._binary_words(("XOR",), self._or)

    def _or(self) -> Expr:
        return self._binary_words(("OR",), self._and)

    def _and(self) -> Expr:
        return self._binary_words(("AND",), self._not)

    def _not(self) -> Expr:
        token = self._peek()
        if token and (_is_word(token, "NOT") or (token.kind == "operator" and token.text == "!")):
            self._enter(token)
            self._next()
            operand = self._not()
            self.depth -= 1
            return Unary("NOT", operand, Span(token.span.start, operand.span.end))
        return self._comparison()

    def _comparison(self) -> Expr:
        left = self._sum()
        while (token := self._peek()) is not None:
            if token.kind == "operator" and token.text in _COMPARE:
                self._next()
                right = self._sum()
                op = "!=" if token.text == "<>" else token.text
                left = Binary(op, left, right, _join(left, right))
            elif _is_word(token, "LIKE"):
                self._next()
                right = self._sum()
                left = Binary("LIKE", left, right, _join(left, right))
            elif _is_word(token, "IN") or (_is_word(token, "NOT") and self._not_in()):
                negated = _is_word(token, "NOT")
                self._next()
                if negated:
                    self._next()
                left = self._in(left, negated)
            else:
                break
        return left

    def _not_in(self) -> bool:
        """Whether the NOT that comes next begins `NOT IN (`."""
        not_token = self._peek()
        after = None if not_token is None else lexer.expression_token(self.source, not_token.span.end, self.end)
        return after is not None and _is_word(after, "IN")

    def _in(self, needle: Expr, negated: bool) -> Expr:
        opening = self._expect("(")
        args, end = self._arguments(opening)
        call = Call("in", (needle, *args), Span(needle.span.start, end))
        return Unary("NOT", call, call.span) if negated else call

    def _sum(self) -> Expr:
        return self._binary_operators(_ADD, self._product)

    def _product(self) -> Expr:
        return self._binary_operators(_MULTIPLY, self._unary)

    def _unary(self) -> Expr:
        token = self._peek()
        if token and token.kind == "operator" and token.text in ("-", "+"):
            self._enter(token)
            self._next()
            operand = self._unary()
            self.depth -= 1
            return Unary(token.text, operand, Span(token.span.start, operand.span.end))
        return self._primary()

    def _primary(self) -> Expr:
        token = self._next()
        if token is None:
            raise SplError("The expression is malformed. An unexpected end.", Span(self.end, self.end))
        if token.kind == "string":
            return Literal(token.text, token.span)
        if token.kind == "number":
            value = number(token.text)
            assert value is not None  # the lexer's number is one
            return Literal(value, token.span)
        if token.kind == "field":
            return Field(token.text, token.span)
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            return self._parenthesised(token)
        if token.text == "[":
            return self._subsearch(token)
        raise self._malformed(token)

    def _subsearch(self, opening: Token) -> Expr:
        if self.subsearch is None:
            raise UnsupportedSpl("A subsearch in this expression.", opening.span)
        pipeline, self.position = self.subsearch(opening.span.start, self.end)
        return Subsearch(pipeline, Span(opening.span.start, self.position))

    def _named(self, token: Token) -> Expr:
        after = self._peek()
        if after is not None and after.kind == "operator" and after.text == "(":
            self._next()
            args, end = self._arguments(after)
            if token.text.lower() == "searchmatch":
                args = [_terms(arg) for arg in args]
            return Call(token.text, tuple(args), Span(token.span.start, end))
        if token.text.upper() in _WORDS or token.text in ("AS", "BY"):
            raise self._malformed(token)
        return Field(token.text, token.span)

    def _parenthesised(self, opening: Token) -> Expr:
        self._enter(opening)
        inner = self.read()
        self._expect(")", opening)
        self.depth -= 1
        return inner

    def _arguments(self, opening: Token) -> tuple[list[Expr], int]:
        """Comma-separated expressions up to the closing parenthesis, and where that ends."""
        self._enter(opening)
        args: list[Expr] = []
        token = self._peek()
        if token is None or token.text != ")" or token.kind != "operator":
            args.append(self.read())
            while (token := self._peek()) is not None and token.kind == "operator" and token.text == ",":
                self._next()
                args.append(self.read())
        self.depth -= 1
        return args, self._expect(")", opening).span.end

    def _binary_words(self, words: tuple[str, ...], operand: _Operand) -> Expr:
        return self._chain(operand, lambda token: any(_is_word(token, word) for word in words))

    def _binary_operators(self, operators: tuple[str, ...], operand: _Operand) -> Expr:
        return self._chain(operand, lambda token: token.kind == "operator" and token.text in operators)

    def _chain(self, operand: _Operand, continues: Callable[[Token], bool]) -> Expr:
        """Operands joined by operators of one rank, to the left."""
        left, links = operand(), 0
        while (token := self._peek()) is not None and continues(token):
            links += 1
            if links > MAX_CHAIN:
                raise UnsupportedSpl(f"More than {MAX_CHAIN} operators in a row.", token.span)
            self._next()
            right = operand()
            left = Binary(token.text.upper(), left, right, _join(left, right))
        return left

    def _peek(self) -> Token | None:
        if self._peeked[0] != self.position:
            self._peeked = (self.position, lexer.expression_token(self.source, self.position, self.end))
        return self._peeked[1]

    def _next(self) -> Token | None:
        token = self._peek()
        if token is not None:
            self.position = token.span.end
        return token

    def _expect(self, text: str, opening: Token | None = None) -> Token:
        token = self._next()
        if token is None or token.kind != "operator" or token.text != text:
            where = token.span if token else (opening.span if opening else Span(self.end, self.end))
            raise SplError(f"The expression is malformed. Expected {text}.", where)
        return token

    def _enter(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnsupportedSpl(f"Expressions nested more than {MAX_DEPTH} deep.", token.span)

    def _malformed(self, token: Token) -> Exception:
        return SplError(f"The expression is malformed. '{token.text}' is unexpected here.", token.span)


def _terms(argument: Expr) -> Expr:
    """A string as the search expression that it holds. A fault in it is placed at the whole string."""
    if not isinstance(argument, Literal) or not isinstance(argument.value, str):
        return argument
    text = argument.value
    try:
        term = TermReader(SourceText.plain(text), 0, len(text), _no_subsearch).read()
        matcher.check(term)
    except PlacedError as error:
        raise type(error)(error.message, argument.span) from error
    return Terms(term, matcher.fields_compared(term), argument.span)


def _no_subsearch(start: int, end: int) -> tuple[Pipeline, int]:
    raise UnsupportedSpl("A subsearch in the string of searchmatch.", Span(start, end))


def _is_word(token: Token, word: str) -> bool:
    return token.kind == "name" and token.text.upper() == word


def _join(left: Expr, right: Expr) -> Span:
    return Span(left.span.start, right.span.end)
