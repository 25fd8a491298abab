"""Fields that came with events, in searches."""

from __future__ import annotations

import pytest

from minisplunk.engine import Splunk
from minisplunk.fields.indexed import stored
from minisplunk.store import Meta

META = Meta("main", "h", "s", "st")


@pytest.fixture
def splunk():
    with Splunk() as splunk:
        events = [
            (1_000_000, "first", stored({"env": "prod", "tags": ["x", "y"]})),
            (2_000_000, "second env=dev other=1", stored({"env": "prod"})),
            (3_000_000, "third", None),
            (4_000_000, '{"env": "dev"}', stored({"env": "prod", "code": "7"})),
        ]
        splunk.store.add_fielded(META, events, 0)
        yield splunk


def raws(splunk: Splunk, spl: str) -> list[str]:
    return [str(row["_raw"]).split()[0] for row in reversed(splunk.search(f"search index=main {spl}").results)]


def test_they_are_there_like_other_fields(splunk: Splunk):
    rows = splunk.search("search index=main | sort _time | table env tags code other").results
    assert [dict(row) for row in rows] == [
        {"env": "prod", "tags": ["x", "y"]},
        {"env": "prod", "other": "1"},
        {},
        {"env": ["prod", "dev"], "code": "7"},
    ]
    assert [dict(row) for row in splunk.search("search index=main | stats count by env").results] == [
        {"env": "dev", "count": 1},
        {"env": "prod", "count": 3},
    ]


def test_they_are_found_behind_the_base_search(splunk: Splunk):
    assert raws(splunk, "| search env=prod") == ["first", "second", '{"env":']
    assert raws(splunk, "| where code=7") == ['{"env":']


def test_they_are_not_terms_of_the_text(splunk: Splunk):
    """fields.conf.spec, INDEXED and INDEXED_VALUE: `field=value` looks for the value's terms unless told otherwise."""
    assert raws(splunk, "env=prod") == []
    assert raws(splunk, "first env=pro*") == []


def test_fields_conf_says_that_they_are_indexed(splunk: Splunk):
    splunk.change("search", "fields", "env", {"INDEXED": "true"})
    assert raws(splunk, "env=prod") == ["first", "second", '{"env":']
    assert raws(splunk, "env=dev") == ['{"env":']  # of the text of the document


def test_calculated_fields_see_them(splunk: Splunk):
    splunk.change("search", "props", "st", {"EVAL-loud": "upper(env)", "FIELDALIAS-a": "env AS place"})
    rows = splunk.search("search index=main first | table loud place").results
    assert [dict(row) for row in rows] == [{"loud": "PROD", "place": "prod"}]
