"""Macro calls: expansion, and errors that lead to the call and into the definition."""

from datetime import timezone
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import PlacedError, Span
from minisplunk.fields.macros import evaluator
from minisplunk.functions import Environment
from minisplunk.spl.macros import Macro, expand
from minisplunk.times import SystemClock

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "macros.yaml").read_text())


evaluate = evaluator(Environment(SystemClock().now(), timezone.utc))


def finder(stanzas):
    def find(name, count):
        stanza = stanzas.get(f"{name}({count})" if count else name)
        if stanza is None:
            return None
        args = tuple(a.strip() for a in stanza.get("args", "").split(",") if a.strip())
        rest = {key: stanza[key] for key in ("iseval", "validation", "errormsg") if key in stanza}
        return Macro(name, stanza["definition"], args, **rest)

    return find


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_macro(case):
    find = finder(case["macros"])
    if "expands" in case:
        assert expand(case["text"], find, evaluate).text == case["expands"]
        return
    with pytest.raises(PlacedError) as caught:
        expand(case["text"], find, evaluate)
    if "fails" in case:
        assert case["fails"] in caught.value.message
    else:
        assert caught.value.explain() == case["error"]


@pytest.mark.parametrize(
    "macros",
    [{"a": "`a`"}, {"a": "`b`", "b": "`a`"}, {"a": "`b``b`", "b": "`a``a`"}, {"a": "x`a`x`a`"}],
    ids=["itself", "each other", "two at once", "growing"],
)
def test_macros_without_end_are_refused(macros):
    with pytest.raises(PlacedError, match="recursion depth"):
        expand("`a`", finder({k: {"definition": v} for k, v in macros.items()}), evaluate)


def test_an_error_in_a_macro_that_grows_is_short():
    macros = {"m(1)": {"args": "x", "definition": "`m($x$$x$)`"}}
    with pytest.raises(PlacedError) as caught:
        expand("| a `m(abc)` | b", finder(macros), evaluate)
    assert max(map(len, caught.value.explain().splitlines())) < 250
    assert max(map(len, caught.value.in_macros())) < 500


@given(st.text(st.sampled_from('ab`"\\(),$ '), max_size=30))
def test_any_text_expands_or_is_refused(text):
    macros = {"a": {"definition": "x"}, "b(1)": {"args": "a", "definition": "$a$"}}
    try:
        expand(text, finder(macros), evaluate)
    except PlacedError as error:
        assert error.place is not None


@given(st.lists(st.sampled_from(["a b ", "`m` ", '"q" ', "`n(1)` "]), max_size=6), st.data())
def test_every_span_of_an_expansion_has_its_place(parts, data):
    macros = {"m": {"definition": "one two `n(x)`"}, "n(1)": {"args": "a", "definition": "<$a$>"}}
    text = "".join(parts)
    source = expand(text, finder(macros), evaluate)
    start = data.draw(st.integers(0, len(source.text)))
    end = data.draw(st.integers(start, len(source.text)))
    place = source.place(Span(start, end))
    assert 0 <= place.span.start <= place.span.end <= len(text)
    if not place.inside and start < end and "`" not in text:
        assert text[place.span.start : place.span.end] == source.text[start:end]
