"""The macros, pipes, brackets, words and expressions of a text see the same strings in it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.commands import resolve
from minisplunk.errors import SplError
from minisplunk.spl import lexer
from minisplunk.spl.ast import Keyword, walk
from minisplunk.spl.macros import Macro, expand, unevaluated
from minisplunk.spl.parser import parse_expression, parse_terms
from minisplunk.spl.pipelines import parse
from minisplunk.spl.source import SourceText

within = st.text(st.sampled_from("a '`|[](),=<"), max_size=6)
escapes = st.sampled_from(["\\\\", '\\"', "\\d", "\\|"])
strings = st.lists(within | escapes, max_size=4).map(lambda parts: f'"{"".join(parts)}"')
outside = st.sampled_from(["a", " b ", '\\"', "\\\\", "c\\d"])
texts = st.lists(strings | outside, max_size=6)


def expected(parts):
    return [lexer.unescape(part[1:-1]) for part in parts if part[0] == '"']


@given(texts)
def test_macro_calls_are_expanded_outside_of_strings_only(parts):
    text = "".join(f"{part}`m` " if part[0] != '"' else part for part in parts)
    expanded = expand(text, lambda name, count: Macro(name, "x"), unevaluated).text
    assert expanded == "".join(f"{part}x " if part[0] != '"' else part for part in parts)


@given(texts, texts)
def test_pipes_and_brackets_part_commands_outside_of_strings_only(before, inner):
    text = f"search {' '.join(before)} [search {' '.join(inner)} | head 1] | head 2"
    pipeline = parse(SourceText.plain(text), resolve)
    assert [stage.command.name for stage in pipeline.stages] == ["search", "head"]
    assert [[stage.command.name for stage in i.pipeline.stages] for i in pipeline.inner()] == [["search", "head"]]


@given(texts)
def test_terms_have_the_strings_of_their_text(parts):
    text = " ".join(parts)
    found = [term for term in walk(parse_terms(text)) if isinstance(term, Keyword)]
    meant = [re.sub(r"\\(.)", r"\1", part[1:-1]) for part in parts if part[0] == '"']
    assert [term.text for term in found if text[term.span.start] == '"'] == meant


@given(st.lists(strings | st.sampled_from(["a", "'b c'", "'d\\\"e'", "'\"x|y\"'"]), min_size=1, max_size=6))
def test_expressions_have_the_strings_of_their_text(parts):
    text = " . ".join(parts)
    assert parse_expression(text) is not None
    found, position = [], 0
    source = SourceText.plain(text)
    while (token := lexer.expression_token(source, position, len(text))) is not None:
        position = token.span.end
        found += [token.text] if token.quoted else []
    assert found == expected(parts)


@pytest.mark.parametrize("text", ["eval a='b\"c'", 'search "a', 'search a"b\\"', "| where '\"' = 1"])
def test_a_string_that_is_never_closed_is_refused_by_whoever_splits_at_pipes(text):
    with pytest.raises(SplError, match="Unbalanced quotes"):
        parse(SourceText.plain(text), resolve, explicit=True)
