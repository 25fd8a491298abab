"""Very many events and jobs: the memory that they take is bounded, and is given back when the jobs have expired."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from .attack import Finding, Options
from .served import Served, basic, served, unverified

_CLIENTS = 4
_BATCH = 1_000
_OF_EVENTS = 100 * 2**20
"""Bytes that taking in and counting events may take, however many there are."""
_OF_JOB = 32 * 2**10
_OF_JOBS = 30 * 2**20
"""Bytes that a job of a few results takes while it is kept, and what all of them take beside that."""
_MORE = 0.25
"""The part of this that as many jobs again may take when the first have expired: what these had is used again, though
Python does not give it back."""
_SEARCH = "search index=main | head 3"


def masses(options: Options) -> Iterator[Finding]:
    """Ten events for each request of the run, and a tenth of a job."""
    events, jobs = 10 * options.requests, max(_CLIENTS, options.requests // 10)
    with served("--data-dir", str(options.folder)) as server, ThreadPoolExecutor(_CLIENTS) as clients:
        before = server.resident()
        started = time.monotonic()
        list(clients.map(partial(_post, server, events), range(_CLIENTS)))
        took = time.monotonic() - started
        form = {"search": "search index=main | stats count by host", "exec_mode": "oneshot", "earliest_time": "0"}
        rows = server.ask("POST", "/services/search/jobs", form).json()["results"]
        counted, grown = sum(int(row["count"]) for row in rows), server.memory() - before
        found = f"{counted:,} found, {took:.0f} s; its memory grew by {_mb(grown)} of at most {_mb(_OF_EVENTS)}"
        yield Finding(f"{events:,} events", found, counted == events and grown < _OF_EVENTS)
        before = server.resident()
        most = _OF_JOBS + jobs * _OF_JOB
        yield _kept_jobs(server, clients, jobs, before, most)
        yield _expired(server, clients, options)
        again = _kept_jobs(server, clients, jobs, server.resident(), int(most * _MORE))
        yield replace(again, tried=f"{again.tried} again")
        yield _expired(server, clients, options)
        status = server.ask("GET", "/services/server/info").status
        found = f"{status}; its memory was {_mb(server.memory())} at most"
        yield Finding("who signs in after that", found, status == 200)


def _kept_jobs(server: Served, clients: ThreadPoolExecutor, jobs: int, before: int, most: int) -> Finding:
    started = time.monotonic()
    made = sum(clients.map(partial(_start, server, jobs), range(_CLIENTS)))
    took, kept, grown = time.monotonic() - started, len(_sids(server)), server.resident() - before
    found = f"{kept:,} kept, {took:.0f} s; its memory grew by {_mb(grown)} of at most {_mb(most)}"
    return Finding(f"{made:,} jobs", found, kept == made == jobs and grown < most)


def _expired(server: Served, clients: ThreadPoolExecutor, options: Options) -> Finding:
    """They are kept for one more second."""
    sids, started = _sids(server), time.monotonic()
    list(clients.map(partial(_shorten, server), (sids[number::_CLIENTS] for number in range(_CLIENTS))))
    end = time.monotonic() + options.within(30)
    while (left := len(_sids(server))) and time.monotonic() < end:
        time.sleep(0.5)
    return Finding("when they expire", f"{left} left after {time.monotonic() - started:.0f} s", not left)


def _sids(server: Served) -> list[str]:
    reply = server.ask("GET", "/services/search/jobs?count=0&f=sid").json()
    return [entry["content"]["sid"] for entry in reply["entry"]]


def _mb(size: float) -> str:
    return f"{size / 2**20:,.0f} MB"


def _post(server: Served, events: int, client: int) -> None:
    """A client's part of the events."""
    connection = http.client.HTTPSConnection("127.0.0.1", server.hec_port, context=unverified())
    headers = {"Authorization": f"Splunk {server.address['hec_token']}"}
    for first in range(client * _BATCH, events, _CLIENTS * _BATCH):
        numbers = range(first, min(first + _BATCH, events))
        body = "".join(
            json.dumps(
                {"time": 1_700_000_000 + n // 100, "host": f"h{n % 50}", "event": f"event {n} of many, user=u{n % 999}"}
            )
            for n in numbers
        )
        status, _ = _asked(connection, "/services/collector/event", body, headers)
        assert status == 200
    connection.close()


def _start(server: Served, jobs: int, client: int) -> int:
    """A client's part of the jobs; how many."""
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=unverified())
    body, made = urlencode({"search": _SEARCH, "earliest_time": "0", "output_mode": "json", "exec_mode": "blocking"}), 0
    for _ in range(client, jobs, _CLIENTS):
        status, reply = _asked(connection, "/services/search/jobs", body, {"Authorization": basic("admin")})
        assert status == 201, reply
        made += 1
    connection.close()
    return made


def _shorten(server: Served, sids: Sequence[str]) -> None:
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=unverified())
    body = urlencode({"action": "setttl", "ttl": "1"})
    for sid in sids:
        _asked(connection, f"/services/search/jobs/{sid}/control", body, {"Authorization": basic("admin")})
    connection.close()


def _asked(connection: http.client.HTTPSConnection, path: str, body: str, headers: dict[str, str]) -> tuple[int, bytes]:
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    return response.status, response.read()
