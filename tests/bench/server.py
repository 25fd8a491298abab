"""A server's start, and searches over https with splunk-sdk, server and client in processes of their own."""

from __future__ import annotations

import json
import ssl
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import splunklib.client
from splunklib.results import JSONResultsReader

from .hec import Record
from .measure import Measure, bare, cached, paired, timed

EVENTS = 1_000
STARTS, ROUNDS = 5, 20
TLS = ssl._create_unverified_context()
SEARCH = "search index=main sourcetype=aws:cloudtrail | stats count by eventName awsRegion"


def measures(record: Callable[[int], Record]) -> list[Measure]:
    """`record` gives the time and text of an event by its number."""
    starts = [(_start(), timed(bare)) for _ in range(STARTS + 1)][1:]
    with serving() as (address, _):
        _fill(address, record)
        service = sign_in(address)
        with _alone(record) as search:
            ratio, seconds = paired(lambda: _oneshot(service), search, ROUNDS)
    return [
        Measure("server start to first answer, whole process", statistics.median(one for one, _ in starts), 0.7, "s"),
        Measure("the same / python with sqlite3 and orjson", statistics.median(a / b for a, b in starts), 8, "x"),
        Measure(f"oneshot round trip, stats by two fields over {EVENTS:,} events", seconds * 1000, 15, "ms"),
        Measure("the same / the search itself, in one process", ratio, 2.5, "x"),
    ]


@contextmanager
def serving(*options: str) -> Iterator[tuple[dict[str, str], subprocess.Popen[str]]]:
    """`minisplunk serve`: what it says when it is ready, and its process."""
    command = [sys.executable, "-m", "minisplunk", "serve", "--port", "0", "--hec-port", "0", "--json", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=cached()) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline()), process
        finally:
            process.terminate()


def sign_in(address: dict[str, str]) -> splunklib.client.Service:
    return splunklib.client.connect(
        host="127.0.0.1",
        port=int(address["management"].rpartition(":")[2]),
        username=address["username"],
        password=address["password"],
    )


def _start() -> float:
    started = time.perf_counter()
    with serving() as (address, _):
        _ask(f"{address['management']}/services/server/info?output_mode=json")
        return time.perf_counter() - started


def _ask(url: str, body: bytes | None = None, **headers: str) -> Any:
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), context=TLS) as answer:
        return json.loads(answer.read())


def _fill(address: dict[str, str], record: Callable[[int], Record]) -> None:
    events = [{"time": at, "sourcetype": "aws:cloudtrail", "event": raw} for at, raw in map(record, range(EVENTS))]
    url = f"{address['hec']}/services/collector/event"
    said = _ask(url, json.dumps(events).encode(), Authorization=f"Splunk {address['hec_token']}")
    assert said["code"] == 0


def _oneshot(service: splunklib.client.Service) -> None:
    with service.jobs.oneshot(SEARCH, output_mode="json", count=0) as stream:
        assert any(JSONResultsReader(stream))


@contextmanager
def _alone(record: Callable[[int], Record]) -> Iterator[Callable[[], object]]:
    """What runs the same search over the same events without a server."""
    from minisplunk.engine import Splunk

    with Splunk() as splunk:
        events = ((at * 1_000_000, raw) for at, raw in map(record, range(EVENTS)))
        splunk.ingest(events, index="main", sourcetype="aws:cloudtrail", source="bench", host="bench")
        yield lambda: splunk.search(SEARCH).results
