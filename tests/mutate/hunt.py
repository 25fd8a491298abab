"""The detection's tests as what hunts mutants: each has a copy of the app that is changed so."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from minisplunk.conf import install
from minisplunk.mutation import About, Change
from tests.mutate.app import detection, loaded, put_into
from tests.mutate.killers import Killer, killers

MEMORY = Path("/dev/shm")
"""A file system without a disk, where there is one: every test installs the app anew."""
UNTOUCHED = ("appserver", "bin", "README", "static")
"""Folders of the app that no mutant changes and no detection test looks at."""


class DetectionTests:
    """`Cases` of minisplunk.mutation. The copy of the app is kept as long as the changes are the same."""

    def __init__(self, app: Path, order: Sequence[Killer]) -> None:
        self._app = app
        self._killers = {killer.name: killer for killer in order}
        self._changes: Sequence[Change] | None = None
        self._closing = ExitStack()

    @cached_property
    def about(self) -> list[About]:
        name = detection(loaded()).name
        return [About(killer, name) for killer in self._killers]

    def passes(self, case: str, changes: Sequence[Change]) -> bool:
        if self._changes != changes:
            self.close()
            self._copy = self._closing.enter_context(_copied(self._app))
            put_into(self._copy, changes)
            self._changes = changes
        return not self._killers[case].kills(self._copy)

    def close(self) -> None:
        self._closing.close()
        self._closing = ExitStack()
        self._changes = None


@contextmanager
def opened(app: Path) -> Iterator[DetectionTests]:
    """Until the block ends."""
    with _in_memory():
        tests = DetectionTests(app, killers())
        try:
            yield tests
        finally:
            tests.close()


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
