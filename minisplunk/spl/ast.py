"""The trees that the parser makes: expressions, search terms, pipelines; and what a command is to the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from ..errors import Span
from ..times import TimeRange
from ..values import Row

if TYPE_CHECKING:
    from .parser import Parser


# Fields


@dataclass(frozen=True, slots=True)
class Fields:
    """A set of field names, some of them wildcard patterns (`user*`). `Fields.ALL` holds every name."""

    names: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()

    ALL: ClassVar[Fields]

    @classmethod
    def of(cls, names: Iterable[str]) -> Fields:
        names = frozenset(names)
        patterns = frozenset(n for n in names if "*" in n)
        return cls(names - patterns, patterns)

    @property
    def everything(self) -> bool:
        return "*" in self.patterns

    def __contains__(self, name: str) -> bool:
        return name in self.names or any(wildcard(p).fullmatch(name) for p in self.patterns)

    def __or__(self, other: Fields) -> Fields:
        return Fields(self.names | other.names, self.patterns | other.patterns)

    def without(self, names: Iterable[str]) -> Fields:
        """These fields less some plain names; a pattern stays, since it may still match others."""
        return Fields(self.names - frozenset(names), self.patterns)


Fields.ALL = Fields(patterns=frozenset({"*"}))


def wildcard(pattern: str) -> re.Pattern[str]:
    """A case-sensitive matcher for a field-name pattern in which `*` stands for any text."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


# Expressions of eval and where


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | int | float
    span: Span


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; `x IN (a, b)` is Call("in", (x, a, b)); the name is as written, functions ignore its case."""

    function: str
    args: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Unary:
    """`op` is one of `-`, `+`, `NOT`."""

    op: str
    operand: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    """`op` is one of `+ - * / % . = == != < <= > >= LIKE AND OR XOR`."""

    op: str
    left: Expr
    right: Expr
    span: Span


Expr = Literal | Field | Call | Unary | Binary


# Terms of the search command


@dataclass(frozen=True, slots=True)
class Keyword:
    """A bare word or quoted phrase that the raw event must hold. `case`: CASE(x); `whole`: TERM(x)."""

    text: str
    span: Span
    case: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """`op` is one of `= != < <= > >=`; `values` are alternatives (more than one for IN)."""

    field: str
    op: str
    values: tuple[str, ...]
    span: Span
    case: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    term: SearchTerm
    span: Span


@dataclass(frozen=True, slots=True)
class And:
    """No terms at all matches every event."""

    terms: tuple[SearchTerm, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Or:
    terms: tuple[SearchTerm, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Subsearch:
    """`[ search ... ]` among search terms: its results, formatted, stand in its place."""

    pipeline: Pipeline
    span: Span


SearchTerm = Keyword | Comparison | Not | And | Or | Subsearch


# Commands


class Lookup(Protocol):
    """A CSV lookup as the `lookup` and `inputlookup` commands see it."""

    @property
    def fields(self) -> Sequence[str]: ...

    def rows(self) -> Iterable[Row]: ...

    def match(self, keys: dict[str, str]) -> Sequence[Row]:
        """The lookup's rows whose columns match the keys, by the definition's own case and match rules."""


class Context(Protocol):
    """What a running search gives its commands."""

    @property
    def now(self) -> float:
        """Start of the search, epoch seconds; a scheduled search's scheduled time."""

    @property
    def zone(self) -> tzinfo: ...

    @property
    def window(self) -> TimeRange: ...

    @property
    def sid(self) -> str: ...

    @property
    def app(self) -> str: ...

    @property
    def user(self) -> str: ...

    def message(self, kind: str, text: str) -> None:
        """Put a message on the job; `kind` is DEBUG, INFO, WARN, ERROR or FATAL. The same text is kept once."""

    def obey(self) -> object:
        """Wait while the search is held, end it when it was cancelled; for work on many rows before any is given."""

    def lookup(self, name: str) -> Lookup: ...

    def run(self, pipeline: Pipeline, *, limit: int) -> list[Row]:
        """The rows of a subsearch, at most `limit`; a cut is a message on the job."""

    def saved_search(self, name: str, replacements: dict[str, str] | None, span: Span) -> Iterator[Row]:
        """The rows of a saved search, its `$name$` replaced; None leaves them as they stand."""

    def collect(self, rows: Sequence[Row], index: str, options: dict[str, str]) -> None:
        """Write summary events to an index, as the collect command does."""


class Command(Protocol):
    """One stage of a pipeline; one file in commands/ each."""

    name: ClassVar[str]
    generating: ClassVar[bool | None]
    """True when it makes rows and must stand first, False when it needs rows, None when it may stand anywhere."""

    @classmethod
    def parse(cls, p: Parser) -> Command: ...

    def needs(self, wanted: Fields) -> Fields:
        """The fields that the stage before must give, so that this one can give the wanted ones."""

    def run(self, rows: Iterable[Row], search: Context) -> Iterator[Row]: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """A command, and where the user wrote it."""

    command: Command
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    stages: tuple[Stage, ...]

    def needs(self, wanted: Fields) -> Fields:
        """Folded from the last command to the first."""
        for stage in reversed(self.stages):
            wanted = stage.command.needs(wanted)
        return wanted


def fields_of(expr: Expr) -> frozenset[str]:
    """The field names that an expression reads."""
    found: set[str] = set()
    stack: list[Any] = [expr]
    while stack:
        node = stack.pop()
        match node:
            case Field(name):
                found.add(name)
            case Call(args=args):
                stack.extend(args)
            case Unary(operand=operand):
                stack.append(operand)
            case Binary(left=left, right=right):
                stack += (left, right)
    return frozenset(found)
