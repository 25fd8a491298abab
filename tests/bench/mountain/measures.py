"""Searches over files of CloudTrail records, whole processes, beside other programs that find the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..measure import Figure, Measure, Note, paired
from ..process import peak, run
from . import ours
from .contest import Contestant, held
from .files import SMALL, WHOLE, Mountain, written
from .rivals import Rivals, here, jq_detection, rg_literal

ROUNDS, FEWER = 5, 3
MINI, ONE, DUCKDB, JQ, ISAL, LOOP = "minisplunk", "minisplunk in one process", "DuckDB", "jq", "isal", "msgspec"


def measures(folder: Path, *, small: bool) -> Iterator[Figure]:
    """`folder`: a new one on a disk that has room for 3 GB; `small`: a tenth of that, for a quick look. Raises
    AssertionError where somebody finds something else than what was written."""
    folder.mkdir()
    rivals = Rivals()
    yield Note(f"Beside {', '.join(rivals.versions())}.")
    files = written(folder, SMALL if small else WHOLE)
    with two_cores():
        yield from detecting(files, rivals)
        yield from scanning(files)
        yield from unpacking(files, rivals)
        yield from counting(files, rivals)
        yield from memory(files)


@contextmanager
def two_cores() -> Iterator[None]:
    """For this process and all that it starts, on Linux: what the bounds are meant for."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(cores)[:2])
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def detecting(files: Mountain, rivals: Rivals) -> Iterator[Figure]:
    data, rows = f"the detection over {megabytes(files.lines)}", files.findings
    found = [
        Contestant(MINI, ours.detection(files.lines), rows),
        Contestant(DUCKDB, rivals.duckdb_detection(files.lines), rows),
    ]
    if here("jq"):
        found.append(Contestant(JQ, jq_detection(files.lines), rows))
    contest = held(found, ROUNDS)
    yield Measure(f"{data} / DuckDB, CPU", contest.ratio(MINI, DUCKDB, "cpu"), 0.8, "x")
    yield Measure(f"{data} / DuckDB", contest.ratio(MINI, DUCKDB, "wall"), 1.0, "x")
    if here("jq"):
        yield Measure(f"jq / {data}", contest.ratio(JQ, MINI, "wall"), 15, "x", least=True)
    else:
        yield Note("jq is not here: nothing is compared with it.")
    yield Note(f"{data}: {contest}.")


def scanning(files: Mountain) -> Iterator[Figure]:
    data = f"looking for one literal in {megabytes(files.lines)}"
    if not here("rg"):
        yield Note(f"rg is not here: {data} is compared with nothing.")
        return

    def scan() -> None:
        assert ours.scan(files.lines) == files.literals

    def rg() -> None:
        assert int(run(rg_literal(files.lines)).output) == files.literals

    ratio, _ = paired(scan, rg)
    yield Measure(f"{data} / rg -ci", ratio, 5, "x")


def unpacking(files: Mountain, rivals: Rivals) -> Iterator[Figure]:
    data = f"the detection over {megabytes(files.lines)} as gz"
    size = [{"size": str(files.lines.stat().st_size)}]
    contest = held(
        [
            Contestant(MINI, ours.detection(files.gz), files.findings),
            Contestant(ISAL, rivals.inflating(files.gz), size),
        ],
        ROUNDS,
    )
    yield Measure(f"{data} / isal alone", contest.ratio(MINI, ISAL, "wall"), 1.4, "x")
    yield Note(f"{data}: {contest}.")
    many = held([Contestant(MINI, ours.detection(files.tree), files.findings)], FEWER)
    rate = files.files / many.median(MINI, "wall")
    yield Measure(f"the detection over {files.files:,} small gz files", rate, 3_000, "files/s", least=True)


def counting(files: Mountain, rivals: Rivals) -> Iterator[Figure]:
    data, rows = f"stats count by two fields over {megabytes(files.large)}", files.calls_of_large
    found = [
        Contestant(MINI, ours.counting(files.large), rows),
        Contestant(DUCKDB, rivals.duckdb_counting(files.large), rows),
        Contestant(LOOP, rivals.loop_counting(files.large), rows),
    ]
    if has_jobs := ours.has_jobs():
        found.append(Contestant(ONE, ours.counting(files.large, jobs=1), rows))
    contest = held(found, FEWER)
    yield Measure(f"{data} / DuckDB", contest.ratio(MINI, DUCKDB, "wall"), 1.0, "x")
    yield Measure(f"{data} / a loop of msgspec, CPU", contest.ratio(MINI, LOOP, "cpu"), 1.6, "x")
    if has_jobs:
        yield Measure(f"one process / two: {data}", contest.ratio(ONE, MINI, "wall"), 1.6, "x", least=True)
    else:
        yield Note("minisplunk search has no --jobs: two processes are not compared with one.")
    yield Note(f"{data}: {contest}.")


def memory(files: Mountain) -> Iterator[Figure]:
    one_line = ours.counting(files.single)
    held([Contestant(MINI, one_line, files.calls_of_single)], 0)
    yield Measure(f"stats over {megabytes(files.large)}, peak memory", peak(ours.counting(files.large)), 150, "MB")
    yield Measure(f"stats over {megabytes(files.single)} in one line, peak memory", peak(one_line), 300, "MB")


def megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:,.0f} MB"
