"""CSV files: runs the cases of cases/csv.yaml; which rows match some texts; what is large; and files that change."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import ConfError
from minisplunk.limits import MAX_VALUE
from minisplunk.lookups import csv
from minisplunk.lookups.backing import Search
from minisplunk.lookups.csv import CsvFile

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "csv.yaml").read_text("utf-8"))


def told(file):
    """Line and reason of each warning."""
    return [f"{warning.line}: {warning.reason}" for warning in file.warnings]


def matching(file, case_sensitive=True, **keys):
    return list(file.finder(Search(list(keys), case_sensitive=case_sensitive))(list(keys.values())))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, tmp_path):
    assert case.keys() <= {"name", "file", "text", "data", "columns", "rows", "warnings", "error"}
    path = tmp_path / case.get("file", "codes.csv")
    path.write_bytes(case["data"] if "data" in case else case["text"].encode())
    file = CsvFile.at(path)

    if "error" in case:
        with pytest.raises(ConfError) as caught:
            file.rows()
        assert str(caught.value).startswith(f"{tmp_path}/{case['error']}")
        return
    assert (file.columns, list(file.rows())) == (case["columns"], case["rows"])
    assert told(file) == case.get("warnings", [])


def test_rows_that_equal_some_texts(make_file):
    file = make_file("a,b,n\nx,y,1\nX,y,2\nx,,3\nx,y,4\n")

    assert [row["n"] for row in matching(file, a="x")] == ["1", "3", "4"]
    assert [row["n"] for row in matching(file, a="x", b="y")] == ["1", "4"]
    assert [row["n"] for row in matching(file, a="x", b="Y", case_sensitive=False)] == ["1", "2", "4"]
    assert matching(file, b="") == matching(file, b="z") == matching(file, unknown="x") == []
    assert matching(file, a="x", unknown="x") == []
    assert matching(file) == list(file.rows())


def test_a_cell_of_several_values_is_compared_whole(make_file):
    file = make_file('name,groups,__mv_groups\na,"x\ny",$x$;$y$\n')

    assert matching(file, groups="x\ny") == list(file.rows())
    assert matching(file, groups="x") == matching(file, groups="['x', 'y']") == []


def test_a_file_of_another_time_or_size_is_another_one(make_file):
    before = make_file("code\n1\n")

    assert CsvFile.at(before.path) == before
    assert make_file("code\n1\n2\n") != before


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        CsvFile.at(tmp_path / "nowhere.csv")


# What is large


def test_a_cell_that_is_too_long_costs_its_line(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("a,b\n1,2\n")
        file.writelines(["x" * 1_000_000] * (MAX_VALUE // 1_000_000 + 1))
        file.write(",y\n3,4\n")
    read = CsvFile.at(path)

    assert list(read.rows()) == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert told(read) == ["3: a cell has more than 10,000,000 characters, and its line is left out"]


def test_a_cell_that_is_too_long_and_never_ends(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text('a,b\n1,2\n3,"' + "x" * (MAX_VALUE + 1))
    read = CsvFile.at(path)

    assert list(read.rows()) == [{"a": "1", "b": "2"}]
    assert [warning.line for warning in read.warnings] == [3]


def test_a_great_many_columns(make_file):
    many = range(200_000)
    file = make_file(",".join(f"c{n}" for n in many) + "\n" + ",".join(map(str, many)) + "\n1\n")

    first, second = file.rows()
    assert (len(file.columns), len(first), first["c7"], second) == (200_000, 200_000, "7", {"c0": "1"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,c\n" + "1,2,3\n" * 10, "codes.csv: has more than 30 cells, and lookup tables are held in memory"),
        ("a,b,c\n" + "1\n" * 10, "codes.csv: has more than 29 cells, and lookup tables are held in memory"),
        ("a\n" + "1" * 300, "codes.csv: is larger than 0 MB, and lookup tables are held in memory"),
    ],
    ids=["cells", "cells that short rows would have", "bytes"],
)
def test_a_table_that_is_too_large(make_file, monkeypatch, text, message):
    monkeypatch.setattr(csv, "MAX_CELLS", 29 if "29" in message else 30)
    monkeypatch.setattr(csv, "MAX_BYTES", 200)

    with pytest.raises(ConfError) as caught:
        make_file(text).rows()
    assert str(caught.value).endswith(f"/{message}")


def test_a_small_file_that_unpacks_to_a_large_one(tmp_path, monkeypatch):
    monkeypatch.setattr(csv, "MAX_BYTES", 1_000_000)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a\n" + b"1" * 2_000_000))

    with pytest.raises(ConfError, match="is larger than 0 MB"):
        CsvFile.at(path).rows()


@given(data=st.one_of(st.binary(max_size=60), st.text('a,"\r\n\0', max_size=40).map(str.encode)))
def test_any_bytes_are_read(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(data)
    file = CsvFile.at(path)

    assert all(row.keys() <= {*file.columns} for row in file.rows())
    assert all(warning.line >= 1 for warning in file.warnings)
