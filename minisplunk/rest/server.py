"""An engine in, its management port and HEC port, and perhaps one more, served from a thread out."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import field
from functools import partial
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..engine import VERSION, Splunk
from ..errors import MinisplunkError
from .data.lookup_files import make_staging
from .fairness import fairness
from .hec import Collector, HecPort, ensured
from .hosting import hosting
from .http.certificate import server_context
from .http.connection import ConnectionLimits, Responder
from .http.listener import Listener, ServeError, bound
from .http.origin import Origin, is_loopback
from .instance import Splunkd
from .instance.info import ServerInfo, guid_of
from .instance.starting import log_start
from .instance.users import User, Users
from .management.port import ManagementPort
from .management.routes import routes

DEFAULT_USER, DEFAULT_PASSWORD = "admin", "changeme"
LIMITS = ConnectionLimits()
_ANSWERING = 0.1
"""Seconds in which the answer to who asks for a restart goes out."""
_RESTARTING = 0.4
"""Seconds in which nobody is served, so that who watches a restart sees one."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Beside:
    """One more port: its `number`, 0 for any free one, and what answers it, made once it is known where it is reached.

    It has no TLS on the machine's own address, where nobody listens in and browsers take no certificate of ours."""

    number: int
    responder: Callable[[ManagementPort, Origin], Responder[Any]]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens, and the credentials for it. `beside`: the URL of one more port, "" without one."""

    host: str
    management_port: int
    hec_port: int
    username: str
    password: str = field(repr=False)
    hec_token: str = field(repr=False)
    splunk: Splunk = field(repr=False)
    splunkd: Splunkd = field(repr=False)
    beside: str = ""

    @property
    def management(self) -> str:
        return Origin(self.host, self.management_port).url

    @property
    def hec(self) -> str:
        return Origin(self.host, self.hec_port).url


@contextmanager
def serve(
    splunk: Splunk,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    hec_port: int = 0,
    username: str = DEFAULT_USER,
    password: str = DEFAULT_PASSWORD,
    version: str = VERSION,
    limits: ConnectionLimits = LIMITS,
    scheduler: bool = True,
    beside: Beside | None = None,
) -> Iterator[Address]:
    """Serve `splunk` until the block ends; port 0 is any free one. Raises ServeError.

    `username` is an administrator and has this password from now on; an address other than the machine's own needs one
    that is not the default. `scheduler`: saved searches run by their schedules; without it they do when somebody calls
    `splunkd.scheduler.tick()`.
    """
    if password in ("", DEFAULT_PASSWORD) and not is_loopback(host):
        needed = "a password that is not the default one; `minisplunk serve` takes it from $MINISPLUNK_PASSWORD"
        raise ServeError(f"{host} can be reached from outside, or is not known, so it needs {needed}")
    with (
        bound(host, port) as management,
        bound(host, hec_port) as hec,
        nullcontext() if beside is None else bound(host, beside.number) as third,
    ):
        info = ServerInfo(
            version=version,
            guid=guid_of(splunk.etc),
            host=host,
            management_port=management.getsockname()[1],
            hec_port=hec.getsockname()[1],
        )
        splunkd = Splunkd(splunk, Users(splunk.etc / "passwd"), info=info)
        splunkd.begin()
        with ThreadPoolExecutor(1) as pool:  # hashing is slow on purpose, and reading all routes takes as long
            hashing = pool.submit(_add_administrator, splunkd.users, username, password)
            routes()
            hashing.result()
        if not is_loopback(host):
            _refuse_default_password(splunkd.users, host)
        make_staging(splunk)
        token = ensured(splunk).value
        managing, collector, tls = ManagementPort(splunkd), Collector(splunk, splunkd.bulletins), server_context(host)
        ports = [
            _Port(management, managing, tls),
            _Port(hec, HecPort(collector), tls),
        ]
        reached = ""
        if beside is not None and third is not None:
            origin = Origin(host, third.getsockname()[1], secure=not is_loopback(host))
            ports.append(_Port(third, beside.responder(managing, origin), tls if origin.secure else None))
            reached = origin.url
        with (
            fairness(splunk.jobs.running),
            _listening(ports, limits, splunk.jobs.end, partial(_begin, splunkd, collector)) as splunkd.restart,
            hosting(splunkd, scheduled=scheduler),
        ):
            log_start(splunkd)
            yield Address(
                host, info.management_port, info.hec_port, username, password, token, splunk, splunkd, reached
            )


def _refuse_default_password(users: Users, host: str) -> None:
    """A folder may have been served on loopback before, where the default password does no harm."""
    for user in users:
        if users.check(user.name, DEFAULT_PASSWORD) is not None:
            raise ServeError(f"{host} can be reached from outside, and the user {user.name} has the default password")


def _add_administrator(users: Users, username: str, password: str) -> None:
    """Nothing is written where all is so already: a server starts on a full disk too."""
    known = users.find(username)
    if known is None or users.check(username, password) is None:
        users.put(known or User(username, ("admin",), "", "Administrator"), password)


class _Port(NamedTuple):
    listening: socket.socket
    responder: Responder[Any]
    tls: ssl.SSLContext | None


def _begin(splunkd: Splunkd, collector: Collector) -> None:
    """Be as after a start, in the middle of a restart. What cannot be read now stays as it was."""
    try:
        splunkd.splunk.reload()
    except MinisplunkError as error:
        _log.warning("The conf files cannot be read at the restart: %s", error)
    splunkd.begin()
    collector.begin()
    log_start(splunkd)


@contextmanager
def _listening(
    ports: list[_Port], limits: ConnectionLimits, end: Callable[[], None], begin: Callable[[], None]
) -> Iterator[Callable[[], object]]:
    """Serve bound sockets, each with its responder, from one thread until the block ends; what restarts them. `end`
    ends jobs; `begin` is called while nobody is served, in the middle of a restart."""
    ready: Future[Callable[[bool], object]] = Future()
    loop = asyncio.SelectorEventLoop()
    listening = _listen(
        [Listener(port.listening, port.responder, port.tls, limits, loop) for port in ports], end, begin, ready
    )
    thread = threading.Thread(target=lambda: loop.run_until_complete(listening), name="minisplunk")
    thread.start()
    go_on = ready.result()
    try:
        yield partial(go_on, True)
    finally:
        go_on(False)
        thread.join()
        loop.close()


async def _listen(
    listeners: list[Listener],
    end: Callable[[], None],
    begin: Callable[[], None],
    ready: Future[Callable[[bool], object]],
) -> None:
    """`ready` receives the function that ends this, or with True restarts it, to be called from another thread."""
    told: asyncio.Queue[bool] = asyncio.Queue()
    for listener in listeners:
        listener.open()
    loop = asyncio.get_running_loop()
    ready.set_result(lambda again: loop.call_soon_threadsafe(told.put_nowait, again))
    while await told.get():
        for listener in listeners:
            listener.pause()
        await asyncio.sleep(_ANSWERING)
        for listener in listeners:
            await listener.drop(end)
        await asyncio.to_thread(end)
        await asyncio.to_thread(begin)
        await asyncio.sleep(_RESTARTING)
        for listener in listeners:
            listener.open()
    for listener in listeners:
        await listener.close(end)
