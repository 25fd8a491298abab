"""CSV files: their columns and rows, which rows equal some texts, and files that cannot be read."""

from __future__ import annotations

import gzip

import pytest

from minisplunk.errors import ConfError
from minisplunk.lookups import CsvFile


def matching(file, case_sensitive=True, **keys):
    return list(file.match(keys, case_sensitive=case_sensitive))


def test_columns_and_rows(make_file):
    file = make_file('\ufeffcode,text\n200,fine\n\n404,"not found,\nsorry"\n500\n')

    assert file.columns == ["code", "text"]
    assert file.rows() == [
        {"code": "200", "text": "fine"},
        {"code": "404", "text": "not found,\nsorry"},
        {"code": "500"},
    ]


def test_the_names_of_columns(make_file):
    file = make_file('\ufeff"user" , "full name" ,team,,team,\nann, Ann A,x,lost,y,\n')

    assert file.columns == ["user", "full name", "team"]
    assert file.rows() == [{"user": "ann", "full name": " Ann A", "team": "y"}]


def test_an_empty_file_has_no_columns(make_file):
    assert (make_file("").columns, make_file("").rows()) == ([], [])


def test_a_gzipped_file(tmp_path):
    path = tmp_path / "codes.csv.gz"
    path.write_bytes(gzip.compress(b"code\n200\n"))

    assert CsvFile.at(path).rows() == [{"code": "200"}]


def test_rows_that_equal_some_texts(make_file):
    file = make_file("a,b,n\nx,y,1\nX,y,2\nx,,3\nx,y,4\n")

    assert [row["n"] for row in matching(file, a="x")] == ["1", "3", "4"]
    assert [row["n"] for row in matching(file, a="x", b="y")] == ["1", "4"]
    assert [row["n"] for row in matching(file, a="x", b="Y", case_sensitive=False)] == ["1", "2", "4"]
    assert matching(file, b="") == matching(file, b="z") == matching(file, unknown="x") == []
    assert matching(file) == file.rows()


def test_a_cell_of_several_values(make_file):
    file = make_file('name,groups,__mv_name,__mv_groups\na,"x\ny",,$x$;$y$$z$\nb,x,,\n')

    assert file.columns == ["name", "groups"]
    assert matching(file, name="a") == [{"name": "a", "groups": ["x", "y$z"]}]
    assert matching(file, name="b") == [{"name": "b", "groups": "x"}]


def test_a_cell_of_several_values_is_compared_whole(make_file):
    file = make_file('name,groups,__mv_groups\na,"x\ny",$x$;$y$\n')

    assert matching(file, groups="x\ny") == file.rows()
    assert matching(file, groups="x") == matching(file, groups="['x', 'y']") == []


def test_a_file_of_another_time_or_size_is_another_one(make_file):
    before = make_file("code\n1\n")

    assert CsvFile.at(before.path) == before
    assert make_file("code\n1\n2\n") != before


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("codes.csv", b"code\n\xff\n", r"codes\.csv: is not UTF-8"),
        ("codes.csv.gz", b"\x1f\x8bno gzip", r"codes\.csv\.gz: cannot be read: "),
        ("codes.csv", b'code,text\n200,"open\n', r"codes\.csv:2: is no CSV: "),
    ],
    ids=["not UTF-8", "no gzip", "open quotes"],
)
def test_a_file_that_cannot_be_read(tmp_path, name, data, message):
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(ConfError, match=message):
        CsvFile.at(path).rows()


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        CsvFile.at(tmp_path / "nowhere.csv")
