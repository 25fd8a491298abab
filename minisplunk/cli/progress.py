"""A bar on a terminal for what takes longer than a second; on anything else, and for less, nothing at all."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from ..replay import Part
from ..sources import Fielded

DELAY = 1.0


@contextmanager
def bar(what: str, total: int | None = None, done: Callable[[], int] = lambda: 0) -> Iterator[None]:
    """While the block runs: how much of the total is `done`; without a total, only that something is."""
    if not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_draw, args=(what, total, done, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def reading(parts: Sequence[Part]) -> Iterator[Part]:
    """The same files one after the other, with a bar of how much of them has been read."""
    sizes = [part.size for part in parts]
    finished = 0
    with bar("Reading", sum(sizes) if len(sizes) > 1 else None, lambda: finished):
        for part, size in zip(parts, sizes, strict=True):
            yield part
            finished += size


class Sending:
    """The events of files as they pass by, with a bar of how much of the files they are; roughly, by their raw text."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._sizes = {part.path: part.size for part in parts}
        self._packed = any(path.name.lower().endswith((".gz", ".zst")) for path in self._sizes)
        self._passed = 0

    def bar(self) -> AbstractContextManager[None]:
        return bar("Sending", None if self._packed else sum(self._sizes.values()), lambda: self._passed)

    def passing(self, events: Iterable[Fielded]) -> Iterator[Fielded]:
        for event in events:
            self._passed += len(event[1]) + 1
            yield event


def _draw(what: str, total: int | None, done: Callable[[], int], over: threading.Event) -> None:
    if over.wait(DELAY):
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from .output import console

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        while not over.wait(0.1):
            progress.update(task, completed=done())
