"""Sixty-four clients at once, who search, send events and read settings: nobody waits much longer than others do."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

from .attack import Finding, Options
from .served import PASSWORD, Served, served, unverified

_CLIENTS = 64
_EVENTS = 1_000
_SPREAD = 20.0
"""The slowest one of a hundred answers takes at most so many times what one in the middle takes."""
_SEARCH = {"search": "search index=main n<100 | stats count by host", "exec_mode": "oneshot", "output_mode": "json"}
_READS = ("saved/searches", "server/info", "apps/local", "data/indexes", "search/jobs", "authentication/users")
_KINDS = ("search", "HEC", "read")


@dataclass
class Waits:
    """The seconds that one client waited, by what it did; `faults`: answers that were no success."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: Counter[str] = field(default_factory=Counter)


def loads(options: Options) -> Iterator[Finding]:
    seconds = max(1.0, options.requests * 60 / 100_000)
    with served("--data-dir", str(options.folder)) as server, ThreadPoolExecutor(_CLIENTS) as clients:
        lines = "".join(json.dumps({"event": f"n={n} host=h{n % 10}"}) for n in range(_EVENTS))
        assert server.post_events(lines.encode()).status == 200
        form = {"username": "admin", "password": PASSWORD}
        key = server.ask("POST", "/services/auth/login", form).json()["sessionKey"]
        end = time.monotonic() + seconds
        done = list(clients.map(lambda number: _client(server, key, number, end), range(_CLIENTS)))
        faults = sum((waits.faults for waits in done), Counter[str]())
        by_kind = {kind: [wait for waits in done for wait in waits.seconds[kind]] for kind in _KINDS}
        every = [wait for waits in by_kind.values() for wait in waits]
        middle, slow = _percentile(every, 50), _percentile(every, 99)
        found = f"{_shown(every)}, which is {slow / middle:.1f} times as long"
        yield Finding(f"{_CLIENTS} clients for {seconds:.0f} s", found, slow <= middle * options.within(_SPREAD))
        for kind, waits in by_kind.items():
            yield Finding(f"of these, {kind}", _shown(waits), bool(waits))
        found = ", ".join(f"{count:,} {what}" for what, count in faults.most_common()) or "none"
        yield Finding("answers that were no success", found, not faults)


def _client(server: Served, key: str, number: int, end: float) -> Waits:
    kind, waits = _KINDS[number % len(_KINDS)], Waits()
    port = server.hec_port if kind == "HEC" else server.port
    token = server.address["hec_token"] if kind == "HEC" else key
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=unverified(), timeout=60)
    count = 0
    while time.monotonic() < end:
        started = time.monotonic()
        method, path, body = _request(kind, number + count)
        connection.request(method, path, body, {"Authorization": f"Splunk {token}"})
        response = connection.getresponse()
        response.read()
        waits.seconds[kind].append(time.monotonic() - started)
        if response.status not in (200, 201):
            waits.faults[f"{response.status} of {kind}"] += 1
        count += 1
    connection.close()
    return waits


def _request(kind: str, number: int) -> tuple[str, str, str | None]:
    if kind == "search":
        return "POST", "/services/search/jobs", urlencode(_SEARCH)
    if kind == "HEC":
        return "POST", "/services/collector/event", json.dumps({"event": f"n={_EVENTS + number}"}) * 10
    return "GET", f"/services/{_READS[number % len(_READS)]}?output_mode=json&count=30", None


def _shown(waits: list[float]) -> str:
    middle, slow = _percentile(waits, 50) * 1000, _percentile(waits, 99) * 1000
    return f"{len(waits):,} answers, p50 {middle:.0f} ms, p99 {slow:.0f} ms"


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
