"""Cases in; their verdicts, in the same order, out: from one process, or from several that share the work."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing.util import Finalize
from pathlib import Path

from ..dataclass import dataclass
from ..errors import MinisplunkError
from ..forking import context
from ..ingest.notes import Notes
from ..replay.attack_data import AttackData
from ..replay.fetching import cache_folder
from ..replay.web import public
from ..search.deadline import Deadline
from .case import Case
from .running import NO_DATA, Asked, Found, found, run_in_time
from .snapshot import Snapshots, in_memory
from .verdict import Verdict

SECONDS = 300.0
"""Thousands of times what a case takes: a search that takes longer is not expected to end."""
_FEW = 12
"""So few cases are done before another process has begun."""
_CHUNKS = 8
"""Portions for each process: small enough that all end together, large enough to cost little."""


@dataclass(frozen=True, slots=True)
class Work:
    """What all cases share. `apps`: the one under test first; `data`: where data sets of attack_data are;
    `scripts` and `cross`: see `Asked`; `seconds`: the most time for one case, 0 for as long as it takes."""

    apps: Sequence[Path] = ()
    data: AttackData = NO_DATA
    scripts: bool = False
    cross: bool = False
    seconds: float = SECONDS


def data_sets(folder: Path | None, *, offline: bool) -> AttackData:
    """Those of a copy of attack_data, or of the internet; what was fetched before is kept in the cache."""
    return AttackData(folder, offline, cache_folder(os.environ), public(os.environ))


class Worker:
    """Runs cases one after the other, on snapshots that it keeps."""

    def __init__(self, work: Work) -> None:
        self.work, self.busy = work, False
        self.snapshots = Snapshots(None if work.scripts else in_memory(), Deadline(work.seconds))

    def __call__(self, case: Case) -> Verdict:
        """Whatever happens, it happens to this case alone."""
        work, self.busy = self.work, True
        verdict = Verdict(case.name, case.file, case.line, "wrong")
        try:
            snapshot = self.snapshots.of(case.setup(work.apps))
            return run_in_time(case, snapshot, work.data, Asked(work.scripts, work.cross))
        except MinisplunkError as error:
            return verdict.with_error(error)
        except Exception as error:
            return replace(verdict, outcome="unsupported", error=f"minisplunk failed: {type(error).__name__}: {error}")
        finally:
            self.busy = False

    def found(self, case: Case, notes: Notes) -> Found:
        """What the search of a case finds, whatever it expects. Raises any MinisplunkError."""
        snapshot = self.snapshots.of(case.setup(self.work.apps))
        return found(case, snapshot, self.work.data, notes, scripts=self.work.scripts)

    def close(self) -> None:
        self.snapshots.close()


def verdicts(cases: Sequence[Case], work: Work, jobs: int = 0) -> Iterator[Verdict]:
    """Each as soon as it and those before it are there. `jobs`: how many processes; 0 for one a core."""
    jobs = min(jobs or os.cpu_count() or 1, -(-len(cases) // _FEW))
    if jobs <= 1:
        worker = Worker(work)
        try:
            yield from map(worker, cases)
        finally:
            worker.close()
        return
    with ProcessPoolExecutor(jobs, context(), _begin, (work,)) as pool:
        try:
            yield from pool.map(_one, cases, chunksize=max(1, len(cases) // (jobs * _CHUNKS)))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_worker: list[Worker] = []


def _begin(work: Work) -> None:
    """Ctrl-C reaches each process by itself."""
    signal.signal(signal.SIGINT, _stop)
    worker = Worker(work)
    _worker.append(worker)
    Finalize(None, worker.close, exitpriority=10)


def _stop(number: int, frame: object) -> None:
    """Do no other case: some wait that belong to portions given out. The one that runs ends by itself, and its files go
    with it, unless it is told to stop once more."""
    runs = any(worker.busy for worker in _worker)
    _worker.clear()
    if not runs:
        sys.exit(128 + number)


def _one(case: Case) -> Verdict:
    if not _worker:
        raise SystemExit
    return _worker[0](case)
