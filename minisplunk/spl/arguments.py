"""How a command declares the options and words that it takes, and how they are read from its arguments.

`Arguments(Names("fields"), value=Option(str, "0"))` reads `value=x a, b`, options in any place, into the attributes
`fields` and `value`. Anything else is a wrong argument; its error is worded in one place.

What splunkd says of options was measured on 10.4.2 by a third party: of makeresults, and of the limit of mvexpand.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from ..dataclass import dataclass
from ..errors import LimitError, shortened
from . import lexer

if TYPE_CHECKING:
    from .parser import Parser

_TRUE = ("1", "t", "true", "yes")
_FALSE = ("0", "f", "false", "no")

PROCESSOR = "Error in 'SearchProcessor': "
"""Options are not the command's own business: their faults are named so, where all others name the command."""
MOST_DIGITS = 18
"""Of a whole number, which then fits 64 bits. What splunkd does with a greater one is not known."""

Reader = Callable[[str], Any]
"""An option's text -> its value. Raises ValueError that says which kind of value is expected: `positive integer`."""


@dataclass(frozen=True, slots=True)
class Notation:
    """The reader of an option whose value is more than a word, as in `reset_after=(a > 1)`; it begins at the value."""

    read: Callable[[Parser], Any]


def _delimiter(p: Parser) -> str:
    token = lexer.value(p.source, p.position, p.end)
    if token is None or (token.kind == "punctuation" and token.text != ","):
        raise p.error("The delimiter is missing.")
    p.position = token.span.end
    return token.text


DELIMITER = Notation(_delimiter)
"""A text between values; a comma may stand without quotes, as public searches have it."""


def refused(name: str, value: str, expected: object) -> str:
    """The words for a value that an option does not take."""
    return f"Invalid option value. Expecting a '{expected}' for option '{name}'. Instead got '{shortened(value)}'."


def repeated(name: str) -> str:
    """The words for an option that is given twice."""
    return f"Option '{shortened(name)}' should not be specified more than once."


def boolean(text: str) -> bool:
    """True or false as Splunk's commands take them."""
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ValueError("boolean")


def natural(text: str) -> int:
    """A whole number from 0 up, `7`, `07` or `+7`. Raises LimitError for one that is too great."""
    digits = text.removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        raise ValueError("non-negative integer")
    digits = digits.lstrip("0")
    if len(digits) > MOST_DIGITS:
        raise LimitError(f"A whole number has more than {MOST_DIGITS} digits.")
    return int(digits or 0)


def positive(text: str) -> int:
    """A whole number from 1 up."""
    try:
        number = natural(text)
    except ValueError:
        number = 0
    if not number:
        raise ValueError("positive integer")
    return number


