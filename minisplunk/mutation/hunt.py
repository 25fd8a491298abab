"""Mutants and what runs cases in; which case has failed for each, or that none did, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from itertools import groupby
from multiprocessing.util import Finalize
from typing import NamedTuple, Protocol

from ..dataclass import dataclass
from ..forking import context
from .change import Change
from .mutant import MACRO, Mutant, Subject

_TOGETHER = 16
"""Mutants in a row that are hunted by one process."""


class About(NamedTuple):
    """A case, by its id, and the saved search that it is about; None for one that runs SPL of its own, which may call
    any macro."""

    case: str
    search: str | None

    def of(self, subject: Subject) -> bool:
        return subject.kind == MACRO if self.search is None else self.search in subject.searches


class Cases(Protocol):
    """What runs cases of an app."""

    @property
    def about(self) -> Sequence[About]:
        """The cases, in the order in which they are run."""

    def passes(self, case: str, changes: Sequence[Change]) -> bool:
        """Whether a case passes where the app has these changes. An app that no longer runs passes none."""


Open = Callable[[], AbstractContextManager[Cases]]
"""Opens the cases, in each process once; so it can be pickled."""


@dataclass(frozen=True, slots=True)
class Hunted:
    """`killer`: the case that failed; empty where all passed, or where there is none for the mutant."""

    mutant: Mutant
    killer: str


def failing(opened: Open) -> list[str]:
    """The cases that fail for the app as it is: they tell nothing of its mutants."""
    with opened() as cases:
        return [about.case for about in cases.about if not cases.passes(about.case, ())]


def hunt(opened: Open, mutants: Sequence[Mutant], jobs: int = 1) -> Iterator[Hunted]:
    """Each mutant, in their order, before the cases that are about its search, until one fails. How many processes
    there are makes no difference to what is found."""
    groups = list(_groups(mutants))
    jobs = max(1, min(jobs, len(groups)))
    if jobs == 1:
        with opened() as cases:
            for group in groups:
                yield from _of_group(cases, group)
        return
    with ProcessPoolExecutor(jobs, context(), _begin, (opened,)) as pool:
        try:
            for hunted in pool.map(_one, groups):
                yield from hunted
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _groups(mutants: Sequence[Mutant]) -> Iterator[list[Mutant]]:
    for _, same in groupby(mutants, lambda mutant: (mutant.subject, mutant.operator)):
        of_one = list(same)
        yield from (of_one[n : n + _TOGETHER] for n in range(0, len(of_one), _TOGETHER))


_opened: list[Cases] = []
"""In a process of several: the cases that it has opened."""


def _begin(opened: Open) -> None:
    closing = ExitStack()
    _opened.append(closing.enter_context(opened()))
    Finalize(None, closing.close, exitpriority=10)


def _one(group: Sequence[Mutant]) -> list[Hunted]:
    return list(_of_group(_opened[0], group))


def _of_group(cases: Cases, group: Sequence[Mutant]) -> Iterator[Hunted]:
    """The case that has failed is run first for the next one, which is often alike."""
    order = list(cases.about)
    for mutant in group:
        of_mutant = [about for about in order if about.of(mutant.subject)]
        killer = next((about for about in of_mutant if not cases.passes(about.case, mutant.changes)), None)
        if killer is not None:
            order.remove(killer)
            order.insert(0, killer)
        yield Hunted(mutant, killer.case if killer else "")
