"""solnlib 8.2: what most of Splunk's own add-ons are made with. Its own fault: it does not require requests."""

from __future__ import annotations

from tests.torture.served import Served

from .asking import content, events, missing
from .client import Client, expect
from .environment import Python

_TIME = 1768478400  # 2026-01-15T12:00:00Z


def check(server: Served) -> str:
    found = events(server, "color::yellow sourcetype=toy:json", 3, "time", "host", "source", "text", "n")
    expect("events", found, [(str(_TIME + n), "web-1", "toy", "an event", str(n)) for n in range(3)])
    proxy = content(server, "/servicesNS/nobody/toy_addon/configs/conf-toy_settings/proxy")
    expect("its settings", (proxy["proxy_url"], proxy["proxy_port"]), ("proxy.example", "3128"))
    documents = server.ask("GET", "/servicesNS/nobody/toy_addon/storage/collections/data/toy_checkpoints").json()
    expect("checkpoints", sorted(document["_key"] for document in documents), ["a/b", "input"])
    alert = content(server, "/servicesNS/nobody/toy_addon/saved/searches/toy%20alert")
    expect("the alert", (alert["alert_threshold"], alert["is_scheduled"]), ("5", True))
    missing(server, "/services/messages/toy")
    return "its events, settings, checkpoints and alert are there"


CLIENT = Client("solnlib", Python(("solnlib~=8.2.0", "requests~=2.32.0")), "addon_library.py", check)
