"""Commands that answer the same question in; how their costs compare, out. A wrong answer has no cost."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ..process import Done, run
from .files import Rows

Cost = Literal["wall", "cpu"]


@dataclass(frozen=True)
class Contestant:
    """`rows`: what the command has to print, as JSON a line, in any order."""

    name: str
    command: Sequence[str]
    rows: Rows


@dataclass(frozen=True)
class Contest:
    """What each has cost in each round, by its name."""

    rounds: Sequence[dict[str, Done]]

    def ratio(self, one: str, other: str, cost: Cost) -> float:
        """The median of the rounds."""
        return statistics.median(_of(done[one], cost) / _of(done[other], cost) for done in self.rounds)

    def median(self, name: str, cost: Cost) -> float:
        """In seconds."""
        return statistics.median(_of(done[name], cost) for done in self.rounds)

    def __str__(self) -> str:
        costs = ((name, self.median(name, "wall"), self.median(name, "cpu")) for name in self.rounds[0])
        return "; ".join(f"{name} {wall:.2f} s (CPU {cpu:.2f} s)" for name, wall, cpu in costs)


def _of(done: Done, cost: Cost) -> float:
    return done.wall if cost == "wall" else done.cpu


def held(contestants: Sequence[Contestant], rounds: int) -> Contest:
    """Each in turn, once to warm up and then `rounds` times. Raises AssertionError for a wrong answer at any time."""
    turns = [{each.name: _answered(each) for each in contestants} for _ in range(rounds + 1)]
    return Contest(turns[1:])


def _answered(contestant: Contestant) -> Done:
    done = run(contestant.command)
    try:
        printed = _counted(map(json.loads, done.output.splitlines()))
    except ValueError as error:
        raise AssertionError(f"{contestant.name} printed what is no JSON: {done.output[:80]!r}") from error
    wanted = _counted(contestant.rows)
    wrong = sorted((printed - wanted) + (wanted - printed))
    assert not wrong, f"{contestant.name} differs from what was written in {len(wrong)} rows, the first: {wrong[0]}"
    return done


def _counted(rows: Iterable[dict[str, str]]) -> Counter[tuple[tuple[str, str], ...]]:
    """A row that is printed twice is wrong, too."""
    return Counter(tuple(sorted(row.items())) for row in rows)
