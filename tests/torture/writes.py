"""Searches that write under kill -9: a lookup is whole, and what was deleted stays so, all of it or nothing.

Each round one process appends rows to a lookup, deletes events, says that it is done, and so on, until it is killed.
"""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from minisplunk.engine import Splunk

from .attack import Finding, Options
from .served import ROOT

ROWS = 50
"""Rows that are appended at a time."""
EVENTS = 20
"""Events of a batch, which are deleted together."""
BATCHES = 2_000
WRITER = """
import itertools, sys
from pathlib import Path
from minisplunk.engine import Splunk
with Splunk(Path(sys.argv[1])) as splunk:
    for number in itertools.count(int(sys.argv[2])):
        splunk.search(f"| makeresults count={sys.argv[3]} | eval n={number} | table n | outputlookup append=t t.csv")
        window = {"earliest": str(number + 1), "latest": str(number + 2)}
        splunk.search(f"index=main batch={number} | delete", roles=("admin", "can_delete"), **window)
        print(number, flush=True)
"""


def writes(options: Options) -> Iterator[Finding]:
    events = (
        ((number // EVENTS + 1) * 1_000_000, f"batch={number // EVENTS} event={number}")
        for number in range(BATCHES * EVENTS)
    )
    with Splunk(options.folder) as splunk:
        splunk.ingest(events, index="main", sourcetype="t", source="s", host="h")
    done = 0
    for _ in range(options.rounds):
        done = max(done, _round(options, done))
    with Splunk(options.folder) as splunk:
        rows = Counter(int(str(row["n"])) for row in splunk.search("| inputlookup t.csv").results)
        left = Counter(int(str(row["batch"])) for row in splunk.search("index=main | fields batch").results)
        (counted,) = splunk.search("| eventcount").results
    whole = [rows[number] % ROWS == 0 and (number >= done or rows[number] > 0) for number in range(done + 1)]
    found = f"{done} acknowledged, {sum(rows.values())} rows, of which {whole.count(False)} lots are torn or lost"
    yield Finding(f"{options.rounds} kills while a lookup grows", found, done > 0 and all(whole))
    torn = sum(left[number] not in (0, EVENTS) for number in left)
    back = sum(left[number] > 0 for number in range(done))
    agree = counted["count"] == sum(left.values()) and _intact(options.folder)
    found = f"{done} acknowledged, {torn} torn, {back} back, and the totals {'agree' if agree else 'differ'}"
    yield Finding(
        f"{options.rounds} kills while events are deleted", found, done > 0 and not torn and not back and agree
    )


def _round(options: Options, first: int) -> int:
    """How many batches are done in all."""
    command = [sys.executable, "-c", WRITER, str(options.folder), str(first), str(ROWS)]
    done = first
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        try:
            done = int(writer.stdout.readline()) + 1
            time.sleep(options.chance.uniform(0.0, 0.2))
        finally:
            writer.send_signal(signal.SIGKILL)
        for line in writer.stdout:
            done = int(line) + 1
    return done


def _intact(folder: Path) -> bool:
    with sqlite3.connect(folder / "var" / "events.db") as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
