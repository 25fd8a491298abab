"""The scheduler of a Dask cluster -> workers of other machines, which run parts of a search where they are.

Dask gives a part to another worker when the one that had it is lost, `distributed.scheduler.allowed-failures` times.
What a part raises is not tried again, since it would be raised again.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from .. import lazy_re
from ..errors import MinisplunkError
from ..replay.remote import LOOPBACK
from .executors import Workers
from .head import Opened
from .task import Versions

if TYPE_CHECKING:
    from distributed import Client

R = TypeVar("R")

_HOW = "The library `distributed` is missing, which speaks to a Dask cluster: pip install 'minisplunk[dask]'."
_ADDRESS = lazy_re.compile(r"(tls|tcp)://([\w.-]+|\[[\da-fA-F:]+\]):(\d{1,5})", re.ASCII)
_PATIENCE = 60
"""Seconds for the scheduler to answer, and for its first worker to be there."""


def cluster(address: str, *, insecure: bool = False) -> Opened:
    """What connects to the scheduler at tls://HOST:PORT. Certificates are those of Dask's own configuration.

    tcp:// is for this machine alone unless `insecure`: whoever reaches a scheduler can run programs on its workers.
    Raises MinisplunkError for another address, and without Dask; and, when it connects, where nobody answers, there is
    no worker, or one has other versions.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise MinisplunkError(f"{address} is no address of a Dask scheduler: tls://HOST:8786 is wanted.")
    scheme, host, port = found[1], found[2].strip("[]"), int(found[3])
    if scheme == "tcp" and not insecure and not LOOPBACK.fullmatch(host):
        raise MinisplunkError(
            f"{address}: over tcp:// nothing is encrypted, and who reaches the scheduler runs programs on its workers. "
            "Use tls://, or --insecure-cluster in a network that is yours alone."
        )
    try:
        import distributed  # noqa: PLC0415 - an extra, and slow to import
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("distributed", "dask"):
            raise
        raise MinisplunkError(_HOW) from error

    @contextmanager
    def opened() -> Iterator[Workers]:
        _reach(address, host, port)
        with _connected(address) as client:
            tasks = _Tasks(client)
            try:
                yield Workers(tasks, lambda: sum(client.nthreads().values()), apart=True)
            except distributed.KilledWorker as error:
                raise MinisplunkError(f"{address}: workers were lost again and again: {error}") from error
            except (distributed.comm.CommClosedError, CancelledError) as error:
                raise MinisplunkError(f"{address}: the Dask scheduler is gone. {error}".rstrip()) from error
            finally:
                tasks.shutdown(wait=False)

    return opened


def _reach(address: str, host: str, port: int) -> None:
    """Dask would try again and again, and say less."""
    try:
        socket.create_connection((host, port), timeout=_PATIENCE).close()
    except OSError as error:
        raise MinisplunkError(f"{address}: no Dask scheduler is there: {error.strerror or error}") from error


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    from distributed import Client, Security  # noqa: PLC0415

    if address.startswith("tls:") and Security().get_connection_args("client").get("ssl_context") is None:
        raise MinisplunkError(f"{address}: Dask's configuration names no certificates, see distributed.comm.tls.")
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TypeError, ValueError, RuntimeError) as error:
        raise MinisplunkError(f"{address}: the Dask scheduler does not answer: {error}") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise MinisplunkError(f"{address}: the scheduler has no workers.") from error
        for worker, there in client.get_versions(packages=["minisplunk"])["workers"].items():
            packages = there["packages"]
            Versions.here().check(f"The worker {worker}", Versions.of(packages["minisplunk"], packages["python"]))
        yield client


class _Tasks(Executor):
    """Dask's executor. What parts have in common is sent once; a worker has it of another one, or makes it again."""

    def __init__(self, client: Client) -> None:
        self._client, self._executor = client, client.get_executor(pure=False)
        self._common: object = None
        self._sent: Any = None

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        common, part = args
        if common is not self._common:
            self._common, self._sent = common, self._client.submit(itself, common, pure=False)
        future: Future[R] = self._executor.submit(fn, self._sent, part)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait)


def itself(common: object) -> object:
    """What parts have in common, as a task, so that Dask has it wherever it is needed."""
    return common
