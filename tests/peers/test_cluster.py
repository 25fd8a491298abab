"""A Dask cluster: a worker that is lost, versions that differ, addresses that are not connected to."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from minisplunk.cli.options import peers
from minisplunk.errors import MinisplunkError
from minisplunk.peers import Where
from minisplunk.peers.cluster import cluster
from minisplunk.peers.task import Versions

HERE = Versions.here()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_worker_that_is_killed_changes_nothing(
    over: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed")
    expected = over(Where(1))
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # who is killed tidies nothing up
    with distributed.LocalCluster(2, processes=True, threads_per_worker=1, dashboard_address=None) as local:
        victim = local.workers[0].pid
        parts = count(1)

        def killing() -> bool:
            if next(parts) == 3:
                os.kill(victim, signal.SIGKILL)
            return False

        assert over(Where(cluster=cluster(local.scheduler_address)), killing) == expected
        assert next(parts) == 41
        with pytest.raises(ProcessLookupError):
            os.kill(victim, 0)

        older = HERE._replace(minisplunk="0.1")
        monkeypatch.setattr(Versions, "here", lambda: older)
        with pytest.raises(MinisplunkError, match=rf"^The worker tcp://\S+ has {HERE}, and who asks it has {older}: "):
            over(Where(cluster=cluster(local.scheduler_address)))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://10.0.0.1:8786", "nothing is encrypted"),
        ("tcp://localhost.example.com:8786", "nothing is encrypted"),
        ("tcp://127.0.0.1@10.0.0.1:8786", "no address"),
        ("10.0.0.1:8786", "no address"),
        ("tls://a.example", "no address"),
        ("inproc://1/2/3", "no address"),
    ],
)
def test_addresses_that_are_refused(address: str, said: str) -> None:
    with pytest.raises(MinisplunkError, match=said):
        cluster(address)


@pytest.mark.parametrize(
    ("address", "insecure"), [("tcp://[::1]:8786", False), ("tls://a.example:8786", False), ("tcp://a.example:1", True)]
)
def test_addresses_that_are_taken(address: str, insecure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", object())
    assert callable(cluster(address, insecure=insecure))


def test_where_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(KilledWorker=Exception))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(MinisplunkError, match=f"^{address}: no Dask scheduler is there: "), cluster(address)():
            pass


def test_options_say_where() -> None:
    assert peers(3, "", False) == Where(3)
    with pytest.raises(click.UsageError, match="--jobs is about this machine"):
        peers(3, "tls://a.example:8786", False)
    with pytest.raises(click.UsageError, match="goes with --cluster"):
        peers(0, "", True)
    with pytest.raises(MinisplunkError, match="nothing is encrypted"):
        peers(0, "tcp://a.example:8786", False)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MinisplunkError, match=r"pip install 'minisplunk\[dask\]'"):
        cluster("tls://a.example:8786")
