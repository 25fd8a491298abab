"""Lookups by name: what is found, what is kept, and what is read again."""

from __future__ import annotations

import pytest

from minisplunk.errors import ConfError, NotFound, UnsupportedConf
from minisplunk.lookups import stores as module
from minisplunk.lookups.catalog import Catalog
from minisplunk.lookups.stores import LookupStores

NOT = "is not supported"
SCRIPTS = "the scripts and programs of apps are not run"


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

    assert [len(lookups.table(name).match({"code": "1"})) for name in ("all", "two", "codes.csv")] == [1, 2, 1]


@pytest.mark.parametrize(
    ("value", "matches", "fault"),
    [
        ("5000", 1000, "max_matches can be 1000 at most, which counts in place of 5000"),
        ("0", 100, "max_matches must be 1 or more"),
        ("-5", 100, "max_matches must be 1 or more"),
        ("many", 100, "max_matches is not a whole number: 'many'"),
    ],
)
def test_a_limit_that_is_wrong_is_told_where_it_would_count(make_catalog, value, matches, fault):
    transforms = "[all]\nfilename = codes.csv\n[two]\nfilename = codes.csv\nmax_matches = 2\n"
    transforms += "[timed]\nfilename = codes.csv\ntime_field = code\n"
    limits = f"[lookup]\nmax_matches = {value}\n"
    lookups = make_catalog(transforms, {"codes.csv": "code\n" + "1\n" * 1200}, limits=limits)

    for name in ("all", "codes.csv"):
        table = lookups.table(name)
        assert len(table.match({"code": "1"})) == matches
        assert [warning.reason for warning in table.warnings] == [fault]
    assert [lookups.table(name).warnings for name in ("two", "timed")] == [(), ()]


def test_a_hundred_rows_match_where_nothing_says_anything(make_catalog):
    lookups = make_catalog("[all]\nfilename = codes.csv\n", {"codes.csv": "code\n" + "1\n" * 200})

    assert [len(lookups.table(name).match({"code": "1"})) for name in ("all", "codes.csv")] == [100, 100]


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
        ("filename = codes.csv\nfilter = a=1 OR", ConfError, "3: filter: Error in 'search' command: "),
        ("external_cmd = x.py a", UnsupportedConf, f"2: external_cmd is not supported: {SCRIPTS}"),
        ("external_type = python\nexternal_cmd = x", UnsupportedConf, f"2: external_type = python {NOT}: {SCRIPTS}"),
        ("external_cmd = x\nexternal_type = executable", UnsupportedConf, f"3: external_type = executable {NOT}: "),
        ("filename = s.kmz\nexternal_type = geo", UnsupportedConf, f"3: external_type = geo {NOT}: a place is not"),
        ("external_type = Geo_Hex", UnsupportedConf, f"2: external_type = Geo_Hex {NOT}: a place is not looked up in"),
    ],
)
def test_a_definition_that_is_no_good(make_catalog, settings, kind, message):
    lookups = make_catalog(f"[codes]\n{settings}\n", {"codes.csv": "code\n1\n"})

    for _ in range(2):
        with pytest.raises(kind) as caught:
            lookups.table("codes")
        assert type(caught.value) is kind
        assert f"cases/default/transforms.conf:{message}" in str(caught.value)


def test_what_is_passed_over_is_told(make_catalog):
    transforms = "[codes]\nfilename = codes.csv\nmatch_type = a\nmax_matches = 0\n"
    table = make_catalog(transforms, {"codes.csv": "code,text\n1,2,3\n"}).table("codes")

    assert [(warning.file.name, warning.line) for warning in table.warnings] == [
        ("transforms.conf", 4),
        ("transforms.conf", 3),
        ("codes.csv", 2),
    ]
    assert table.match({"code": "1"}) == [{"code": "1", "text": "2"}]


def test_a_disabled_lookup_does_not_exist(make_catalog):
    lookups = make_catalog("[codes]\nfilename = codes.csv\ndisabled = 1\n", {"codes.csv": "code\n1\n"})

    with pytest.raises(NotFound, match=r"The lookup table 'codes' does not exist or is not available\."):
        lookups.table("codes")
    assert lookups.table("codes.csv").fields == ["code"]


# What is shared


def test_a_file_is_read_once_for_all_contexts(make_view):
    view, stores = make_view({}, {"codes.csv": "code\n1\n"}), LookupStores()
    one, other = Catalog(view, stores).table("codes.csv"), Catalog(view, stores).table("codes.csv")

    assert one is not other
    assert one.backing is other.backing


def test_only_so_much_is_kept_of_files_that_nobody_uses(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 20)
    paths = [tmp_path / f"{name}.csv" for name in "abc"]
    for path in paths:
        path.write_text("123456789\n")
    stores = LookupStores()
    a, b, c = paths
    first = stores.file(a)
    second = stores.file(b)

    assert stores.file(a) is first
    third = stores.file(c)  # b was asked for longest ago
    assert stores.file(a) is first
    assert stores.file(b) is not second
    assert stores.file(b) == second
    assert stores.file(c) is not third

    c.write_text("123456789\n" * 100)
    large = stores.file(c)
    assert stores.file(c) is large
