"""What runs while the ports are open: the scheduler, metrics.log, and the scripts of alerts, which may call back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

from ..alerts.host import Server
from ..conf.objects import NOBODY
from .instance import Splunkd, metrics
from .instance.credentials import SYSTEM_USER
from .instance.info import ServerInfo
from .management.reading import reader

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
"""Wildcard addresses -> the loopback address that stands for them in a URL."""


@contextmanager
def hosting(splunkd: Splunkd, *, scheduled: bool) -> Iterator[None]:
    """`scheduled`: with a scheduler that ticks by itself, and what else is done by the clock. A script or a search that
    still runs at the end is killed."""
    host = splunkd.splunk.host
    server = Server(address(splunkd.info), splunkd.info.server_name, partial(session, splunkd))
    splunkd.splunk.rest = reader(splunkd)
    with (
        host.serving(server),
        splunkd.scheduler.running() if scheduled else nullcontext(),
        metrics.running(splunkd.splunk) if scheduled else nullcontext(),
    ):
        try:
            yield
        finally:
            splunkd.splunk.rest = None
            host.scripts.stop()
            splunkd.splunk.jobs.end()


def address(info: ServerInfo) -> str:
    """Where a script on this machine finds the management port; a wildcard address becomes the loopback one."""
    if info.host in EVERYWHERE:
        return f"https://{EVERYWHERE[info.host]}:{info.management_port}"
    return info.origin


@contextmanager
def session(splunkd: Splunkd, owner: str) -> Iterator[str]:
    """The key of a session of an object's owner; what nobody owns runs as splunk-system-user."""
    key = splunkd.sessions.begin(SYSTEM_USER if owner == NOBODY else owner)
    try:
        yield key
    finally:
        splunkd.sessions.end(key)
