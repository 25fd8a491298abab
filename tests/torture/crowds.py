"""Clients that take up room: many that say nothing, bodies that never end, more searches than a user may run."""

from __future__ import annotations

import gzip
import http.client
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace

from .attack import Finding, Options
from .served import Answer, Served, served, unverified

_ANSWER = 0.5
"""Seconds for an answer with a TLS handshake, while others keep the server busy with theirs."""
_SILENT = 1_000
_SLOW = 200
_BODY = 200 * 2**20
_JOBS = 12
_TRIES = 20
_PAUSE = 0.02


def crowds(options: Options) -> Iterator[Finding]:
    with served("--data-dir", str(options.folder)) as server:
        yield _silent(server, options)
        yield _slow(server, options)
        yield _large_body(server)
        yield _blanks(server, options)
        yield from _jobs(server)


def _silent(server: Served, options: Options) -> Finding:
    """Connections that never speak TLS."""
    with ExitStack() as crowd:
        for _ in range(_SILENT):
            crowd.enter_context(_connected(server.port))
        answers = [_asked(server) for _ in range(10)]
    return _answered(
        f"{_SILENT:,} connections that say nothing", [a.status for a in answers], [a.seconds for a in answers], options
    )


def _slow(server: Served, options: Options) -> Finding:
    """Requests without credentials whose bodies come by the byte."""
    head = b"POST /services/search/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
    context = unverified()
    with ExitStack() as crowd:
        senders = []
        for _ in range(_SLOW):
            plain = crowd.enter_context(_connected(server.port))
            try:
                connection = crowd.enter_context(context.wrap_socket(plain))
                connection.sendall(head)
            except OSError:
                continue  # it was refused, or had to make room
            senders.append(connection)
        ended = threading.Event()
        drip = threading.Thread(target=_drip, args=(senders, ended), daemon=True)
        drip.start()
        answers = [_asked(server) for _ in range(10)]
        ended.set()
        drip.join()
    return _answered(
        f"{_SLOW} bodies that come by the byte", [a.status for a in answers], [a.seconds for a in answers], options
    )


def _drip(senders: list[socket.socket], ended: threading.Event) -> None:
    while not ended.wait(0.05):
        for connection in senders:
            with suppress(OSError):
                connection.send(b"a")


def _large_body(server: Served) -> Finding:
    """A body of 200 MB from somebody who has not signed in: it is not taken."""
    before = server.memory()
    head = f"POST /services/search/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: {_BODY}\r\n\r\n".encode()
    sent = 0
    with _connected(server.port) as plain, unverified().wrap_socket(plain) as connection, suppress(OSError):
        connection.sendall(head)
        while sent < _BODY:
            connection.sendall(b"a" * 2**20)
            sent += 2**20
    grown = (server.memory() - before) / 2**20
    found = f"closed after {sent // 2**20} of {_BODY // 2**20} MB; its memory grew by {grown:.0f} MB"
    return Finding("a large body without credentials", found, sent < _BODY and grown < 50)


def _blanks(server: Served, options: Options) -> Finding:
    """What HEC gets is a few kilobytes, and sixty megabytes of blanks when it is unpacked."""
    answer = server.post_events(gzip.compress(b" " * (60 << 20)), {"Content-Encoding": "gzip"})
    good = answer.status == 400 and answer.seconds < options.within(2)
    return Finding("60 MB of blanks to HEC", f"{answer.status} after {answer.seconds:.1f} s", good)


def _jobs(server: Served) -> Iterator[Finding]:
    """A user with the role `user`, who may have three searches at work."""
    server.user("cat", "user")
    search = "| makeresults count=100000000 | stats count"
    form = {"search": search}
    sids = [server.ask("POST", "/services/search/jobs", form, user="cat").json()["sid"] for _ in range(_JOBS)]
    time.sleep(1)
    states = Counter(_state(server, sid) for sid in sids)
    oneshot = server.ask("POST", "/services/search/jobs", {**form, "exec_mode": "oneshot"}, user="cat")
    found = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    yield Finding(f"{_JOBS} searches of one user", found, states["RUNNING"] == 3 and states["QUEUED"] == _JOBS - 3)
    refused = oneshot.status == 503 and b"quota=3" in oneshot.body
    yield Finding("one more that cannot wait", f"{oneshot.status}", refused)
    other = server.ask("POST", "/services/search/jobs", {"search": "| makeresults", "exec_mode": "oneshot"})
    yield Finding("another user's", f"{other.status}", other.status == 200)
    for sid in sids:
        server.ask("POST", f"/services/search/jobs/{sid}/control", {"action": "cancel"})


def _state(server: Served, sid: str) -> str:
    return str(server.ask("GET", f"/services/search/jobs/{sid}").json()["entry"][0]["content"]["dispatchState"])


def _asked(server: Served) -> Answer:
    """An answer to who signs in. When a crowd comes all at once there may be no room for a moment: ask again."""
    started = time.monotonic()
    for _ in range(_TRIES):
        with suppress(OSError, http.client.HTTPException):
            answer = server.ask("GET", "/services/server/info")
            return replace(answer, seconds=time.monotonic() - started)
        time.sleep(_PAUSE)
    return Answer(0, b"", time.monotonic() - started)


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 60)


def _answered(tried: str, statuses: list[int], waits: list[float], options: Options) -> Finding:
    found = f"who signs in is answered within {max(waits) * 1000:.0f} ms"
    return Finding(tried, found, set(statuses) == {200} and max(waits) < options.within(_ANSWER))
