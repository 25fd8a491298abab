"""splunk-sdk for Python: 2.1, which most programs have, and 3.x, which is for Python 3.13; one script for both."""

from __future__ import annotations

from tests.torture.served import Served

from .asking import content, events, missing
from .client import Client, expect
from .environment import Python

_TIME = 1768478400  # 2026-01-15T12:00:00Z


def check(server: Served) -> str:
    found = events(server, "index=sdk", 3, "time", "host", "source", "sourcetype", "last")
    expect("events", found, [(str(_TIME + n), "web-1", "s.log", "sdk:log", str(n)) for n in range(3)])
    saved = content(server, "/servicesNS/nobody/search/saved/searches/sdk%20report")
    expect("description", (saved["description"], saved["is_scheduled"]), ("counts", True))
    missing(server, "/servicesNS/-/-/saved/searches/sdk%20alert")
    documents = server.ask("GET", "/servicesNS/nobody/search/storage/collections/data/sdk?sort=n").json()
    expect("documents", [(row["name"], row["n"]) for row in documents], [("two", 2), ("one", 10)])
    expect("user", content(server, "/services/authentication/users/sdk-user")["roles"], ["sdk_role"])
    macro = content(server, "/servicesNS/admin/search/configs/conf-macros/sdk_macro(1)")
    expect("macro", (macro["definition"], macro["args"]), ("index=$i$", "i"))
    return "3 events, a report, 2 documents, a macro and a user are there"


SCRIPT = "splunk_sdk.py"
CLIENT_2 = Client("splunk-sdk", Python(("splunk-sdk~=2.1.0",)), SCRIPT, check)
CLIENT_3 = Client("splunk-sdk", Python(("splunk-sdk~=3.0.0",), least=(3, 13)), SCRIPT, check)
