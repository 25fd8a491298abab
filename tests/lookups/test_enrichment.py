"""Runs the cases of cases/enrichment.yaml: a CSV text, what it is to add and a row in, the row with its fields out.

`inputs` and `outputs` are `column` or `column AS field`; `definition` has settings, `new` stands for OUTPUTNEW.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.lookups import enrichment
from minisplunk.lookups.definition import Definition
from minisplunk.lookups.enrichment import Enrichment, Pair
from minisplunk.lookups.table import LookupTable

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "enrichment.yaml").read_text("utf-8"))


def pairs(written):
    return tuple(Pair(column, field or column) for column, _, field in (text.partition(" AS ") for text in written))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, make_file, make_stanza):
    assert case.keys() <= {"name", "definition", "csv", "inputs", "outputs", "new", "row", "expect"}
    table = LookupTable(Definition.of(make_stanza(case.get("definition", {}))), make_file(case["csv"]))
    added = Enrichment("t", pairs(case["inputs"]), pairs(case.get("outputs", ())), case.get("new", False))
    fill = added.filler(table)
    row = dict(case["row"])

    fill(row)

    assert row == case["expect"]
    fill(row)
    assert row == case["expect"]  # what was added asks for nothing more


def test_columns_that_the_table_has_not(make_file):
    table = LookupTable(Definition(), make_file("user,group\nann,admins\n"))

    of = "Could not find all of the specified {} fields in the lookup table: 't' has no {}."
    assert Enrichment("t", pairs(["usr AS user", "user"]), pairs(["phone"])).fault(table) == of.format("lookup", "usr")
    assert Enrichment("t", pairs(["user"]), pairs(["group", "x", "y"])).fault(table) == of.format("destination", "x, y")
    assert Enrichment("t", pairs(["user AS usr"])).fault(table) == ""


def test_what_the_table_holds_is_not_changed_with_the_row(make_file):
    table = LookupTable(Definition(), make_file("user,groups,__mv_groups\nann,,$x$;$y$\n"))
    row = {"user": "ann"}
    Enrichment("t", pairs(["user"])).filler(table)(row)

    row["groups"].append("z")

    assert table.match({"user": "ann"}) == [{"user": "ann", "groups": ["x", "y"]}]


@pytest.mark.parametrize(("kept", "longest"), [(500_000, 1000), (3, 1000), (500_000, 3), (0, 0)])
def test_what_is_found_is_the_same_however_little_is_kept(kept, longest, make_file, monkeypatch):
    monkeypatch.setattr(enrichment, "_KEPT", kept)
    monkeypatch.setattr(enrichment, "_LONGEST", longest)
    table = LookupTable(Definition(), make_file("user,group\nann,x\nbob,y\nalexandra,x\nann,z\n"))
    fill = Enrichment("t", pairs(["user"])).filler(table)
    expected = {"ann": ["x", "z"], "bob": "y", "alexandra": "x", "eve": None}

    for user in [*expected, *reversed(expected)]:
        assert fill({"user": user, "group": "old"}).get("group") == expected[user]
