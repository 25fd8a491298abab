"""One change of an app, which its cases should notice, and how a person is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal, NamedTuple

from ..dataclass import dataclass
from .change import Change

Kind = Literal["search", "macro"]
SEARCH: Kind = "search"
MACRO: Kind = "macro"


class Subject(NamedTuple):
    """What is changed: a saved search, or a macro. `searches`: those that the change is about."""

    kind: Kind
    name: str
    searches: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind} '{self.name}'"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`part`: what is changed, as "clause `errorCode=failure`"; `what`: what is done to it, as "dropped"; `file` and
    `line`: of the conf file; `text_line`: of the search or definition, from 1, 0 for any other setting."""

    subject: Subject
    operator: str
    part: str
    what: str
    changes: tuple[Change, ...]
    file: str = ""
    line: int = 0
    text_line: int = 0
    number: int = 1
    """Of several that the other words do not tell apart."""

    @property
    def change(self) -> str:
        """What no other mutant of the subject has. It stays the same when other lines of the app change."""
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.part} is {self.what}{again}"

    @property
    def id(self) -> str:
        return f"{self.subject.name}: {self.change}"

    @property
    def sentence(self) -> str:
        where = f"line {self.text_line}, " if self.text_line else ""
        return f"{self.subject}, {where}{self.part}: {self.what}"

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


def numbered(found: Iterable[Mutant]) -> Iterator[Mutant]:
    """Mutants whose ids differ; of those with the same changes the first."""
    seen: dict[str, int] = {}
    changes: set[tuple[Change, ...]] = set()
    for mutant in found:
        if mutant.changes in changes:
            continue
        changes.add(mutant.changes)
        number = seen[mutant.id] = seen.get(mutant.id, 0) + 1
        yield mutant if number == 1 else replace(mutant, number=number)
