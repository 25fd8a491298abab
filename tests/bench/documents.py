"""Search-time XML against JSON: events of the same size and content, and what their fields cost a search."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from minisplunk.engine import Splunk

from .measure import Measure, paired

EVENTS = 50_000
START = 1_767_225_600_000_000
DATA = ("RuleName", "ProcessGuid", "ProcessId", "Image", "CommandLine", "User", "Hashes", "ParentImage", "ParentUser")
FIELD = "Event.System.EventID"


def measures() -> list[Measure]:
    with Splunk() as splunk:
        for kind, written in (("xml", xml), ("json", as_json)):
            splunk.change("search", "props", kind, {"KV_MODE": kind})
            source = random.Random(7)
            events = ((START + number * 1_000_000, written(record(source, number))) for number in range(EVENTS))
            splunk.ingest(events, index="main", sourcetype=kind, source="bench", host="bench")
        counting, seconds = paired(counted(splunk, "xml"), counted(splunk, "json"))
        whole, _ = paired(listed(splunk, "xml"), listed(splunk, "json"))
    events = f"over {EVENTS:,} events of 1.2 kB"
    return [
        Measure(f"search-time XML against JSON: stats count by {FIELD} {events}", counting, 3, "x"),
        Measure(f"search-time XML: stats count by {FIELD}", EVENTS / seconds, 20_000, "events/s", least=True),
        Measure(f"search-time XML against JSON: table * {events}", whole, 3, "x"),
    ]


def counted(splunk: Splunk, kind: str) -> Callable[[], None]:
    def run() -> None:
        rows = splunk.search(f"search index=main sourcetype={kind} | stats count by {FIELD}").results
        assert sum(int(str(row["count"])) for row in rows) == EVENTS

    return run


def listed(splunk: Splunk, kind: str) -> Callable[[], None]:
    def run() -> None:
        assert len(splunk.search(f"search index=main sourcetype={kind} | table *").results) == EVENTS

    return run


def record(source: random.Random, number: int) -> dict[str, dict[str, str]]:
    system = {
        "EventID": str(source.choice((1, 3, 5, 7, 11, 13, 22))),
        "Version": "5",
        "Level": "4",
        "Task": "1",
        "Opcode": "0",
        "Keywords": "0x8000000000000000",
        "EventRecordID": str(number),
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Computer": f"host-{source.randrange(50)}.example.com",
    }
    return {"System": system, "EventData": {name: f"{source.getrandbits(200):050x}" for name in DATA}}


def xml(event: dict[str, dict[str, str]]) -> str:
    system = "".join(f"<{name}>{value}</{name}>" for name, value in event["System"].items())
    data = "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in event["EventData"].items())
    provider = "<Provider Name='Microsoft-Windows-Sysmon' Guid='{5770385F-C22A-43E0-BF4C-06F5698FFBD9}'/>"
    namespace = "http://schemas.microsoft.com/win/2004/08/events/event"
    return f"<Event xmlns='{namespace}'><System>{provider}{system}</System><EventData>{data}</EventData></Event>"


def as_json(event: dict[str, dict[str, str]]) -> str:
    """As long as the same in XML."""
    length = len(xml(event)) - len(json.dumps({"Event": {**event, "more": ""}}))
    return json.dumps({"Event": {**event, "more": "x" * length}})
