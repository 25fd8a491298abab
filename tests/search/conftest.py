"""A Splunk in memory with the apps and events of a case; its clock stands at 2026-03-03 12:00:00 UTC, a Tuesday."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.times import ManualClock
from tests.points import measure

NOW = datetime.fromisoformat("2026-03-03T12:00:00+00:00").timestamp()
KIND = {"index": "main", "sourcetype": "st", "source": "src", "host": "web-1"}

Open = Callable[[Mapping[str, Any]], Splunk]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Opens a Splunk with `apps` ({app: {file: text}}), `private` macros ({user: {app: {stanza: settings}}}),
    `indexes`, `events`: raw, its age in seconds (`ago`) or its `time`, and what differs from KIND; and `points`: their
    `fields`, age, and what differs from KIND in the index gauges."""
    with ExitStack() as stack:

        def make(case: Mapping[str, Any]) -> Splunk:
            splunk = stack.enter_context(Splunk(clock=ManualClock(NOW)))
            for name, files in case.get("apps", {}).items():
                splunk.install(app(tmp_path / name, files))
            for user, apps in case.get("private", {}).items():
                for name, macros in apps.items():
                    for stanza, settings in macros.items():
                        splunk.change(name, "macros", stanza, settings, user=user)
            for index in case.get("indexes", ()):
                splunk.store.create_index(index)
            for event in case.get("events", ()):
                ingest(splunk, event)
            for each in case.get("points", ()):
                kind = KIND | {"index": "gauges"} | {key: each[key] for key in KIND if key in each}
                measure(splunk, each["fields"], NOW - each["ago"], kind)
            return splunk

        yield make


def app(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in {"default/app.conf": "[ui]\nlabel = Case\n", **files}.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def ingest(splunk: Splunk, event: Mapping[str, Any]) -> None:
    kind = KIND | {key: event[key] for key in KIND if key in event}
    time = datetime.fromisoformat(event["time"]).timestamp() if "time" in event else NOW - event.get("ago", 60)
    splunk.clock.set(NOW - event.get("indexed_ago", 0))
    splunk.ingest([(round(time * 1_000_000), event["raw"])], **kind)
    splunk.clock.set(NOW)
