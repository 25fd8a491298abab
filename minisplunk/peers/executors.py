"""Where the parts of a search run: in this process, or in several of this machine. Any other Executor does as well."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from ..errors import MinisplunkError
from ..forking import context

R = TypeVar("R")

SMALL = 32 << 20
"""Bytes that one process has parsed before another one is at work."""
_AHEAD = 2
"""Parts for each process that are given out at a time, so that none waits for the next and few answers wait."""


class Workers(NamedTuple):
    """What runs parts, and how many of them at a time, which may change. `apart`: it knows nothing of what this process
    has made, and is to be told all."""

    executor: Executor
    number: Callable[[], int]
    apart: bool = False


class Inline(Executor):
    """Does the work where it is asked for."""

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def processes(jobs: int) -> Iterator[Workers]:
    """So many processes of this machine. Ctrl-C is for the one that asks. Raises MinisplunkError in the block where one
    is gone."""
    # which take longer to load than to search a little
    import multiprocessing  # noqa: PLC0415
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    begun = context()
    pool = ProcessPoolExecutor(jobs, begun, signal.signal, (signal.SIGINT, signal.SIG_IGN))
    try:
        pool.submit(int)  # all are forked with the first work, and that is to be before anything starts a thread
        yield Workers(pool, lambda: jobs, apart=begun.get_start_method() != "fork")
    except KeyboardInterrupt:  # a part may take minutes, and nobody waits for it any more
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    except BrokenProcessPool as error:
        raise MinisplunkError(
            f"One of the {jobs} processes that searched was ended from outside, as it is when memory runs out: "
            "--jobs 1 needs the least."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)  # and wait: while its thread is there, no other processes can be forked


def several(cost: int, parts: int, jobs: int) -> int:
    """How many processes are worth it for so many parts, which cost as much as parsing so many bytes; `jobs`: the most,
    0 for one a core."""
    return min(jobs or (1 if cost < SMALL else cores()), parts or 1)


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_any_order(
    workers: Workers, function: Callable[..., R], common: object, parts: Iterable[object]
) -> Iterator[tuple[int, R]]:
    """The answers to all parts, each with its number, as they come in. Raises what the function does."""
    numbers: dict[Future[R], int] = {}
    waiting = iter(enumerate(parts))
    try:
        while True:
            wanted = _AHEAD * max(workers.number(), 1)  # those that are lost come back, or others
            for number, part in islice(waiting, max(wanted - len(numbers), 0)):
                numbers[workers.executor.submit(function, common, part)] = number
            if not numbers:
                return
            for future in wait(numbers, return_when=FIRST_COMPLETED).done:
                yield numbers.pop(future), future.result()
    finally:
        for future in numbers:
            future.cancel()
