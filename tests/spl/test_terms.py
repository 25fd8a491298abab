"""Search expressions against events: what a base search finds, and what it refuses."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import PlacedError, Span, SplError, UnsupportedSpl
from minisplunk.spl import matcher
from minisplunk.spl.ast import And, Comparison, Keyword, Not, Or, mapped
from minisplunk.spl.parser import parse_expression, parse_terms
from minisplunk.spl.written import written
from minisplunk.values import fold

NOWHERE = Span(0, 0)
CASES = Path(__file__).parent / "cases"
MATCHING = yaml.safe_load((CASES / "matching.yaml").read_text())
REFUSED = yaml.safe_load((CASES / "refused.yaml").read_text())


def finds(search, raw, fields, exempt=()):
    """Whether a base search finds an event: its raw text and its fields."""
    term = parse_terms(search)
    needed = matcher.requirement(term, exempt)
    if not all(literal in fold(raw) for literal in needed.literals):
        return False
    if needed.test is not None and not needed.test(fold(raw), raw):
        return False
    test = matcher.tester(term, covered=True)
    return test is None or test({**fields, "_raw": raw})


@pytest.mark.parametrize("case", MATCHING, ids=lambda case: case["name"])
def test_matching(case):
    assert finds(case["search"], case["raw"], case.get("fields", {}), case.get("exempt", ())) is case["matches"]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
def test_refused(case):
    wanted = UnsupportedSpl if "unsupported" in case else SplError
    with pytest.raises(wanted) as caught:
        parse_terms(case["terms"]) if "terms" in case else parse_expression(case["expression"])
    assert caught.value.explain().splitlines()[0] == case.get("error", case.get("unsupported"))


SPL_LIKE = st.text(st.sampled_from('ab=!<>()[]|",* \\NOTAND`.-0é\n'), max_size=40)


@given(SPL_LIKE | st.text(max_size=60))
def test_any_text_is_terms_or_one_of_our_errors(text):
    try:
        term = parse_terms(text)
        matcher.requirement(term, ())
        matcher.tester(term)
    except PlacedError:
        pass


@given(SPL_LIKE | st.text(max_size=60))
def test_any_text_is_an_expression_or_one_of_our_errors(text):
    try:
        parse_expression(text)
    except PlacedError as error:
        assert error.place is not None


WORDS = st.sampled_from(["failed", "Yes", "login", "a.b", "10.0.0.1", "é", "\u212a", "x y", "f*", "*", '"'])


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, max_size=6))
def test_literals_and_raw_test_never_refuse_what_the_matcher_accepts(terms, parts):
    """The prefilter may only skip what the full matcher rejects: keywords judged by `_raw` alone say which."""
    raw = " ".join(parts)
    search = " OR ".join(f'"{term}"' for term in terms if '"' not in term)
    term = parse_terms(search)
    test = matcher.tester(term)
    if test is None or test({"_raw": raw}):
        needed = matcher.requirement(term, ())
        assert all(literal in fold(raw) for literal in needed.literals)
        assert needed.test is None or needed.test(fold(raw), raw)


def test_what_is_known_beforehand_is_decided():
    term = parse_terms("sourcetype=aws:cloudtrail (index=main OR error) NOT host=x")
    rest = matcher.known(term, {"sourcetype": "AWS:CloudTrail", "index": "main", "host": "y"})
    assert rest is True
    assert matcher.known(term, {"sourcetype": "other"}) is False
    assert matcher.fields_compared(matcher.known(term, {"index": "other", "host": "y"})) == {"sourcetype", "_raw"}


_TEXT = st.text(st.sampled_from('ab1*"\\ .=()|[]`,ANDORTié'), min_size=1, max_size=6)
_LEAF = st.one_of(
    st.builds(Keyword, _TEXT, st.just(NOWHERE)),
    st.builds(Comparison, _TEXT, st.sampled_from(("=", "!=", "<", ">=")), st.tuples(_TEXT), st.just(NOWHERE)),
    st.builds(Comparison, _TEXT, st.just("="), st.lists(_TEXT, min_size=2, max_size=3).map(tuple), st.just(NOWHERE)),
)
_TERM = st.recursive(
    _LEAF,
    lambda inner: st.one_of(
        st.builds(Not, inner, st.just(NOWHERE)),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple), st.just(NOWHERE)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple), st.just(NOWHERE)),
    ),
    max_leaves=6,
)


@given(term=_TERM)
def test_what_is_written_of_a_term_reads_as_that_term(term):
    assert mapped(parse_terms(written(term)), lambda inner: replace(inner, span=NOWHERE)) == term
