"""Lookups by name: what is found, what is kept, and what is read again."""

from __future__ import annotations

import pytest

from minisplunk.errors import ConfError, NotFound, UnsupportedConf
from minisplunk.lookups import Catalog


@pytest.fixture
def make_catalog(make_view):
    """transforms.conf as text, CSV texts by file name, other conf files -> the lookups of an app that has them."""

    def make(transforms="", files=None, **confs):
        return Catalog(make_view({"transforms": transforms, **confs}, files))

    return make


def test_lookups_by_definition_and_by_file(make_catalog):
    transforms = "[codes]\nfilename = codes.csv\n[nowhere]\nfilename = nowhere.csv\n[regex]\nREGEX = (a)\n"
    lookups = make_catalog(transforms, {"codes.csv": "code,text\n200,fine\n404,\n"})

    for name in ("codes", "codes.csv"):
        table = lookups.table(name)
        assert table.fields == ["code", "text"]
        assert list(table.rows()) == [{"code": "200", "text": "fine"}, {"code": "404"}]
        assert table.match({"code": "200", "text": "fine"}) == [{"code": "200", "text": "fine"}]
        assert table.match({"code": "404", "text": ""}) == []
    assert lookups.table("codes") is lookups.table("codes")
    for name in ("nowhere", "nowhere.csv", "regex", "unknown", "default"):
        with pytest.raises(NotFound):
            lookups.table(name)


def test_definitions_of_one_file_share_what_is_read(make_catalog):
    transforms = "[one]\nfilename = codes.csv\n[two]\nfilename = codes.csv\nmax_matches = 1\n"
    lookups = make_catalog(transforms, {"codes.csv": "code\n1\n1\n"})
    one, two = lookups.table("one"), lookups.table("two")

    assert one.backing is two.backing is lookups.table("codes.csv").backing
    assert (len(one.match({"code": "1"})), len(two.match({"code": "1"}))) == (2, 1)


def test_a_file_in_a_folder_is_found_by_its_name(make_catalog):
    lookups = make_catalog("[codes]\nfilename = some\\folder/codes.csv\n", {"codes.csv": "code\n1\n"})

    assert lookups.table("codes").fields == ["code"]


def test_limits_count_where_a_definition_says_nothing(make_catalog):
    transforms = "[all]\nfilename = codes.csv\n[two]\nfilename = codes.csv\nmax_matches = 2\n"
    lookups = make_catalog(transforms, {"codes.csv": "code\n1\n1\n1\n"}, limits="[lookup]\nmax_matches = 1\n")

    assert [len(lookups.table(name).match({"code": "1"})) for name in ("all", "two")] == [1, 2]


def test_a_file_that_changes_is_read_again(make_catalog, tmp_path):
    lookups = make_catalog("", {"codes.csv": "code\n1\n"})
    before = list(lookups.table("codes.csv").rows())

    (tmp_path / "cases/lookups/codes.csv").write_text("code\n1\n2\n")

    assert before == [{"code": "1"}]
    assert list(lookups.table("codes.csv").rows()) == [{"code": "1"}, {"code": "2"}]


def test_a_file_that_is_taken_away_is_not_found(make_catalog, tmp_path):
    lookups = make_catalog("[codes]\nfilename = codes.csv\n", {"codes.csv": "code\n1\n"})
    lookups.table("codes")

    (tmp_path / "cases/lookups/codes.csv").unlink()

    for name in ("codes", "codes.csv"):
        with pytest.raises(NotFound, match=r"The lookup file 'codes\.csv' does not exist or is not available\."):
            lookups.table(name)


@pytest.mark.parametrize(
    ("settings", "kind", "message"),
    [
        ("external_cmd = x.py a", UnsupportedConf, "cases/default/transforms.conf:2: external_cmd is not supported"),
        (
            "filename = codes.csv\nmatch_type = a",
            ConfError,
            "cases/default/transforms.conf:3: match_type is not",
        ),
    ],
)
def test_a_definition_that_is_no_good(make_catalog, settings, kind, message):
    lookups = make_catalog(f"[codes]\n{settings}\n", {"codes.csv": "code\n1\n"})

    for _ in range(2):
        with pytest.raises(kind, match=message.replace(".", r"\.")):
            lookups.table("codes")
