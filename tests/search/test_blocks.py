"""Events come in blocks: what is found, counted and said is the same wherever a block ends."""

from __future__ import annotations

import json

import pytest

from minisplunk.search import Run
from minisplunk.store import events as events_of_store

WIDE = json.dumps({f"f{number}": "x" for number in range(99)} | {"a": "in", "b": "beyond"})
EVENTS = [
    {"raw": '{"a": "1", "b": "x"}'},
    {"raw": '{"a": 1, "b": "x"}'},
    {"raw": WIDE},
    {"raw": '{"a": "2", "b": ["x"]}'},
    {"raw": "no JSON, a=3 b=x"},
    {"raw": '{"a": "4"}', "sourcetype": "other"},
    {"raw": json.dumps({"a": "5", "long": "x" * 5_000, "b": "y"})},
    {"raw": '{"a": null, "b": {"c": "x"}}', "sourcetype": "other"},
    {"raw": '{"a": "1", "b": "x", "mark": ""}'},
]
"""Newest first, in blocks of all sizes."""
APP = {
    "default/props.conf": "[other]\nEVAL-c = a . source\n[st]\nTRANSFORMS-a = marked",
    "default/transforms.conf": '[marked]\nREGEX = "mark"\nFORMAT = a::indexed\nWRITE_META = true\n',
}


@pytest.fixture(params=[1, 2, 3, 64])
def splunk(opened, monkeypatch, request):
    monkeypatch.setattr(events_of_store, "_BATCH", request.param)
    return opened({"apps": {"own": APP}, "events": [dict(event, ago=n) for n, event in enumerate(EVENTS)]})


def test_what_is_found_and_said(splunk):
    found = splunk.search("index=main | table a b c", app="own")
    assert [(row.get("a"), row.get("b"), row.get("c")) for row in found.results] == [
        ("1", "x", None),
        ("1", "x", None),
        ("in", None, None),
        ("2", None, None),
        ("3", "x", None),
        ("4", None, "4src"),
        ("5", None, None),
        ("null", None, "nullsrc"),
        (["indexed", "1"], "x", None),
    ]
    assert ["100 fields" in one.text or "5,000 characters" in one.text for one in found.messages] == [True, True]
    counted = splunk.search("index=main | stats count by a b").results
    assert [tuple(row.values()) for row in counted] == [
        ("1", "x", 3),
        ("3", "x", 1),
        ("indexed", "x", 1),
    ]


def test_what_no_row_needs_is_not_said(splunk):
    assert splunk.search("index=main | head 2 | table a b").messages == []


def test_rows_that_are_not_taken_are_not_counted(splunk):
    run = splunk.run(splunk.request("search index=main | head 2 | stats count by a"))
    assert [row["count"] for row in run.rows()] == [2]
    assert run.progress.matched == 2
    assert [(stage.rows_in, stage.rows_out) for stage in run.stages] == [(0, 2), (2, 2), (2, 1)]


def test_a_search_that_is_finalized_takes_no_further_block(splunk):
    run: Run = splunk.run(splunk.request("search index=main | eval a=1"))
    rows = run.rows()
    next(rows)
    run.context.control.finalize()
    taken = 1 + sum(1 for _ in rows)
    assert taken <= max(2, events_of_store._BATCH)
    assert run.progress.matched == run.stages[0].rows_out == taken
