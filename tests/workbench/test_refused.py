"""Searches that write, start something, or lead outside: none does, whoever they stand within."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.commands import COMMANDS, resolve
from minisplunk.workbench.bench import Bench
from minisplunk.workbench.refusing import CAPABILITIES

from .conftest import Ask

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "refused.yaml").read_text())


def state(bench: Bench, folder: Path) -> object:
    """All that a search could have changed."""
    stored = {name: totals.events for name, totals in bench.splunk.store.counts().items()}
    files = {path: path.read_bytes() for root in (folder, bench.splunk.folder) for path in root.rglob("*.c*")}
    return stored, files, sorted(folder.rglob("*")), bench.splunk.layers


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_search_is_refused(case: dict[str, Any], ask: Ask, bench: Bench, folder: Path) -> None:
    before = state(bench, folder)
    answer = ask("search", spl=case["spl"])
    assert state(bench, folder) == before
    if "says" not in case:
        assert len(answer.found["rows"]) == case.get("rows", 1)
        return
    assert case["says"] in answer.error
    assert f": {case.get('at', '')}" in answer.error
    if "at" in case:
        assert "^" in answer.error


@pytest.mark.parametrize("saved", ["Writes", "Writes by a macro"])
def test_a_saved_search_that_writes_is_refused_by_each_tool(saved: str, ask: Ask, bench: Bench, folder: Path) -> None:
    before = state(bench, folder)
    assert "`collect`" in ask("run", saved_search=saved).error
    assert "`collect`" in ask("explain", saved_search=saved).error
    assert state(bench, folder) == before


def test_a_change_that_writes_is_refused(ask: Ask, bench: Bench, folder: Path) -> None:
    before = state(bench, folder)
    assert "`outputlookup`" in ask("run", saved_search="Failed", search="index=main | outputlookup people.csv").error
    assert (
        "`collect`"
        in ask("run", saved_search="Failed", macros={"auth": "index=main | collect index=main | search"}).error
    )
    (one, _) = ask("test", saved_search="Failed", search="index=main | delete").found["tested"]["cases"]
    assert one["outcome"] == "unsupported"
    assert "`delete`" in one["error"]
    assert state(bench, folder) == before


def test_reading_a_search_that_writes_is_no_fault(ask: Ask) -> None:
    assert ask("check", spl="index=main | collect index=main").found["findings"] == []


def test_capabilities_are_those_of_all_commands_that_write() -> None:
    said = {writes for name in COMMANDS if isinstance(writes := getattr(resolve(name), "writes", ""), str)} - {""}
    assert said | {"run_collect"} == set(CAPABILITIES)  # collect says so of itself, as it is written


def test_an_alert_runs_no_script(ask: Ask, folder: Path) -> None:
    run = ask("run", saved_search="Failed").found["run"]
    assert run["fired"]
    assert any('"tell" was not run' in message["text"] for message in run["messages"])
    assert not (folder / "ran").exists()
