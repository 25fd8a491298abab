"""A few events of Sysmon, of Windows' Security log and in plain JSON, and the apps that bring them into the models."""

from __future__ import annotations

from pathlib import Path

from minisplunk.engine import Splunk
from minisplunk.replay import Part

HERE = Path(__file__).parent
APPS = [HERE.parent / name for name in ("json_events", "sysmon_events", "windows_events")]
PARTS = [
    Part(HERE / "sysmon.xml", "XmlWinEventLog", "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational", "collector"),
    Part(HERE / "security.xml", "XmlWinEventLog", "XmlWinEventLog:Security", "collector"),
    Part(HERE / "json.ndjson", "json_events", "json.ndjson", "collector"),
]


def load(splunk: Splunk) -> None:
    """Install the apps, and store the events in main: those of 2026-03-03 09:00:01 to 09:00:10 UTC."""
    for app in APPS:
        splunk.install(app)
    for part in PARTS:
        splunk.replay(part, index="main")
