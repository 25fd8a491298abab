"""A server that is told to end does so in time, whatever runs in it, and keeps what it has acknowledged."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

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
        assert [event.raw for event in store.scan(in_main)] == ["kept"]
