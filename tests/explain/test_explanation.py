"""Runs the cases of cases/*.yaml: events and a search in, what is said of it out.

A case has what conftest.py says, and `reasons`: all sentences; `clauses`: each with the number of events that pass it
alone; `reads`: the fields of each stage; `flow`: rows in and out of each stage; `total`, `within`: how many events
there are in all, and within reach of the base search; `example`: by-fields of a row that stats dropped; `dropped`: by
the number of a stage, fields of the first row that it dropped, or null. `beyond: false`: for somebody who is told only
of indexes that the roles may search.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.explain import explain, look_alikes
from minisplunk.search import Cancelled
from minisplunk.spl.fields import Fields

KEYS = {
    "name",
    "events",
    "points",
    "confs",
    "models",
    "search",
    "earliest",
    "latest",
    "reasons",
    "clauses",
    "reads",
    "flow",
    "total",
    "within",
}
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    for case in yaml.safe_load(file.read_text())
]


@pytest.mark.parametrize("case", CASES)
def test_case(case, finished):
    assert case.keys() <= KEYS | {"example", "dropped", "beyond"}, case.keys() - KEYS
    run, _ = finished(case)
    found = explain(run, beyond=case.get("beyond", True))

    assert found.reasons == case["reasons"]
    if "clauses" in case:
        assert [[clause.text, clause.events] for clause in found.clauses] == case["clauses"]
    if "reads" in case:
        assert [list(use.fields) for use in found.stages] == case["reads"]
    if "flow" in case:
        assert [[use.count.rows_in, use.count.rows_out] for use in found.stages] == case["flow"]
    assert found.events == case.get("total", len(case.get("events", ())))
    if "within" in case:
        assert found.events_in_window == case["within"]
    if "example" in case:
        (example,) = [use.count.example for use in found.stages if use.count.example is not None]
        assert {name: example.get(name) for name in case["example"]} == case["example"]
    for number, fields in case.get("dropped", {}).items():
        example = found.stages[number].count.example
        assert (example and {name: example.get(name) for name in fields}) == fields, number


def test_it_reads_nothing_more_when_something_was_found(finished, monkeypatch):
    run, rows = finished({"events": [{"raw": "a=1"}], "search": "a=1 | table a"})
    assert rows
    monkeypatch.setattr(type(run.scan), "blocks", None)
    assert explain(run).clauses == []


def test_messages_are_those_of_the_job(finished):
    run, _ = finished({"search": "earliest=-1h a=1"})
    assert [message.kind for message in explain(run).messages] == ["INFO"]


def test_what_it_reads_itself_is_not_the_searchs(finished):
    run, _ = finished({"events": [{"raw": "a=1"}, {"raw": "a=2"}], "search": "a=1 a=2"})
    before = run.scan.progress.scanned, run.scan.progress.matched
    assert [clause.events for clause in explain(run).clauses] == [1, 1]
    assert (run.scan.progress.scanned, run.scan.progress.matched) == before


def test_what_it_reads_is_cancelled_with_the_search(finished):
    run, _ = finished({"events": [{"raw": "a=1"}], "search": "a=2"})
    run.context.control.cancel()
    with pytest.raises(Cancelled):
        explain(run)
    with pytest.raises(Cancelled):
        list(look_alikes(run, Fields()))
