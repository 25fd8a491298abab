"""What has become of a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from ..dataclass import dataclass
from ..errors import MinisplunkError

Ending = Literal["passed", "failed", "wrong", "unsupported", "skipped"]
Shown = Mapping[str, str | list[str] | None]
"""A row as a person reads it: values are text, several are a list, None is a field that is not there."""


@dataclass(frozen=True, slots=True)
class Value:
    """A field of a row that is not as expected; each side as text."""

    row: int
    field: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as expected. `of`: the key of the case, as `results`; `message`: a sentence.

    `values`: the fields that differ, where rows can be set against each other; `found`: the rows that there are, where
    they cannot.
    """

    of: str
    message: str
    values: Sequence[Value] = ()
    found: Sequence[Shown] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """An event that the search left out: the first clause that it does not meet, and what it has there instead."""

    event: str
    clause: str
    has: str


@dataclass(frozen=True, slots=True)
class Firing:
    """Another saved search of the app that fired on the events of a case, which does not say so. `error`: why it could
    not be run, where that is so."""

    search: str
    rows: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`file` and `line`: where the case stands; `search`: the saved search, or SPL; `rows`: how many results there are.

    `error`: why it could not be run, for the outcomes wrong and unsupported, or why it was skipped. `messages`: what
    the job warns of. `reasons` and `nearest`: of a failed one, why the search found nothing. `notes`: sentences on the
    data and the app. `firings`: of other searches, where these are asked for. `elapsed`: seconds.
    """

    name: str
    file: str
    line: int
    outcome: Ending
    search: str = ""
    fired: bool = False
    rows: int = 0
    differences: Sequence[Difference] = ()
    error: str = ""
    messages: Sequence[str] = ()
    reasons: Sequence[str] = ()
    nearest: Sequence[Near] = ()
    notes: Sequence[str] = ()
    firings: Sequence[Firing] = ()
    elapsed: float = 0.0

    def with_error(self, error: MinisplunkError) -> Verdict:
        """The same, where the case could not be run."""
        return replace(self, outcome="unsupported" if error.exit_code == 3 else "wrong", error=error.explain())

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


def exit_code(outcomes: Collection[Ending]) -> int:
    """0 all have passed; 2 something is wrong, 3 not supported, 1 not as expected."""
    for outcome, code in (("wrong", 2), ("failed", 1), ("unsupported", 3)):
        if outcome in outcomes:
            return code
    return 0
