"""HEC and settings under kill -9: what was acknowledged must be there, and nothing twice that was sent once.

Each round serves the same folder from a child process, lets clients post to it while another one changes objects by
REST, and kills it in the middle. Batches that were sent and not acknowledged are sent again in the next round, as a
client does that wants its events to arrive.
"""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from minisplunk.alerts.splunkd_log import INDEX as INTERNAL
from minisplunk.engine import Splunk
from minisplunk.store import Store
from minisplunk.times import TimeRange
from tests.waiting import until

from .attack import Finding, Options
from .changing import KINDS, Changer, Name, Promised
from .posting import Batch, Client
from .served import ROOT

FIRST = 1_700_000_000
"""The time of the first round's events; each round has a second of its own."""
CLIENTS, ACKED = 6, 4
"""Those who send events, and those of them who ask whether each request is safe."""
SERVER = """
import json, sys, time
from pathlib import Path
from minisplunk.engine import Splunk
from minisplunk.rest.hec import ensured
from minisplunk.rest.server import serve
with Splunk(Path(sys.argv[1])) as splunk:
    plain, acked = ensured(splunk, "plain"), ensured(splunk, "acked")
    if not acked.use_ack:
        splunk.change(acked.level.app, "inputs", "http://acked", {"useACK": "1"})
    with serve(splunk) as address:
        ports = {"port": address.hec_port, "management": address.management_port}
        print(json.dumps({**ports, "plain": plain.value, "acked": acked.value}), flush=True)
        time.sleep(3600)
"""


@dataclass
class Tally:
    """`interrupted`: batches that the server died over; `torn`: those of which a part alone is there."""

    batches: int = 0
    interrupted: int = 0
    acknowledged: int = 0
    events: int = 0
    lost: int = 0
    doubled: int = 0
    torn: int = 0
    unacknowledged: list[Batch] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not (self.lost or self.doubled or self.torn)

    def __str__(self) -> str:
        return (
            f"{self.batches:,} batches sent, {self.interrupted} of them cut short, {self.acknowledged:,} acknowledged, "
            f"{self.events:,} events stored; "
            f"{self.lost} events lost, {self.doubled} doubled, {self.torn} batches torn"
        )


def kills(options: Options) -> Iterator[Finding]:
    tally, promised = Tally(), Promised()
    started = time.perf_counter()
    batches: list[Batch] = []
    for number in range(options.rounds):
        batches += one_round(options.folder, number, options.chance, tally, promised)
    promised.check(_settings(options.folder))
    check(options.folder, batches, tally)
    yield Finding(f"{options.rounds} kills in {time.perf_counter() - started:.0f} s", str(tally), tally.whole)
    found = f"{promised.acknowledged:,} acknowledged, {len(promised.lost)} of them lost" + "".join(
        f"; {text}" for text in promised.lost[:3]
    )
    yield Finding("changes of settings meanwhile", found, promised.acknowledged > 0 and not promised.lost)


def one_round(folder: Path, number: int, chance: random.Random, tally: Tally, promised: Promised) -> list[Batch]:
    """Every batch that is new in this round."""
    command = [sys.executable, "-c", SERVER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            ready = json.loads(server.stdout.readline())
            again, tally.unacknowledged = tally.unacknowledged, []
            clients = [
                Client(ready, again[index::CLIENTS], acked=index < ACKED, time=FIRST + number, seed=chance.random())
                for index in range(CLIENTS)
            ]
            before = promised.acknowledged
            changer = Changer(ready["management"], promised, chance.random())
            for one in (*clients, changer):
                one.start()
            until(lambda: any(batch.acknowledged for client in clients for batch in client.sent))
            until(lambda: promised.acknowledged > before or not changer.is_alive())
            time.sleep(chance.uniform(0.0, 0.6))
        finally:
            server.send_signal(signal.SIGKILL)
    changer.finish()
    for client in clients:
        client.finish()
        tally.interrupted += client.interrupted
        tally.unacknowledged += [batch for batch in client.sent if not batch.acknowledged]
    return [batch for client in clients for batch in client.sent if batch.time == FIRST + number]


def _settings(folder: Path) -> dict[Name, str]:
    """The admin's own objects, as whoever opens the folder finds them."""
    with Splunk(folder) as splunk:
        own = splunk.layers.users["admin", "search"].local
        return {
            (path, name): stanza.get(key)
            for path, (conf, key) in KINDS.items()
            if conf in own
            for name, stanza in own[conf].stanzas.items()
        }


def check(folder: Path, batches: list[Batch], tally: Tally) -> None:
    """Count what is in the store, each event by its text; but for what the server wrote of itself."""
    with Store(folder / "var") as store:
        sent = [number for number, kind in store.kinds().items() if kind.meta.index != INTERNAL]
        found = Counter(raw for *_, raw in store.events(TimeRange.ALL, sent))
        totals = sum(total.events for index, total in store.counts().items() if index != INTERNAL)
        assert totals == found.total(), "the totals are wrong"
    with sqlite3.connect(folder / "var" / "events.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    known = {event for batch in batches for event in batch.events}
    assert found.keys() <= known, "there are events that nobody sent"
    tally.batches, tally.events = len(batches), found.total()
    for batch in batches:
        counts = [found[event] for event in batch.events]
        tally.acknowledged += batch.acknowledged
        tally.lost += batch.acknowledged * counts.count(0)
        tally.doubled += sum(max(count - batch.sends, 0) for count in counts)
        tally.torn += len(set(counts)) > 1
