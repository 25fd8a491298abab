"""A server that is told to end does so in time, whatever runs in it, and keeps what it has acknowledged."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from minisplunk.sources import Ask
from minisplunk.store import Store
from minisplunk.times import TimeRange
from tests.waiting import PATIENCE

# A server in which one search holds out against being cancelled, as one does in the midst of a long step.
STUBBORN = """
import sys, time
from minisplunk.commands.where import Where
Where.operator = lambda self, search: lambda rows: iter([print("it runs", flush=True) or time.sleep(3600)])
from minisplunk.__main__ import main
sys.argv = ["minisplunk", "serve", "--json", "--port", "0", "--hec-port", "0", "--data-dir", sys.argv[1]]
sys.exit(main())
"""


# A server that waits for a locked store as long as that takes.
PATIENT = """
import sys
from minisplunk.database import connections
connections._BUSY_SECONDS = 3600.0
from minisplunk.__main__ import main
sys.argv = ["minisplunk", "serve", "--json", "--port", "0", "--hec-port", "0", "--data-dir", sys.argv[1]]
sys.exit(main())
"""


def _ignored() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _blocked() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))


def suppressed(request: Callable[..., object]) -> Callable[..., None]:
    """The request, whose answer may never come."""

    def send(*arguments: object, **options: object) -> None:
        with suppress(requests.ConnectionError):
            request(*arguments, **options)

    return send


@pytest.mark.parametrize("how", ["normal", "blocking", "oneshot"])
def test_a_search_that_does_not_end_keeps_no_server(tmp_path: Path, how: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STUBBORN, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        said = json.loads(process.stdout.readline())
        token = {"Authorization": f"Splunk {said['hec_token']}"}
        taken = requests.post(
            f"{said['hec']}/services/collector/event", json={"event": "kept"}, headers=token, verify=False
        )
        assert taken.json()["code"] == 0
        asked = {"search": "| makeresults | where 1=1", "exec_mode": how}
        who, jobs = (said["username"], said["password"]), f"{said['management']}/services/search/jobs"
        threading.Thread(
            target=suppressed(requests.post), args=(jobs, asked), kwargs={"auth": who, "verify": False}
        ).start()
        assert process.stdout.readline() == "it runs\n"
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert ("what still ran after 4 s was broken off" in errors) == (how != "normal"), errors
    with Store(tmp_path / "var") as store:
        in_main = Ask(TimeRange.ALL, lambda number, meta: () if meta.index == "main" else None)
        assert [raw for block in store.scan(in_main) for raw in block.raws] == ["kept"]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[str], dict[str, str]]]]:
    """Starts a server in a process: that, and what it says of itself."""
    processes = []

    def start(**how: Any) -> tuple[subprocess.Popen[str], dict[str, str]]:
        process = subprocess.Popen(
            [sys.executable, "-c", PATIENT, str(tmp_path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **how,
        )
        processes.append(process)
        return process, json.loads(process.stdout.readline())

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def test_nor_does_an_event_that_waits_for_a_locked_store(serving, tmp_path: Path) -> None:
    process, said = serving()
    token = {"Authorization": f"Splunk {said['hec_token']}"}
    with closing(sqlite3.connect(tmp_path / "var" / "events.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        sending = threading.Thread(
            target=suppressed(requests.post),
            args=(f"{said['hec']}/services/collector/event",),
            kwargs={"json": {"event": "a"}, "headers": token, "verify": False},
        )
        sending.start()
        health = f"{said['hec']}/services/collector/health"
        assert requests.get(health, verify=False).status_code == 200  # so the other request is there by now
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE)
        sending.join()
    assert process.returncode == 0
    assert "Traceback" not in errors


def test_nor_a_client_that_does_not_read_on(serving) -> None:
    process, said = serving()
    who, search = (said["username"], said["password"]), "| makeresults count=3000000 | eval a=mvjoin(mvrange(0,99),1)"
    export = f"{said['management']}/services/search/jobs/export"
    with requests.post(export, {"search": search}, auth=who, verify=False, stream=True) as answer:
        assert next(answer.iter_content(100))
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("how", [_ignored, _blocked])
def test_ctrl_c_counts_though_the_parent_does_without(serving, how: Callable[[], None]) -> None:
    process, _ = serving(preexec_fn=how)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")
