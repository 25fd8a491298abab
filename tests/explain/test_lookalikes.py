"""Events that a base search leaves out, each with the first clause that it fails."""

from __future__ import annotations

import pytest

from minisplunk.explain import look_alikes
from minisplunk.spl.fields import Fields

EVENTS = [
    {"raw": "a=1 b=1", "ago": 1},
    {"raw": "a=1 b=2", "ago": 2},
    {"raw": "a=2 b=2", "ago": 3},
    {"raw": "neither", "ago": 4},
    {"raw": "a=1 b=9", "ago": 5, "sourcetype": "other"},
    {"raw": "a=1 b=9", "ago": 7200},
]


@pytest.fixture
def found(finished):
    def look(spl, events=EVENTS, wanted=(), **rest):
        run, _ = finished({"search": spl, "events": events, "earliest": "-1h", "latest": "now", **rest})
        return [*look_alikes(run, Fields.of(wanted))]

    return look


def brief(looks):
    return [(look.clause, look.field, look.found, look.passed) for look in looks]


def test_newest_first_within_the_time_range_and_source_type(found):
    assert brief(found("sourcetype=st a=1 b=1")) == [
        ("b=1", "b", ["2"], 1),
        ("a=1", "a", ["2"], 0),
        ("a=1", "a", [], 0),
    ]


def test_the_first_clause_in_the_order_of_the_search(found):
    assert [look.clause for look in found("sourcetype=st b=1 a=1")] == ["b=1", "b=1", "b=1"]


def test_all_values_of_the_field(found):
    looks = found("both=9", events=[{"raw": "a=1 b=2"}], confs={"props": "[st]\nEVAL-both = mvappend(a, b)\n"})
    assert brief(looks) == [("both=9", "both", ["1", "2"], 0)]


def test_it_has_the_fields_that_are_wanted(found):
    (look, *_) = found("sourcetype=st b=1", wanted=("_time", "a", "nosuch"))
    assert {name: look.row.get(name) for name in ("_time", "a", "nosuch")} == {
        "_time": 1772539198,
        "a": "1",
        "nosuch": None,
    }


@pytest.mark.parametrize(
    ("clause", "field", "values"),
    [("nosuch", "", []), ("NOT a=1", "a", ["1"]), ("a=3 OR b=3", "", []), ("a=3 OR nosuch", "a", ["1"])],
)
def test_the_field_when_there_is_one(found, clause, field, values):
    assert brief(found(f"sourcetype=st {clause}", events=EVENTS[:1])) == [(clause, field, values, 0)]


def test_a_clause_of_which_the_terms_are_missing(found):
    """The field has the value, the raw text has not: Splunk does not find it either."""
    looks = found("cut=ab", events=[{"raw": "xaby"}], confs={"props": "[st]\nEXTRACT-c = x(?<cut>..)y\n"})
    assert brief(looks) == [("cut=ab", "cut", ["ab"], 0)]


def test_parts_of_the_time(found):
    """That an event has in the time that its text says."""
    events = [{"raw": "2026-03-03T11:59:59Z x", "ago": 1}, {"raw": "2026-03-03T11:58:59Z x", "ago": 61}]
    assert brief(found("date_minute=59", events=events)) == [("date_minute=59", "date_minute", ["58"], 0)]


@pytest.mark.parametrize("spl", ["sourcetype=st index=main", "*", "| makeresults"])
def test_none_when_no_event_is_left_out_by_its_content(found, spl):
    assert found(spl) == []
