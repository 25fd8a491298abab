"""What an attack is: something that is done to a served minisplunk, and what it found."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """`folder`: an empty folder for this attack alone; `rounds` and `requests`: how often to kill, and how much to
    send; `patient`: bounds of time are those of a busy machine."""

    folder: Path
    chance: random.Random
    rounds: int
    requests: int
    patient: bool

    def within(self, seconds: float) -> float:
        """A bound of time that is held, or waited for on a busy machine."""
        return seconds * 50 if self.patient else seconds


@dataclass(frozen=True)
class Finding:
    """One line of the report: what was tried, what came of it, and whether it is as it should be."""

    tried: str
    found: str
    good: bool

    def __str__(self) -> str:
        return f"{'ok  ' if self.good else 'FAIL'} {self.tried}: {self.found}"


Attack = Callable[[Options], Iterator[Finding]]
