"""Mutants in; which test caught each, or that none did, out."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from minisplunk.conf import install
from tests.mutate.killers import Killer, killers
from tests.mutate.mutant import Mutant

MEMORY = Path("/dev/shm")
"""A file system without a disk, where there is one: every test installs the app anew."""
UNTOUCHED = ("appserver", "bin", "README", "static")
"""Folders of the app that no mutant changes and no detection test looks at."""


@dataclass(frozen=True)
class Hunted:
    """`killer`: the name of the test that failed, empty when every test passed."""

    mutant: Mutant
    killer: str


def hunt(app: Path, mutants: Sequence[Mutant], workers: int = 0) -> list[Hunted]:
    """Each mutant before the tests until one fails, in as many processes as there are processors."""
    workers = min(workers or os.cpu_count() or 1, len(mutants))
    if workers < 2:
        return list(_hunt(app, mutants))
    with ProcessPoolExecutor(workers) as pool:
        shares = pool.map(_share, [(app, mutants[number::workers]) for number in range(workers)])
        found = {each.mutant.id: each for share in shares for each in share}
    return [found[mutant.id] for mutant in mutants]


def failing(app: Path) -> list[str]:
    """The tests that fail on the app as it is."""
    with _in_memory(), _copied(app) as copy:
        return [killer.name for killer in killers() if killer.kills(copy)]


def _share(work: tuple[Path, Sequence[Mutant]]) -> list[Hunted]:
    return list(_hunt(*work))


def _hunt(app: Path, mutants: Sequence[Mutant]) -> Iterator[Hunted]:
    order = killers()
    with _in_memory():
        for mutant in mutants:
            yield hunted(app, mutant, order)


def hunted(app: Path, mutant: Mutant, order: list[Killer]) -> Hunted:
    """One mutant before the tests, in their order. The one that catches it is put first: the next is often alike."""
    with _copied(app) as copy:
        mutant.put_into(copy)
        killer = next((killer for killer in order if killer.kills(copy)), None)
    if killer is None:
        return Hunted(mutant, "")
    order.remove(killer)
    order.insert(0, killer)
    return Hunted(mutant, killer.name)


@contextmanager
def _copied(app: Path) -> Iterator[Path]:
    with TemporaryDirectory(prefix="mutant-") as folder:
        copy = install(app, Path(folder)).root
        for name in UNTOUCHED:
            shutil.rmtree(copy / name, ignore_errors=True)
        yield copy


@contextmanager
def _in_memory() -> Iterator[None]:
    before = tempfile.tempdir
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        tempfile.tempdir = str(MEMORY)
    try:
        yield
    finally:
        tempfile.tempdir = before
