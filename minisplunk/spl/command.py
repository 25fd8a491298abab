"""What a command is to the rest of the house: what it says of itself, and what a running search gives it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from ..errors import Span
from ..limits import Memory
from ..times import TimeRange
from ..values import Row
from .arguments import Arguments
from .ast import SearchTerm
from .columns import Columns
from .environment import Environment
from .fields import Fields
from .pipeline import Pipeline

if TYPE_CHECKING:
    from typing_extensions import Self

    from .parser import Parser


class Kind(Enum):
    """What a command does with rows, in the words of the Search Reference ("Command types")."""

    GENERATING = "generating"
    """Makes rows, and must stand first."""
    STREAMING = "distributable streaming"
    """Takes one row at a time, in whatever order."""
    CENTRALIZED = "centralized streaming"
    """Takes one row at a time, in their order."""
    DATASET = "dataset processing"
    """Needs all rows before it gives any, and keeps them."""
    TRANSFORMING = "transforming"
    """Turns the rows into a table of its own."""
    ORCHESTRATING = "orchestrating"
    """Says how a search is run, and does nothing to its rows."""

    @property
    def generating(self) -> bool:
        return self is Kind.GENERATING

    @property
    def distributable(self) -> bool:
        return self in (Kind.STREAMING, Kind.ORCHESTRATING)


class Inner(NamedTuple):
    """A subsearch, and the fields that its command wants of it."""

    pipeline: Pipeline
    wanted: Fields


PerRow = Callable[[Iterable[Row]], Iterator[Row]]
"""Gives rows as they come, with at most a bounded state."""


class Reducer(ABC):
    """Takes in all rows before it gives any.

    It owns the rows that it is given, and holds no more than its share of the search's memory: beyond that it writes to
    disk, or raises LimitError. Between two rows of `add` it can always be peeked into.
    """

    @abstractmethod
    def add(self, rows: Iterable[Row]) -> None: ...

    @abstractmethod
    def merge(self, later: Self) -> None:
        """Take over what another one has, to which the rows after its own were given; that one is of no use then."""

    @abstractmethod
    def peek(self) -> Iterator[Row]:
        """What `finish` would give now; rows of their own."""

    @abstractmethod
    def finish(self) -> Iterator[Row]:
        """The results. Once, and nothing else after it."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what it holds; after `finish`, or in its place."""


Operator = PerRow | Reducer
"""A command at work in one search. It owns its rows: it may change those that it is given, and does not touch any that
it has given on. Values are never changed in place, so rows may share them."""


class Lookup(Protocol):
    """A lookup as commands see it."""

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

    @property
    def environment(self) -> Environment:
        """What the search's expressions are evaluated in."""

    @property
    def memory(self) -> Memory: ...

    def message(self, kind: str, text: str) -> None:
        """Put a message on the job; `kind` is DEBUG, INFO, WARN, ERROR or FATAL. The same text is kept once."""

    def checkpoint(self) -> object:
        """Wait while the search is paused, end it when it was cancelled; for work on many rows before any is given."""

    def lookup(self, name: str) -> Lookup: ...

    def subsearch(self, pipeline: Pipeline, *, limit: int) -> Iterator[Row]:
        """The rows of a subsearch, at most `limit`; a cut is a message on the job."""

    def saved_search(self, name: str, replacements: dict[str, str] | None, span: Span) -> Iterator[Row]:
        """The rows of a saved search, its `$name$` replaced; None leaves them as they stand."""

    def collect(self, rows: Sequence[Row], index: str, options: dict[str, str]) -> None:
        """Write summary events to an index, as the collect command does."""


class Command(ABC):
    """One command with its arguments; one file in commands/ each. Reading it runs nothing."""

    __slots__ = ()

    name: ClassVar[str]
    arguments: ClassVar[Arguments]
    """What it takes; a command with a grammar of its own has a `parse` instead."""

    @classmethod
    def parse(cls, p: Parser) -> Self:
        """From its arguments: what they declare become the attributes. Raises SplError and UnsupportedSpl."""
        return cls(**cls.arguments.read(p))

    @property
    @abstractmethod
    def kind(self) -> Kind: ...

    @abstractmethod
    def needs(self, wanted: Fields) -> Fields:
        """The fields that the command before must give, so that this one can give the wanted ones."""

    @abstractmethod
    def columns(self, before: Columns | None) -> Columns | None:
        """Those of its rows, given those of the rows before it; None where they are the events' own."""

    @abstractmethod
    def operator(self, search: Context) -> Operator:
        """The command at work. Nothing is run before its rows are asked for."""

    # What few commands have to say of themselves

    @property
    def base(self) -> SearchTerm | None:
        """As the first command, the terms of the events that it reads; None when it makes its rows otherwise."""
        return None

    @property
    def reads_events(self) -> bool:
        """Whether it may read events as the first command."""
        return self.base is not None

    @property
    def drops_null(self) -> tuple[str, ...]:
        """Fields whose null loses a row."""
        return ()

    @property
    def writes(self) -> str:
        """The capability that it takes to run it, for a command that writes or starts something; empty for others."""
        return ""

    def parsed(self, arguments: str) -> Mapping[str, Any]:
        """What the REST API's search/parser shows of it, `arguments` as they are written."""
        return {"args": arguments}

    def inner(self, wanted: Fields) -> Iterable[Inner]:
        """Its subsearches, when these fields are wanted of it."""
        return ()

    def resolved(self, search: Context) -> Command:
        """The command with what its subsearches find in their place, where they stand for a part of its arguments.

        It is asked for when the first row is, before all else: it runs those subsearches.
        """
        return self
