"""HEC over https into a store on disk, against SQLite alone with the same rows."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from minisplunk.engine import Splunk
from minisplunk.rest.server import serve
from minisplunk.store.schema import SCHEMA

from .measure import Measure

EVENTS, BATCH, CONNECTIONS = 40_000, 1_000, 4
ROUNDS = 5
Record = tuple[float, str]

CLIENT = """
import http.client, json, ssl, sys, threading, time
port, token, connections = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
bodies = [open(name, "rb").read() for name in sys.argv[4:]]
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
def post(share):
    client = http.client.HTTPSConnection("127.0.0.1", port, context=context)
    for body in share:
        client.request("POST", "/services/collector/event", body, {"Authorization": f"Splunk {token}"})
        assert json.loads(client.getresponse().read()) == {"text": "Success", "code": 0}
threads = [threading.Thread(target=post, args=(bodies[n::connections],)) for n in range(connections)]
started = time.perf_counter()
for thread in threads: thread.start()
for thread in threads: thread.join()
print(time.perf_counter() - started)
"""
"""A process of its own, so that client and server don't share an interpreter."""


def measures(record: Callable[[int], Record]) -> list[Measure]:
    """`record` gives the time and text of an event by its number."""
    records = [record(number) for number in range(EVENTS)]
    with tempfile.TemporaryDirectory() as folder:
        bodies = _bodies(Path(folder), records)
        pairs = [
            (_hec(Path(folder) / f"hec{turn}", bodies), _sqlite(Path(folder) / f"bare{turn}.db", records))
            for turn in range(ROUNDS)
        ]
    ratios = sorted(bare / hec for hec, bare in pairs)
    rate = EVENTS / sorted(hec for hec, _ in pairs)[ROUNDS // 2]
    return [
        Measure(
            f"HEC over https, {CONNECTIONS} connections, {BATCH} events a request", rate, 5_000, "events/s", least=True
        ),
        Measure("the same / executemany of bare SQLite", ratios[ROUNDS // 2], 0.5, "x", least=True),
    ]


def _bodies(folder: Path, records: list[Record]) -> list[str]:
    paths = []
    for start in range(0, len(records), BATCH):
        path = folder / f"{start}.json"
        share = records[start : start + BATCH]
        path.write_text(
            "\n".join(json.dumps({"time": at, "sourcetype": "aws:cloudtrail", "event": raw}) for at, raw in share)
        )
        paths.append(str(path))
    return paths


def _hec(folder: Path, bodies: list[str]) -> float:
    """Seconds until the last answer, each of which says that its events are on disk."""
    with Splunk(folder) as splunk, serve(splunk) as address:
        command = [sys.executable, "-c", CLIENT, str(address.hec_port), address.hec_token, str(CONNECTIONS), *bodies]
        seconds = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        assert splunk.store.counts()["main"].events == EVENTS
        return seconds


def _sqlite(file: Path, records: list[Record]) -> float:
    """Seconds of one executemany and its commit, into the same table of the same kind of file."""
    rows = [(round(at * 1_000_000), number, 0, 1, raw, None) for number, (at, raw) in enumerate(records)]
    connection = sqlite3.connect(file, isolation_level=None)
    SCHEMA.prepare(connection)
    started = time.perf_counter()
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return seconds
