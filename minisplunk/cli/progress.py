"""A bar on a terminal for what takes longer than a second; on anything else, and for less, nothing at all."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from ..replay import Part
from ..sources import Fielded

if TYPE_CHECKING:
    from ..peers import Reached

DELAY = 1.0


@contextmanager
def bar(what: str, total: int | None = None, done: Callable[[], int] = lambda: 0) -> Iterator[None]:
    """While the block runs: how much of the total is `done`; without a total, only that something is."""
    with _drawn(lambda: (what, total, done())):
        yield


def told(reached: Reached, seconds: float) -> str:
    """In words, after so many seconds: `0:12 left, 12 of 307 files, 33.0 MB of 201 MB, 140,000 events/s`; what matters
    most comes first, since a narrow terminal shows no more."""
    from ..backtest.words import size

    parts = [f"{reached.files:,} of {reached.of_files:,} files", f"{size(reached.size)} of {size(reached.of_size)}"]
    if seconds > 0 and reached.records:
        parts.append(f"{reached.records / seconds:,.0f} events/s")
    if 0 < reached.size <= reached.of_size:
        left = round(seconds * (reached.of_size - reached.size) / reached.size)
        minutes = f"{left // 60}" if left < 3600 else f"{left // 3600}:{left // 60 % 60:02}"
        parts.insert(0, f"{minutes}:{left % 60:02} left")
    return ", ".join(parts)


@contextmanager
def scanning() -> Iterator[Callable[[Reached], None]]:
    """While the block runs: how far a long reading is, as it says itself by calling what it is given."""
    from ..peers import Reached

    began, last = time.monotonic(), Reached(0, 0, 0, 0, 0)

    def reach(reached: Reached) -> None:
        nonlocal last
        last = reached

    def drawn() -> _Shown:
        if not last.of_files:
            return "Reading", None, 0
        return f"Reading {told(last, time.monotonic() - began)}", last.of_size, last.size

    with _drawn(drawn):
        yield reach


_Shown = tuple[str, int | None, int]
"""What is being done; how much there is of it, if that is known; and how much is done."""


@contextmanager
def _drawn(shown: Callable[[], _Shown]) -> Iterator[None]:
    if not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_draw, args=(shown, over), daemon=True)
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


def _draw(shown: Callable[[], _Shown], over: threading.Event) -> None:
    if over.wait(DELAY):
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from .output import console

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        task = progress.add_task(shown()[0])
        while not over.is_set():
            what, total, done = shown()
            progress.update(task, description=what, total=total, completed=done)
            over.wait(0.1)
