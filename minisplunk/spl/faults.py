"""What is wrong with a search, for who reads on after the first error; and what stands for a command not read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field

from ..dataclass import dataclass
from ..errors import Place, PlacedError, Span
from .columns import Columns
from .command import Command, Context, Kind, Operator
from .fields import Fields
from .pipeline import Stage
from .source import HOLE, SourceText


@dataclass(slots=True)
class Faults:
    """The errors found so far, each with its place, and each once."""

    _found: dict[tuple[str, Place | None], PlacedError] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self._found)

    @property
    def in_order(self) -> tuple[PlacedError, ...]:
        """By where they begin in the user's text."""
        return tuple(sorted(self._found.values(), key=lambda error: error.place.span.start if error.place else 0))

    @contextmanager
    def passing(self, source: SourceText, span: Span | None = None) -> Iterator[None]:
        """An error that leaves the block is taken up, and reading goes on. Where the `span` that is read has a hole it
        is not: it may come of that, and why there is a hole is known."""
        try:
            with source.placing():
                yield
        except PlacedError as error:
            if span is None or HOLE not in source.text[span.start : span.end]:
                self.add(*error.every())

    def add(self, *errors: PlacedError) -> None:
        for error in errors:
            self._found.setdefault((error.message, error.place), error)


def known(stage: Stage) -> bool:
    """Whether all of a command has been read."""
    return HOLE not in stage.text and not isinstance(stage.command, NotRead)


@dataclass(frozen=True, slots=True)
class NotRead(Command):
    """A command that cannot be read: nothing is known of it, and it is never run."""

    name = ""
    kind = Kind.STREAMING

    def needs(self, wanted: Fields) -> Fields:
        return Fields.ALL

    def columns(self, before: Columns | None) -> Columns | None:
        return None

    def operator(self, search: Context) -> Operator:
        raise AssertionError("a search that cannot be read is not run")
