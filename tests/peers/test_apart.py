"""What runs parts, and knows nothing of the process that asks, finds what that would find."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.peers import Where, executors, knowledge
from minisplunk.peers.executors import Workers

FOUND = [{"person": "Ann", "team": "blue", "z": "own", "count": 28}]


@contextmanager
def threads() -> Iterator[Workers]:
    """Each has a Splunk of its own, as on a worker of several threads."""
    with ThreadPoolExecutor(2) as pool:
        yield Workers(pool, lambda: 2, apart=True)


def test_it_is_told_apps_with_local_settings_users_lookups_and_collections(
    over: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert over(Where(1)) == FOUND
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert over(Where(cluster=threads)) == FOUND


def test_nothing_is_packed_for_who_knows_it_already(
    over: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(knowledge, "packed")
    assert over(Where(1)) == FOUND


@pytest.mark.slow
def test_processes_that_begin_anew(over: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "context", lambda: multiprocessing.get_context("spawn"))
    assert over(Where(2)) == FOUND


def test_where_no_worker_is_left_the_rest_waits_for_one() -> None:
    nobody = Workers(executors.Inline(), lambda: 0)
    found = executors.in_any_order(nobody, lambda common, part: common + part, 1, [1, 2, 3, 4, 5])
    assert sorted(found) == [(0, 2), (1, 3), (2, 4), (3, 5), (4, 6)]


def test_the_same_is_packed_into_the_same_bytes(splunk: Splunk) -> None:
    assert knowledge.packed(splunk) == knowledge.packed(splunk)


def test_a_splunk_may_know_nothing(tmp_path: Path) -> None:
    with Splunk() as plain:
        assert (knowledge.unpacked(knowledge.packed(plain), tmp_path) / "var").is_dir()
