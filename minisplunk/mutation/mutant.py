"""One change of an app, which its cases should notice, and how a person is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from .change import Change
from .written import Spot

SEARCH, MACRO = "search", "macro"
_LENGTH = 60


class Subject(NamedTuple):
    """What is changed: a saved search, or a macro. `searches`: those that the change is about."""

    kind: str
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
    def id(self) -> str:
        """It stays the same when other lines of the app change."""
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.subject.name}: {self.part}: {self.what}{again}"

    @property
    def sentence(self) -> str:
        return f"{self.subject}, {self._where}{self.part}: {self.what}"

    @property
    def meaning(self) -> str:
        """What it means that no case fails."""
        return f"{self._where}no case notices when {self.part} is {self.what}"

    @property
    def _where(self) -> str:
        return f"line {self.text_line}, " if self.text_line else ""


Make = Callable[[str], str]
"""What stands in a place -> what is to stand there."""


class Way(NamedTuple):
    """`what`: where it is not the same whichever way counts."""

    spot: Spot | None
    make: Make
    what: str = ""


class Idea(NamedTuple):
    """A change of SPL that may be one. Of several ways the first counts that can be read and means something else."""

    operator: str
    shown: Spot | None
    what: str
    ways: tuple[Way, ...]
    part: str = ""
    """What the part is called, where it is not the operator's name."""

    @property
    def words(self) -> str:
        text = short(self.shown.text if self.shown else "")
        return f"{self.part or self.operator} {text if text.startswith('`') else f'`{text}`'}"


def replaced(new: str) -> Make:
    return lambda old: new


DROPPED = replaced("")


def short(text: str) -> str:
    """In one line, without the middle of a long one."""
    text = " ".join(text.split())
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH // 2]} ... {text[-_LENGTH // 2 :]}"


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
