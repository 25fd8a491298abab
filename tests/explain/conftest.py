"""A run over the apps and events of a case, whose rows have been read; the clock stands at 2026-03-03 12:00:00 UTC."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.search import Run
from minisplunk.times import ManualClock
from tests.points import measure

NOW = datetime.fromisoformat("2026-03-03T12:00:00+00:00").timestamp()
KIND = {"index": "main", "sourcetype": "st", "source": "src", "host": "web-1"}


@pytest.fixture
def finished(tmp_path: Path) -> Iterator[Callable[[Mapping[str, Any]], tuple[Run, list[Any]]]]:
    """Runs the `search` of a case (earliest, latest) over its `events` (raw, its age in seconds `ago`, and what differs
    from KIND) and its `points`, a minute old and in the index gauges, in an app with its `confs` and data `models`."""
    with ExitStack() as stack:

        def run(case: Mapping[str, Any]) -> tuple[Run, list[Any]]:
            splunk = stack.enter_context(Splunk(clock=ManualClock(NOW)))
            folder = tmp_path / "own" / "default"
            folder.mkdir(parents=True)
            for name, text in {"app": "[ui]\nlabel = Own\n", **case.get("confs", {})}.items():
                (folder / f"{name}.conf").write_text(text)
            for name, model in case.get("models", {}).items():
                file = folder / "data" / "models" / f"{name}.json"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(json.dumps(model))
            splunk.install(folder.parent)
            for event in case.get("events", ()):
                kind = KIND | {key: event[key] for key in KIND if key in event}
                time = NOW - event.get("ago", 60)
                splunk.ingest([(round(time * 1_000_000), event["raw"])], **kind)
            for fields in case.get("points", ()):
                measure(splunk, fields, NOW - 60, KIND | {"index": "gauges"})
            times = {key: case[key] for key in ("earliest", "latest") if key in case}
            made = splunk.run(splunk.request(case["search"], app="own", **times), observed=True)
            return made, [*made.rows()]

        yield run
