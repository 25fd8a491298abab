"""pytest-splunk-addon: 8, which needs Python 3.13, and 7 for those before; over an add-on of ours."""

from __future__ import annotations

from pathlib import Path

from tests.torture.served import Served

from .asking import events
from .client import Client, expect
from .environment import Python

_ADDON = Path(__file__).parent / "addon" / "TA_toy"


def check(server: Served) -> str:
    found = events(server, 'sourcetype=toy:auth source=toy_one.log "by=dana"', 1, "host", "action", "tag", "time")
    expect("the event of the requirement", [row[:2] for row in found], [("web-9", "success")])
    return "the event of its requirement test is there"


SCRIPT, SERVE = "pytest_splunk_addon.py", ("--cim", "--app", str(_ADDON))
CLIENT_7 = Client("pytest-splunk-addon", Python(("pytest-splunk-addon~=7.0.0",)), SCRIPT, check, SERVE)
CLIENT_8 = Client("pytest-splunk-addon", Python(("pytest-splunk-addon~=8.0.0",), least=(3, 13)), SCRIPT, check, SERVE)
