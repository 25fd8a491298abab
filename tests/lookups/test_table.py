"""Runs the cases of cases/table.yaml: a definition's settings, a CSV text and keys in, the rows that match out.

`at`: the time of the event, in epoch seconds, for lookups that are bound to times. The server is in Berlin.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.lookups.definition import Definition
from minisplunk.lookups.index import RowIndex
from minisplunk.lookups.table import LookupTable
from minisplunk.times import zone


class Rows:
    """A backing that is no file, and whose cells are not all texts."""

    columns = ("n", "name")
    warnings = ()

    def rows(self):
        return [{"n": 1, "name": "a*"}, {"n": 2, "name": "b*"}]

    def finder(self, search):
        rows = self.rows()
        index = RowIndex({"n": 0, "name": 1}, [[row["n"], row["name"]] for row in rows])
        numbers = index.finder(search.columns, search.kinds, search.case_sensitive)
        return lambda texts: [rows[number] for number in numbers(texts)]


CASES = yaml.safe_load((Path(__file__).parent / "cases" / "table.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, make_file, make_stanza):
    assert case.keys() <= {"name", "definition", "csv", "keys", "rows", "at"}
    definition = Definition.of(make_stanza(case.get("definition", {})))
    table = LookupTable(definition, make_file(case["csv"]), zone("Europe/Berlin"))

    for _ in range(2):  # with what it has kept, too
        columns, texts = list(case["keys"]), list(case["keys"].values())
        found = table.timeline(columns, texts)(case["at"]) if "at" in case else table.match(case["keys"])
        assert found == case["rows"]
    assert (bool(table.time_column), definition.faults) == ("at" in case, ())


def test_a_filter_leaves_rows_out_wherever_they_are_read(make_file, make_stanza):
    definition = Definition.of(make_stanza({"filter": '(n>1) AND (name="b*" OR NOT name=*)'}))
    table = LookupTable(definition, make_file("n,name\n1,b\n2,a\n3,BB\n4,\n"))

    assert list(table.rows()) == [{"n": "3", "name": "BB"}, {"n": "4"}]
    assert [table.match({"n": n}) for n in "12"] == [[], []]


def test_a_table_shows_its_columns_and_rows(make_file):
    table = LookupTable(Definition(max_matches=1), make_file("code,text\n200,fine\n404,\n"))

    assert table.fields == ["code", "text"]
    assert list(table.rows()) == [{"code": "200", "text": "fine"}, {"code": "404"}]


def test_tables_of_one_file_match_by_their_own_definitions(make_file):
    file = make_file("name\nAlice\nal*\n")
    exact = LookupTable(Definition(), file)
    folded = LookupTable(Definition(case_sensitive=False), file)
    loose = LookupTable(Definition(match_types={"name": "WILDCARD"}), file)

    for _ in range(2):
        assert exact.match({"name": "alice"}) == []
        assert folded.match({"name": "alice"}) == [{"name": "Alice"}]
        assert loose.match({"name": "alice"}) == [{"name": "al*"}]


def test_any_backing_will_do():
    table = LookupTable(Definition(case_sensitive=False, match_types={"name": "WILDCARD"}), Rows())

    assert (table.fields, list(table.rows())) == (("n", "name"), Rows().rows())
    assert table.match({"n": "2", "name": "BC"}) == [{"n": 2, "name": "b*"}]
    assert table.match({"n": "1", "name": "BC"}) == []
