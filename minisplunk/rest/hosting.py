"""What goes on behind an open door: saved searches run by their schedules, and scripts of alerts can call back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

from ..alerts.host import Server
from ..alerts.process import Processes
from ..conf.objects import NOBODY
from .credentials import SYSTEM_USER
from .door import Door
from .settings import Settings

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
"""Addresses that stand for all of a machine's, and its own one of each kind."""


@contextmanager
def hosting(door: Door, *, scheduled: bool) -> Iterator[None]:
    """`scheduled`: with a scheduler that ticks by itself. A script or a search that still runs at the end is killed."""
    host = door.splunk.host
    host.scripts = Processes()
    host.server = Server(address(door.settings), door.settings.server_name, partial(session, door))
    try:
        with door.scheduler.running() if scheduled else nullcontext():
            try:
                yield
            finally:
                host.scripts.stop()
                door.splunk.jobs.end()
    finally:
        host.server = None


def address(settings: Settings) -> str:
    """Where a script on this machine finds the door: also when that is open to all networks, which is no address."""
    if settings.host in EVERYWHERE:
        return f"https://{EVERYWHERE[settings.host]}:{settings.management_port}"
    return settings.origin


@contextmanager
def session(door: Door, owner: str) -> Iterator[str]:
    """The key of a session for what runs as the owner of an object; what nobody owns runs as the system."""
    key = door.sessions.begin(SYSTEM_USER if owner == NOBODY else owner)
    try:
        yield key
    finally:
        door.sessions.end(key)
