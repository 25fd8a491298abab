"""Loggers of Node.js that post to HEC: Splunk's own splunk-logging, and the transport of winston."""

from __future__ import annotations

from collections.abc import Callable

from tests.torture.served import Served

from .asking import events
from .client import Client, expect
from .environment import Node

_TIME = 1768478400  # 2026-01-15T12:00:00Z


def checking(text: str, number: str) -> Callable[[Served], str]:
    """`text` and `number`: the fields that a logger makes of a record's."""

    def check(server: Served) -> str:
        found = events(server, "sourcetype=client:log", 3, "time", "host", "source", text, number, "severity")
        expected = [(str(_TIME + n), "web-1", "logger", "a record", str(n), "info") for n in range(3)]
        expect("events", found, expected)
        return "their times, hosts, sources and fields are right"

    return check


def _client(package: str, packages: tuple[str, ...], check: Callable[[Served], str]) -> Client:
    return Client(package, Node(packages), "hec_loggers.mjs", check)


CLIENTS = {
    "splunk-logging": _client("splunk-logging", ("splunk-logging@~0.11.0",), checking("message.text", "message.n")),
    "winston": _client(
        "winston-splunk-httplogger",
        ("winston-splunk-httplogger@~3.1.0", "winston@~3.19.0"),
        checking("message.msg", "message.meta.n"),
    ),
}
