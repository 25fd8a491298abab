"""An app `acme` with the saved search `alert`, in a Splunk that holds the events of a case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.sources import Meta
from minisplunk.times import ManualClock, TimeRange

NOW = 1_790_000_000.0
RISK = [{"risk_object_field": "user", "risk_object_type": "user", "risk_score": 40}]
META = Meta("main", "h", "acme.log", "acme")


def at(when: str) -> int:
    """A time in UTC, on the 3rd of March 2026 unless it says a day, in microseconds."""
    text = when if "-" in when else f"2026-03-03 {when}"
    return round(datetime.fromisoformat(f"{text}+00:00").timestamp() * 1_000_000)


Tried = Callable[[Mapping[str, Any]], tuple[Splunk, TimeRange]]


@pytest.fixture
def tried(tmp_path: Path) -> Iterator[Tried]:
    """A case -> its Splunk, and the window of its data: from `data`, else that of its events.

    `events`: texts by their time; `set`: settings of the saved search beside `search`; `macros`: the text of
    macros.conf; `risk`: it scores users.
    """
    with Splunk(clock=ManualClock(NOW)) as splunk:

        def make(case: Mapping[str, Any]) -> tuple[Splunk, TimeRange]:
            default = tmp_path / "acme" / "default"
            default.mkdir(parents=True)
            (default / "app.conf").write_text("")
            (default / "macros.conf").write_text(case.get("macros", ""))
            settings = {"search": case["search"], **case.get("set", {})}
            if case.get("risk"):
                settings |= {"action.risk": "1", "action.risk.param._risk": json.dumps(RISK)}
                splunk.install_enterprise_security()
            lines = (f"{key} = {value}\n" for key, value in settings.items())
            (default / "savedsearches.conf").write_text("[alert]\n" + "".join(lines))
            splunk.install(default.parent)
            events = [(at(when), raw) for when, raw in case["events"].items()]
            splunk.store.add(META, events, round(NOW * 1e6))
            times = [at(when) for when in case["data"]] if "data" in case else [time for time, _ in events]
            return splunk, TimeRange(min(times), max(times) + 1)

        yield make
