"""The raw text of a stash event, and that a search reads out of it what was put in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.alerts.stash import stash_event


def test_time_search_then_fields_in_order():
    raw = stash_event(1_772_539_200.9, "My search", {"risk_score": "64"}, {"user": "dana", "count": 2, "_b": "x"})
    assert raw == '1772539200, search_name="My search", count="2", risk_score="64", user="dana"'


def test_one_pair_for_each_value():
    assert stash_event(0, "s", {}, {"a": ["x", "y"], "b": None, "c": []}) == '0, search_name="s", a="x", a="y"'


def test_quotation_marks_and_backslashes_are_escaped():
    assert stash_event(0, 'a"b', {"x": "C:\\x"}, {"y": 'say "hi"\n'}) == (
        '0, search_name="a\\"b", x="C:\\\\x", y="say \\"hi\\"\n"'
    )


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        *((name, f"orig_{name}") for name in ("host", "source", "sourcetype", "index", "splunk_server", "linecount")),
        *((name, f"orig_{name}") for name in ("eventtype", "tag", "tag::user", "search_name", "event_id")),
        *((name, f"orig{name}") for name in ("_time", "_raw", "_bkt", "_cd")),
        *((name, None) for name in ("_indextime", "_serial", "_si", "date_hour", "punct", "sid", "orig_sid", "rid")),
        *((name, name) for name in ("user", "time", "timestamp", "hosts", "taggers", "updated_date")),
    ],
)
def test_fields_that_would_clash(name, becomes):
    raw = stash_event(0, "s", {}, {name: "v"})
    assert raw == '0, search_name="s"' + (f', {becomes}="v"' if becomes else "")


def test_its_own_fields_come_before_the_results():
    assert stash_event(0, "s", {"user": "own", "host": "h"}, {"user": "row", "host": "r"}) == (
        '0, search_name="s", host="h", orig_host="r", user="own"'
    )


@pytest.fixture(scope="module")
def splunk():
    from minisplunk.engine import Splunk

    with Splunk() as opened:
        opened.install_enterprise_security()
        yield opened


characters = st.characters(exclude_characters='\\"\x00', exclude_categories=("Cs",))
plain = st.text(characters, min_size=1, max_size=12).map(str.strip).filter(bool)  # Splunk trims what it extracts


@given(
    st.dictionaries(
        st.sampled_from(("a", "user.name", "b{}", "values(x)")), st.lists(plain, min_size=1, max_size=3), min_size=1
    )
)
def test_a_search_reads_what_was_written(splunk, row):
    splunk.store.clean_index("risk")
    splunk.ingest([(0, stash_event(0, "s", {}, row))], index="risk", sourcetype="stash", source="s", host="h")
    (found,) = splunk.search("search index=risk").results
    assert {name: found.get(name) for name in row} == {
        name: values[0] if len(values) == 1 else values for name, values in row.items()
    }
