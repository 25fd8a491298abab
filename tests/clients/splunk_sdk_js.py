"""splunk-sdk for JavaScript 2.0. Its own fault: a conf file that it has made forgets its namespace."""

from __future__ import annotations

from tests.torture.served import Served

from .asking import content, events
from .client import Client, expect
from .environment import Node


def check(server: Served) -> str:
    (found,) = events(server, "index=js", 1, "time", "host", "source", "sourcetype", "n")
    expect("the event", found, ("1768478400", "web-1", "j.log", "js:log", "1"))
    saved = content(server, "/servicesNS/admin/search/saved/searches/js%20report")
    expect("the report", (saved["description"], saved["is_scheduled"]), ("of js", True))
    expect("the conf file", content(server, "/servicesNS/admin/search/configs/conf-jstest/one")["key"], "value")
    expect("the user", content(server, "/services/authentication/users/js-user")["roles"], ["user", "power"])
    return "its event, report, conf file and user are there"


CLIENT = Client("splunk-sdk", Node(("splunk-sdk@~2.0.0",)), "splunk_sdk.mjs", check)
