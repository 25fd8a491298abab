"""contentctl 5.6: the test flow of Splunk's Threat Research Team, over a library of one detection."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.torture.served import Served

from .asking import content, events
from .client import Client, expect
from .environment import ROOT, Python

SEARCH = "/servicesNS/nobody/ToyContent/saved/searches/ESCU%20-%20Many%20Failed%20Logins%20-%20Rule"


def prepare(folder: Path) -> tuple[str, ...]:
    """It waits for ever for the data models of Splunk_SA_CIM, and accelerates each: so ours lie under that name."""
    app = folder / "Splunk_SA_CIM"
    shutil.copytree(ROOT / "minisplunk" / "apps" / "SA-CIM-minisplunk", app)
    return ("--es", "--app", str(app))


def check(server: Served) -> str:
    """It removes the events that it has sent and those of risk and of findings, and disables what it has enabled."""
    for index in ("contentctl_testing_index", "risk", "notable"):
        events(server, f"index={index}", 0, "_raw")
    saved = content(server, SEARCH)
    expect("the saved search is disabled", saved["disabled"], True)
    expect("its schedule", (saved["cron_schedule"], saved["dispatch.earliest_time"]), ("0 0 1 1 *", "0"))
    model = content(server, "/servicesNS/nobody/Splunk_SA_CIM/configs/conf-datamodels/Authentication")
    expect("Authentication is accelerated", model["acceleration"], "true")
    return "its events are deleted, its saved search is as it left it"


CLIENT = Client("contentctl", Python(("contentctl~=5.6.0",), least=(3, 11)), "contentctl.py", check, prepare=prepare)
