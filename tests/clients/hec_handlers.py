"""Handlers of Python's log that post to HEC: splunk-handler, splunk-hec-handler, splunk-data-sender."""

from __future__ import annotations

from collections.abc import Callable

from tests.torture.served import Served

from .asking import events
from .client import Client, expect
from .environment import Python

_TIME = 1768478400  # 2026-01-15T12:00:00Z


def checking(fourth: str, more: str = "") -> Callable[[Served], str]:
    """`fourth`: terms that find the event of another kind; `more`: those that only the three others have."""

    def check(server: Served) -> str:
        found = events(server, f"index=main sourcetype=client:log {more}", 3, "time", "host", "source", "text", "n")
        expected = [(str(_TIME + n), "web-1", "handler", "a record", str(n)) for n in range(3)]
        expect("events", [(row[0].split(".")[0], *row[1:]) for row in found], expected)
        events(server, f"index=main elsewhere {fourth}", 1, "_raw")
        return "their times, hosts, sources and fields are right"

    return check


def _client(package: str, requirement: str, check: Callable[[Served], str]) -> Client:
    return Client(package, Python((requirement,)), "hec_handlers.py", check)


CLIENTS = {
    "splunk-handler": _client("splunk-handler", "splunk-handler~=3.0.0", checking("sourcetype=client:other")),
    "splunk-hec-handler": _client(
        "splunk-hec-handler", "splunk-hec-handler~=1.2.0", checking("sourcetype!=client:*", "color::yellow")
    ),
    "splunk-data-sender": _client(
        "splunk-data-sender", "splunk-data-sender~=0.5.0", checking("sourcetype=client:other")
    ),
}
