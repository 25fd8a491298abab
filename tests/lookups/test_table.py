"""Runs the cases of cases/table.yaml: a definition's settings, a CSV text and keys in, the rows that match out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.lookups import Definition, LookupTable


class Rows:
    """A backing that is no file, and whose cells are not all texts."""

    columns = ("n", "name")

    def rows(self):
        return [{"n": 1, "name": "a*"}, {"n": 2, "name": "b*"}]

    def match(self, keys, *, case_sensitive):
        assert not case_sensitive
        return [row for row in self.rows() if all(str(row[column]) == text for column, text in keys.items())]


CASES = yaml.safe_load((Path(__file__).parent / "cases" / "table.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, make_file, make_stanza):
    assert case.keys() <= {"name", "definition", "csv", "keys", "rows"}
    table = LookupTable(Definition.of(make_stanza(case.get("definition", {}))), make_file(case["csv"]))

    for _ in range(2):  # with what it has kept, too
        assert list(table.match(case["keys"])) == case["rows"]


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
