"""A few events of Sysmon, of Windows' Security log and in plain JSON, and the apps that bring them into the models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from minisplunk.engine import Splunk

HERE = Path(__file__).parent
APPS = [HERE.parent / name for name in ("json_events", "sysmon_events", "windows_security_events")]
XML = {
    "sysmon.xml": "XmlWinEventLog:Microsoft-Windows-Sysmon/Operational",
    "security.xml": "XmlWinEventLog:Security",
}
_TIME = re.compile(r"SystemTime='([\d:.T-]+)Z'")


class Sample(NamedTuple):
    time: int
    raw: str
    source: str
    sourcetype: str


def load(splunk: Splunk) -> None:
    """Install the apps, and store the events in main: those of 2026-03-03 09:00:01 to 09:00:07 UTC."""
    for app in APPS:
        splunk.install(app)
    for sample in samples():
        meta = {"source": sample.source, "sourcetype": sample.sourcetype}
        splunk.ingest([(sample.time, sample.raw)], index="main", host="collector", **meta)


def samples() -> Iterator[Sample]:
    for name, source in XML.items():
        for raw in (HERE / name).read_text().splitlines():
            found = _TIME.search(raw)
            assert found
            yield Sample(_microseconds(found[1]), raw, source, "XmlWinEventLog")
    for raw in (HERE / "json.ndjson").read_text().splitlines():
        event = json.loads(raw)
        yield Sample(_microseconds(event["time"].removesuffix("Z")), raw, "json.ndjson", event["sourcetype"])


def _microseconds(time: str) -> int:
    return round(datetime.fromisoformat(f"{time}+00:00").timestamp()) * 1_000_000
