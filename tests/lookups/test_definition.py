"""A stanza of transforms.conf: what it says of how rows match, and what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import ConfError, UnsupportedConf
from minisplunk.lookups.definition import Definition, Times
from minisplunk.spl.parser import parse_terms

TEXT = st.text(st.sampled_from("ab \n,;=:$1(?<>)[]{}\"'\\|*.AS_é"), max_size=30)


def test_all_settings(make_stanza):
    settings = {"max_matches": 5, "min_matches": 1, "default_match": "none", "case_sensitive_match": "f"}
    settings |= {"match_type": "wildcard(a) CIDR( b c ),EXACT(d)", "filter": "a=1", "time_field": "t"}
    settings |= {"time_format": "%F", "min_offset_secs": -5, "max_offset_secs": 60}
    definition = Definition.of(make_stanza(settings))

    kinds = {"a": "WILDCARD", "b c": "CIDR"}
    times = Times("t", "%F", -5, 60)
    assert definition == Definition(5, 1, "none", False, kinds, times, only=parse_terms("a=1"))
    assert definition.faults == ()


def test_what_is_not_set(make_stanza):
    assert Definition.of(make_stanza({})) == Definition(100, 0, "", True, {}, None, None)
    assert Definition.of(make_stanza({}), 7) == Definition(max_matches=7)
    assert Definition.of(make_stanza({"filter": "", "time_field": "", "time_format": "%s"})) == Definition()


def test_a_lookup_that_is_bound_to_times_has_one_match_where_nothing_is_said(make_stanza):
    times = Times("t", "%s.%Q", 0, 2_000_000_000)

    assert Definition.of(make_stanza({"time_field": "t"}), 7) == Definition(1, times=times)
    assert Definition.of(make_stanza({"time_field": "t", "max_matches": "3"})) == Definition(3, times=times)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("match_type", "FUZZY(code)", "match_type FUZZY is none of WILDCARD, EXACT, CIDR"),
        ("match_type", "code", "match_type is not a list of WILDCARD(<field>) or CIDR(<field>): 'code'"),
        ("max_matches", "0", "max_matches must be 1 or more"),
        ("min_matches", "-1", "min_matches must be 0 or more"),
        ("max_offset_secs", "1h", "max_offset_secs is not a whole number: '1h'"),
        ("max_matches", "many", "max_matches is not a whole number: 'many'"),
        ("min_matches", "1.5", "min_matches is not a whole number: '1.5'"),
        ("case_sensitive_match", "maybe", "case_sensitive_match is neither true nor false: 'maybe'"),
    ],
)
def test_what_is_wrong_counts_as_not_set(make_stanza, setting, value, message):
    definition = Definition.of(make_stanza({setting: value, "time_field": "t"}))

    assert definition == Definition.of(make_stanza({"time_field": "t"}))
    assert [str(fault) for fault in definition.faults] == [f"transforms.conf:7: {message}"]


def test_a_thousand_rows_may_match_at_most(make_stanza):
    definition = Definition.of(make_stanza({"max_matches": 5000}))

    assert definition.max_matches == 1000
    message = "transforms.conf:7: max_matches can be 1000 at most, which counts in place of 5000"
    assert [str(fault) for fault in definition.faults] == [message]


@pytest.mark.parametrize(
    ("setting", "value", "kind", "message"),
    [
        ("filter", "a=1 OR", ConfError, "filter: Error in 'search' command: "),
        ("filter", "a=[search x]", UnsupportedConf, "filter: A subsearch cannot stand here"),
        ("time_format", "%-d", UnsupportedConf, "time_format: minisplunk does not know the time format variable %-d."),
    ],
)
def test_without_which_other_rows_would_be_found(make_stanza, setting, value, kind, message):
    with pytest.raises(kind) as caught:
        Definition.of(make_stanza({setting: value, "time_field": "t"}))

    assert type(caught.value) is kind
    assert str(caught.value).startswith(f"transforms.conf:7: {message}")


@given(value=TEXT)
def test_any_match_type_is_read_or_passed_over_with_its_place(make_stanza, value):
    for fault in Definition.of(make_stanza({"match_type": value})).faults:
        assert str(fault).startswith("transforms.conf:7: ")
