"""While a server runs no search keeps the interpreter for long, which answers to others wait for."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_TURN = 0.0005
"""Seconds that a thread may compute while another one waits. A request takes a few turns, and each would wait for as
many searches as there are; Python's own 0.005 is for fewer threads."""
_DUE, _OVERDUE = 10, 1_000
"""Collections of young objects after which all memory is searched for garbage: with the groups of a large search in it
that takes a second, in which nothing else runs. So it is done when no search runs; when it is overdue, in any case."""
_PAUSE = 1.0


@contextmanager
def fairness(busy: Callable[[], bool]) -> Iterator[None]:
    """`busy`: whether a search runs."""
    turn, thresholds, ended = sys.getswitchinterval(), gc.get_threshold(), threading.Event()
    sys.setswitchinterval(_TURN)
    gc.set_threshold(*thresholds[:2], _OVERDUE)
    thread = threading.Thread(target=_tidy, args=(busy, ended), name="garbage", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        sys.setswitchinterval(turn)
        gc.set_threshold(*thresholds)


def _tidy(busy: Callable[[], bool], ended: threading.Event) -> None:
    while not ended.wait(_PAUSE):
        if gc.get_count()[2] > _DUE and not busy():
            gc.collect()
