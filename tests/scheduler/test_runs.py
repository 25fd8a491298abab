"""The scheduler on a clock that is set by hand: what runs when, over which window."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.scheduler import ScheduledRun, Scheduler, task
from minisplunk.times import ManualClock

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "runs.yaml").read_text())
DAY = "2026-03-03"


def at(clock: str) -> float:
    return datetime.fromisoformat(f"{DAY} {clock}+00:00").timestamp()


def shown(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%H:%M:%S").removesuffix(":00")


def told(splunk: Splunk, run: ScheduledRun) -> str:
    owner, _, name = run.saved
    text = f"{name} {shown(run.scheduled)} {run.status}"
    if run.status == "success":
        window = splunk.jobs.get(run.sid).finished().window
        if window.latest < 2**61:
            text += f" {shown(window.earliest / 1e6)}-{shown(window.latest / 1e6)}"
    return text if owner == "nobody" else f"{owner}: {text}"


class World:
    """A Splunk in a folder, its clock and its scheduler."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ManualClock(at("09:45:00"))
        self.open()

    def open(self) -> None:
        self.splunk = Splunk(self.folder / "splunk", clock=self.clock)
        self.scheduler = Scheduler(self.splunk)

    def install(self, searches: Mapping[str, Mapping[str, str]]) -> None:
        default = self.folder / "acme" / "default"
        default.mkdir(parents=True)
        (default / "app.conf").write_text("")
        lines = []
        for name, settings in searches.items():
            whole = {"search": "| makeresults", "enableSched": "1", **settings}
            lines += [f"[{name}]", *(f"{key} = {value}" for key, value in whole.items())]
        (default / "savedsearches.conf").write_text("\n".join(lines) + "\n")
        self.splunk.install(self.folder / "acme")

    def step(self, step: Mapping[str, Any]) -> list[str]:
        self.clock.set(at(step["at"]))
        if step.get("restart"):
            self.splunk.close()
            self.open()
        for name, settings in step.get("set", {}).items():
            self.splunk.change("acme", "savedsearches", name, settings)
        for name, moment in step.get("move", {}).items():
            self.scheduler.move(("nobody", "acme", name), at(moment))
        return [told(self.splunk, run) for run in self.scheduler.tick()]


@pytest.fixture
def world(tmp_path: Path):
    made = World(tmp_path)
    yield made
    made.splunk.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: Mapping[str, Any], world: World) -> None:
    world.install(case["searches"])
    for user, searches in case.get("private", {}).items():
        for name, settings in searches.items():
            whole = {"search": "| makeresults", "enableSched": "1", **settings}
            world.splunk.change("acme", "savedsearches", name, whole, user=user)
    for step in case["steps"]:
        assert (step["at"], world.step(step)) == (step["at"], step["runs"])
    if "log" in case:
        rows = world.splunk.search("search index=_internal sourcetype=scheduler cannot").results[::-1]
        lines = [f"{row['log_level']} {row['event_message']}" for row in rows]
        assert [re.sub(r"\S+savedsearches\.conf:\d+", "CONF", line) for line in lines] == case["log"]


def test_a_clock_that_is_years_ahead_has_no_years_of_times_to_look_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of real-time schedules a line says what is left out; of the others what is due comes by and by."""
    monkeypatch.setattr(task, "MOST", 3)
    world.install({"a": {"cron_schedule": "0 * * * *"}, "b": {"cron_schedule": "0 * * * *", "realtime_schedule": "0"}})
    assert world.step({"at": "09:45:00"}) == []
    world.clock.set(at("10:30:00") + 365 * 86_400)
    runs = world.scheduler.tick()
    assert [told(world.splunk, run) for run in runs if run.saved[2] == "a"] == ["a 10:00 skipped", "a 10:00 success"]
    assert runs[0].error == (
        "its time had passed, and a later one had come, as for all others until 2027-03-03 10:00:00 UTC"
    )
    first = [told(world.splunk, run) for run in runs if run.saved[2] == "b"]
    assert first == ["b 10:00 success", "b 11:00 success", "b 12:00 success"]
    assert [told(world.splunk, run) for run in world.scheduler.tick()] == [
        "b 13:00 success",
        "b 14:00 success",
        "b 15:00 success",
    ]