def one_of(*choices: str) -> Reader:
    """One of some words, in any case."""

    def read(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(f"{', '.join(choices[:-1])} or {choices[-1]}")
        return text.lower()

    return read


def listed(text: str) -> frozenset[str]:
    """Names with commas between them."""
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def none(value: Any) -> bool:
    """For an option of which minisplunk has all values."""
    return False


def every(value: Any) -> bool:
    """For one of which it has none."""
    return True


@dataclass(frozen=True, slots=True)
class Option:
    """`name=value`. `unsupported` tells whether minisplunk lacks a value, `lacks` which ones and why, in words.
    `attribute`: the name of the command's attribute, if it is not the option's; empty for an option that has no effect
    here."""

    read: Reader | Notation
    default: Any = None
    unsupported: Callable[[Any], bool] = none
    attribute: str | None = None
    lacks: str = ""


def never(read: Reader | Notation, why: str) -> Option:
    """An option that minisplunk lacks, whatever its value."""
    return Option(read, unsupported=every, attribute="", lacks=why)


Taken = Option | Reader | Notation
"""What a parser is told of an option; one that is a reader takes all values."""


class Word(ABC):
    """An argument that its position identifies, without a name before it. One with a default may be left out."""

    attribute: str
    repeated: ClassVar[bool] = False
    """Whether there may be several of it, one after the other."""

    @abstractmethod
    def begins(self, p: Parser) -> bool:
        """Whether the next token belongs to it."""

    @abstractmethod
    def read(self, p: Parser, before: Any) -> Any:
        """Its value. `before`: what was read of it so far, to which a list of names adds one; None at first."""

    @abstractmethod
    def missing(self, p: Parser) -> Any:
        """Its default. Raises SplError when it is required."""


@dataclass(frozen=True)
class Number(Word):
    """A bare number from `least` up, as in `dedup 3 user`."""

    attribute: str
    default: Any
    refusal: str = "The number must be greater than 0."
    least: int = 1

    def begins(self, p: Parser) -> bool:
        return p.at_number()

    def read(self, p: Parser, before: Any) -> int:
        token = p.peek()
        number = p.number()
        if before is not None:
            raise p.invalid(token)
        if number < self.least:
            raise p.error(self.refusal, token.span if token else None)
        return number

    def missing(self, p: Parser) -> Any:
        return self.default


@dataclass(frozen=True)
class Names(Word):
    """Field names separated by blanks or commas. `least`: how many are required; `required`: the error without them."""

    repeated = True

    attribute: str
    least: int = 1
    wildcards: bool = False
    required: str = "At least one field must be given as an argument."

    def begins(self, p: Parser) -> bool:
        return not p.at("[")

    def read(self, p: Parser, before: tuple[str, ...] | None) -> tuple[str, ...]:
        return (*(before or ()), field_name(p, wildcards=self.wildcards))

    def missing(self, p: Parser) -> tuple[str, ...]:
        if self.least:
            raise p.error(self.required)
        return ()


@dataclass(frozen=True)
class Name(Word):
    """One field name."""

    attribute: str
    expected: str = "a field"

    def begins(self, p: Parser) -> bool:
        return True

    def read(self, p: Parser, before: Any) -> str:
        return field_name(p, expected=self.expected)

    def missing(self, p: Parser) -> str:
        raise p.error(f"Expected {self.expected}.")


@dataclass(frozen=True)
class Text(Word):
    """One word, or text in quotes."""

    attribute: str
    expected: str
    required: bool = True

    def begins(self, p: Parser) -> bool:
        return True

    def read(self, p: Parser, before: Any) -> str:
        token = p.peek()
        if before is not None or token is None or token.kind == "punctuation":
            raise p.invalid()
        p.next()
        if p.at("="):
            raise p.invalid(token)
        return token.text

    def missing(self, p: Parser) -> None:
        if self.required:
            raise p.error(f"Expected {self.expected}.")


@dataclass(frozen=True)
class Subsearch(Word):
    """`[ ... ]`."""

    attribute: str = "subsearch"

    def begins(self, p: Parser) -> bool:
        return p.at("[")

    def read(self, p: Parser, before: Any) -> Any:
        return p.subsearch()

    def missing(self, p: Parser) -> Any:
        raise p.error("Expected '['.")


@dataclass(frozen=True)
class Clause(Word):
    """What follows a keyword, up to the end: `by a, b`."""

    attribute: str
    keyword: str
    content: Callable[[Parser], Any]
    default: Any = ()

    def begins(self, p: Parser) -> bool:
        return p.at(self.keyword)

    def read(self, p: Parser, before: Any) -> Any:
        p.next()
        return self.content(p)

    def missing(self, p: Parser) -> Any:
        return self.default


class Arguments:
    """The words of a command in their order, and its options, which may come anywhere between them."""

    def __init__(self, *words: Word, **options: Option) -> None:
        self.words = words
        self.options = options

    def read(self, p: Parser) -> dict[str, Any]:
        """The values of all attributes. Raises SplError and UnsupportedSpl."""
        values: dict[str, Any] = {}
        place = 0
        while p.peek() is not None:
            if p.option(self.options, values) or p.accept(","):
                continue
            with p.passing_option():
                place = self._place(p, place)
                word = self.words[place]
                values[word.attribute] = word.read(p, values.get(word.attribute))
                place += not word.repeated
        for word in self.words:
            if word.attribute not in values:
                values[word.attribute] = word.missing(p)
        return self._attributes(values)

    def _place(self, p: Parser, place: int) -> int:
        """The index of the word that comes next, from `place` on. A clause goes first: its keyword is no field name."""
        beginning = [number for number in range(place, len(self.words)) if self.words[number].begins(p)]
        clauses = [number for number in beginning if isinstance(self.words[number], Clause)]
        for number in (*clauses, *beginning):
            return number
        raise p.invalid()

    def _attributes(self, values: Mapping[str, Any]) -> dict[str, Any]:
        attributes = {word.attribute: values[word.attribute] for word in self.words}
        for name, option in self.options.items():
            attribute = name if option.attribute is None else option.attribute
            if attribute and (name in values or attribute not in attributes):
                attributes[attribute] = values.get(name, option.default)
        return attributes


def field_name(p: Parser, *, wildcards: bool = False, expected: str = "a field") -> str:
    """One field name among arguments. Raises SplError for `name=value`, which is an unknown option, and
    UnsupportedSpl for a wildcard where the command takes none."""
    if p.at_option():
        raise p.invalid()
    token = p.peek()
    name = p.field(expected)
    if "*" in name and not wildcards:
        raise p.unsupported(f"The wildcard '{name}'.", token.span if token else None)
    return name
