"""Results of a search that go to a client as they come: how long that takes beside the search, and what memory."""

from __future__ import annotations

import urllib.parse
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

from minisplunk.engine import Splunk

from .hec import Record
from .measure import Measure, paired
from .server import TLS, serving, sign_in

RESULTS = 20_000
SEARCH = f"search sourcetype=aws:cloudtrail | head {RESULTS} | table _time eventName awsRegion _raw"
MODES = ("csv", "xml", "raw")
ROWS, TEXTS, ROUNDS = 1_000_000, 10_000, 2
MANY = "search index=main | table _time eventName awsRegion sourceIPAddress"


def measures(store: Path) -> list[Measure]:
    """`store`: the folder of a Splunk that has so many events."""
    streamed = peak(store, "json")
    return [
        Measure(
            f"export of {RESULTS:,} events as {mode} / as json, peak memory of the server",
            peak(store, mode) / streamed,
            1.5,
            "x",
        )
        for mode in MODES
    ]


def peak(store: Path, mode: str) -> float:
    """Peak resident memory in MB of a server that sends all events once."""
    with serving("--data-dir", str(store)) as (address, process):
        with sign_in(address).jobs.export(SEARCH, output_mode=mode) as stream:
            while stream.read(1 << 16):
                pass
        status = Path(f"/proc/{process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


def speed(store: Path, record: Callable[[int], Record]) -> list[Measure]:
    """`store`: an empty folder; `record` gives the time and text of an event by its number."""
    with Splunk(store) as splunk:
        splunk.ingest(_events(record), index="main", sourcetype="aws:cloudtrail", source="bench", host="bench")
    with serving("--data-dir", str(store)) as (address, _), Splunk(store, guest=True) as splunk:
        ratio, seconds = paired(lambda: _exported(address), lambda: _scanned(splunk), ROUNDS)
    return [
        Measure(f"export of {ROWS:,} rows as json over https", ROWS / seconds, 50_000, "rows/s", least=True),
        Measure("the same / the search itself, in one process", ratio, 1.5, "x"),
    ]


def _events(record: Callable[[int], Record]) -> Iterator[tuple[int, str]]:
    texts = [record(number)[1] for number in range(TEXTS)]
    start = round(record(0)[0] * 1_000_000)
    return ((start + number * 1_000_000, texts[number % TEXTS]) for number in range(ROWS))


def _exported(address: dict[str, str]) -> None:
    form = urllib.parse.urlencode({"search": MANY, "output_mode": "json"}).encode()
    signed_in = b64encode(f"{address['username']}:{address['password']}".encode()).decode()
    request = urllib.request.Request(
        f"{address['management']}/services/search/jobs/export", form, {"Authorization": f"Basic {signed_in}"}
    )
    lines = 0
    with urllib.request.urlopen(request, context=TLS) as answer:
        while piece := answer.read(1 << 18):
            lines += piece.count(b"\n")
    assert lines >= ROWS


def _scanned(splunk: Splunk) -> None:
    assert sum(1 for _ in splunk.run(splunk.request(MANY)).rows()) == ROWS
