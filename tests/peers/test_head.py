"""What comes back from the parts of a search is made one; faults and notes are told once."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import DataError, MinisplunkError
from minisplunk.files import pieces
from minisplunk.ingest.archive import CLOUDTRAIL
from minisplunk.ingest.skipped import Skipped
from minisplunk.operators import spill
from minisplunk.peers import Head, Mountain, Where, executors, head
from minisplunk.replay import Part
from minisplunk.times import ManualClock

Make = Callable[..., list[Part]]


@pytest.fixture
def plain() -> Iterator[Splunk]:
    with Splunk(clock=ManualClock(1_800_000_000)) as opened:
        opened.store.create_index("main")
        yield opened


@pytest.fixture
def files(tmp_path: Path) -> Make:
    def write(*texts: str, sourcetype: str = CLOUDTRAIL) -> list[Part]:
        parts = []
        for number, text in enumerate(texts):
            path = tmp_path / f"{number}.json"
            path.write_text(text)
            parts.append(Part(path, sourcetype, "s", "h"))
        return parts

    return write


def lines(count: int, first: int = 0) -> str:
    found = (
        {"eventTime": f"2026-03-31T09:{n // 60:02}:{n % 60:02}Z", "user": f"user{n % 3}", "x": n / 10}
        for n in range(first, first + count)
    )
    return "\n".join(map(json.dumps, found)) + "\n"


def searched(splunk: Splunk, parts: list[Part], spl: str, **how: object) -> tuple[list[object], Head]:
    over = Head(splunk, Mountain(parts, "main"), **{"where": Where(1), **how})  # type: ignore[arg-type]
    run = over.start(splunk.read(splunk.request(spl)))
    assert not isinstance(run, str), run
    return list(run.rows()), over


def test_a_sum_of_decimals_is_that_of_the_store(plain: Splunk, files: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their order matters as it turns out, so that all is read again; what is told of that is told once."""
    monkeypatch.setattr(head, "bundles", partial(head.bundles, size=1))
    parts = files(lines(40, 20), lines(20), "", lines(3, 60)[:-10])
    spl = "search index=main | stats sum(x) avg(x) count by user"
    rows, over = searched(plain, parts, spl)
    assert [len(over.skipped), over.skipped[0].read, list(over.notes)] == [1, 2, [f"{parts[2].path} is empty"]]
    run = over.start(plain.read(plain.request(spl)))
    assert not isinstance(run, str)
    assert (list(run.rows()), run.progress.scanned) == (rows, 62)
    for part in parts:
        plain.replay(part, index="main", skipped=[])
    assert rows == plain.search(spl).results


def test_a_file_of_several_pieces_that_vanishes_is_named_once(
    plain: Splunk, files: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head, "pieces", partial(pieces, size=300))
    gone, there = files(lines(40), lines(2))
    over = Head(plain, Mountain([gone, there], "main"), Where(1))
    run = over.start(plain.read(plain.request("search index=main | stats count")))
    assert not isinstance(run, str)
    assert isinstance(gone.path, Path)
    gone.path.unlink()
    assert [row["count"] for row in run.rows()] == [2]
    assert over.skipped == [Skipped(str(gone.path), f"There is no file {gone.path}")]


@pytest.mark.parametrize(("change", "count"), [(lambda text: text[: len(text) // 2], 20), (lambda text: text * 2, 40)])
def test_a_file_that_shrinks_or_grows_is_read_as_it_was_listed(
    plain: Splunk, files: Make, monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str], count: int
) -> None:
    monkeypatch.setattr(head, "pieces", partial(pieces, size=300))
    text = lines(40)
    (part,) = files(text)
    over = Head(plain, Mountain([part], "main"), Where(1))
    run = over.start(plain.read(plain.request("search index=main | stats count")))
    assert not isinstance(run, str)
    assert isinstance(part.path, Path)
    part.path.write_text(change(text))
    assert [row["count"] for row in run.rows()] == [count]


def test_rows_that_wait_on_disk_come_in_their_order(
    plain: Splunk, files: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head, "bundles", partial(head.bundles, size=1))
    monkeypatch.setattr(spill, "_BATCH", 2)
    monkeypatch.setattr(head, "_MOST_HELD", 8)
    monkeypatch.setattr(head, "_MOST_RUNS", 2)
    parts = files(*(lines(5, 7 * n % 50) for n in range(20)))
    rows, _ = searched(plain, parts, "search index=main | table _time user x")
    for part in parts:
        plain.replay(part, index="main")
    assert rows == plain.search("search index=main | table _time user x").results


def test_strict(plain: Splunk, files: Make) -> None:
    parts = files(lines(3), lines(3)[:-10])
    with pytest.raises(DataError, match=r"1\.json:3: not JSON"):
        searched(plain, parts, "search index=main", strict=True)


def test_an_early_end_keeps_what_there_is(plain: Splunk, files: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head, "bundles", partial(head.bundles, size=1))
    stopped = iter((False, False, True)).__next__
    rows, _ = searched(plain, files(*[lines(3)] * 5), "search index=main | stats count", stopped=stopped)
    assert rows == [{"count": 6}]


def test_now_is_known_of_files_that_are_ingested_too(plain: Splunk, files: Make, tmp_path: Path) -> None:
    log = tmp_path / "other.log"
    log.write_text("2026-03-31T10:00:00Z hello\n")
    over = Head(plain, Mountain([*files(lines(2)), Part(log, "other", "s", "h")], "main"), Where(1))
    assert [(total.events, total.latest) for _, total in sorted(over.survey().items())] == [
        (2, 1_774_947_601_000_000),
        (1, 1_774_951_200_000_000),
    ]
    assert (over.skipped, list(over.notes)) == ([], [])


def ends(common: object, part: object) -> None:
    os._exit(1)


def test_a_process_that_dies_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "context", lambda: multiprocessing.get_context("fork"))
    with pytest.raises(MinisplunkError, match="ended from outside"), executors.processes(2) as workers:
        list(executors.in_any_order(workers, ends, None, [1, 2, 3]))


def sleeps(common: object, part: object) -> None:
    time.sleep(60)


def test_ctrl_c_waits_for_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "context", lambda: multiprocessing.get_context("fork"))
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), executors.processes(2) as workers:
        workers.executor.submit(sleeps, None, 1)
        raise KeyboardInterrupt
    assert time.monotonic() - began < 30


def test_two_processes_give_what_one_gives(plain: Splunk, files: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "context", lambda: multiprocessing.get_context("fork"))
    monkeypatch.setattr(head, "bundles", partial(head.bundles, size=1))
    parts = files(*(lines(5, 10 * n) for n in range(9)), '{"user": "user1"}\n', lines(3)[:-5])
    for spl in ("search index=main user1 | table _time user x", "search index=main | stats count sum(x) by user"):
        alone, one = searched(plain, parts, spl)
        together, two = searched(plain, parts, spl, where=Where(2))
        assert (together, two.skipped, list(two.notes)) == (alone, one.skipped, list(one.notes))


def test_processes_can_be_forked_after_others() -> None:
    before = threading.active_count()
    with executors.processes(2) as workers:
        assert list(executors.in_any_order(workers, max, 1, [0])) == [(0, 1)]
    assert threading.active_count() == before
