"""A stanza of transforms.conf: what it says of how rows match, or an error with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import ConfError
from minisplunk.lookups import Definition

TEXT = st.text(st.sampled_from("ab \n,;=:$1(?<>)[]{}\"'\\|*.AS_é"), max_size=30)


def test_all_settings(make_stanza):
    settings = {"max_matches": 5, "min_matches": 1, "default_match": "none", "case_sensitive_match": "f"}
    stanza = make_stanza(settings | {"match_type": "wildcard(a) CIDR( b c ),EXACT(d)"})

    assert Definition.of(stanza) == Definition(5, 1, "none", False, {"a": "WILDCARD", "b c": "CIDR"})


def test_what_is_not_set(make_stanza):
    assert Definition.of(make_stanza({})) == Definition(1000, 0, "", True, {})
    assert Definition.of(make_stanza({}), 7) == Definition(max_matches=7)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("match_type", "FUZZY(code)", "match_type FUZZY is none of WILDCARD, CIDR, EXACT"),
        ("match_type", "code", "match_type is not a list of WILDCARD(<field>) or CIDR(<field>): 'code'"),
        ("max_matches", "0", "max_matches must be from 1 to 1000"),
        ("max_matches", "1001", "max_matches must be from 1 to 1000"),
        ("max_matches", "many", "max_matches is not a whole number: 'many'"),
        ("min_matches", "1.5", "min_matches is not a whole number: '1.5'"),
        ("case_sensitive_match", "maybe", "case_sensitive_match is neither true nor false: 'maybe'"),
    ],
)
def test_errors_have_the_place_of_the_setting(make_stanza, setting, value, message):
    with pytest.raises(ConfError) as caught:
        Definition.of(make_stanza({setting: value}))

    assert str(caught.value) == f"transforms.conf:7: {message}"


@given(value=TEXT)
def test_any_match_type_is_read_or_refused_with_its_place(make_stanza, value):
    try:
        Definition.of(make_stanza({"match_type": value}))
    except ConfError as error:
        assert str(error).startswith("transforms.conf:7: ")
