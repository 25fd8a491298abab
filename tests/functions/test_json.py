"""JSON functions over documents of any shape: nothing breaks them, and what is set can be extracted again."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.documents import tree
from minisplunk.errors import LimitError
from minisplunk.functions import Environment, compile_expr
from minisplunk.spl.parser import parse_expression

ENVIRONMENT = Environment(0, ZoneInfo("UTC"))
NAMES = st.text("abc\u00e9 ", min_size=1, max_size=3)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5)
TREES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3))
STEPS = st.lists(NAMES | st.sampled_from(["a{}", "b{1}", "a{0}{}"]), max_size=3)
PATHS = st.builds(lambda first, steps: ".".join([*first, *steps]), st.sampled_from([[], ["{}"], ["{0}"]]), STEPS)
DEEP = "[" * 100_000 + "]" * 100_000


def run(expression: str, **row: Any) -> Any:
    return compile_expr(parse_expression(expression), ENVIRONMENT)(row)


def shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(TREES)
def test_a_document_is_written_as_it_was_read(document: Any) -> None:
    assert tree.read(shown(document)) == document
    assert json.loads(tree.written(document)) == document


@given(st.lists(NAMES, min_size=1, max_size=4), TREES)
def test_what_is_set_is_extracted(names: list[str], value: Any) -> None:
    path = ".".join(names)
    document = run('json_set("{}", p, v)', p=path, v=shown(value) if isinstance(value, (list, dict)) else value)
    found = tree.at(json.loads(document), tree.steps_of(path) or ())
    assert found[:1] == [value] or isinstance(value, str)
    extracted = run("json_extract(d, p)", d=document, p=path)
    assert (json.loads(extracted) == value) if isinstance(value, (list, dict)) else True


@given(TREES, PATHS)
def test_a_path_is_extended_by_what_it_has(document: Any, path: str) -> None:
    """What is appended to each thing at a path is found there."""
    steps = tree.steps_of(path)
    assert steps is not None
    appended = json.loads(run('json_append(d, p, "new")', d=shown(document), p=path))
    expected = tree.at(document, steps)
    found = tree.at(appended, steps)
    assert found == [[*(old if isinstance(old, list) else [old]), "new"] for old in expected]


FUNCTIONS = (
    "json_extract(d, p)", "json_extract(d, p, p)", "json_extract_exact(d, p)", "json_set(d, p, v)", "json_keys(d)",
    "json_append(d, p, v)", "json_extend(d, p, v)", "json_set_exact(d, p, v)", "json_delete(d, p)", "json_entries(d)",
    "json_array_to_mv(d, true())", "mv_to_json_array(d, true())", "toarray(d)", "toobject(d)", "tomv(d)", "json(d)",
    "json_valid(d)", "isarray(d)", "isobject(d)", "json_has_key_exact(d, p)", "json_object(p, d)", "json_array(d, v)",
    "spath(d, p)",
)  # fmt: skip


@given(st.sampled_from(FUNCTIONS), st.text(max_size=20) | TREES.map(shown), st.text("ab{}01.", max_size=9), SCALARS)
def test_any_text(expression: str, document: str, path: str, value: Any) -> None:
    run(expression, d=document, p=path, v=value)


@pytest.mark.parametrize("expression", FUNCTIONS)
def test_a_document_too_deep(expression: str) -> None:
    run(expression, d=DEEP, p="a", v=DEEP)
    run(expression, d="{}", p="a." * 100_000 + "a", v="[1]")


def test_a_deep_document_that_can_be_read() -> None:
    deep = "[" * 900 + "]" * 900
    assert run('json_append(d, "", v)', d="[]", v=deep) in (f"[{deep}]", None)


def test_what_would_be_too_long() -> None:
    many = shown([{}] * 20_000)
    with pytest.raises(LimitError):
        run('json_set(d, "{}.a", v)', d=many, v="x" * 1_000)
    with pytest.raises(LimitError):
        run("json_array(v, v, v)", v="x" * 4_000_000)


def test_an_array_of_too_many_values() -> None:
    with pytest.raises(LimitError):
        run("json_array_to_mv(d)", d="[" + "1," * 1_000_000 + "1]")
