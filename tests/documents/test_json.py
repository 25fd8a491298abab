"""Runs the cases of json/*.yaml, and compares the decoders with a plain walk over documents of any shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.documents.json import at_path, complete_prefix, flatten
from minisplunk.fields.typed import decoder

FOLDER = Path(__file__).parent / "json"


def cases(name):
    found = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    return pytest.mark.parametrize("case", found, ids=[case["name"] for case in found])


@cases("flatten")
def test_flatten(case):
    assert flatten(case["document"]) == case["fields"]


@cases("flatten")
def test_typed(case):
    expected = case["fields"] or {"a": None}

    for name in expected:
        found = {name: case["fields"][name]} if case["fields"] else {}
        assert decoder(frozenset({name})).find(case["document"]) == found
    assert decoder(frozenset(expected)).find(case["document"]) == (case["fields"] or {})


@pytest.mark.parametrize("document", ['{"a": null}', '{"a": [null]}', '{"a": [[null]]}', "null", "[null]"])
def test_null_where_an_object_was_asked_for(document):
    assert decoder(frozenset({"a.b", "a{}.b", "a{}{}.b", "{}.b"})).find(document) == {}


@cases("paths")
def test_at_path(case):
    assert at_path(case["document"], case["path"]) == case["value"]


@cases("prefixes")
def test_complete_prefix(case):
    assert complete_prefix(case["text"], case["limit"]) == case["document"]


# Documents as trees whose numbers are written texts, so that the test knows how each is written.


class Written(str):
    """A number, true, false or null, as it is written."""


NUMBERS = ("0", "-0", "1", "-1", "1.0", "1e5", "-2.50E+7", "9007199254740993", "123456789012345678901234567890")
KEYS = st.sampled_from(["a", "b", "c", "a.b", "a{}", "{}", ".", ""])
TREES = st.recursive(
    st.sampled_from([Written(literal) for literal in (*NUMBERS, "true", "false", "null")])
    | st.sampled_from(["", "x", "é", '"', "null"])
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, TREES, max_size=4) | st.lists(TREES, max_size=3)
BLANKS = st.sampled_from(["", " ", "\n\t"])
STEPS = st.sampled_from([".a", "{}", "{}.a"])
NAMES = st.lists(st.sampled_from(["a", "b", "c", ".", "{}", "a.b"]), min_size=1, max_size=6).map("".join)


def written(tree, blank):
    if isinstance(tree, Written):
        return str(tree)
    if isinstance(tree, str):
        return json.dumps(tree, ensure_ascii=False)
    if isinstance(tree, list):
        return f"[{blank}{f',{blank}'.join(written(value, blank) for value in tree)}{blank}]"
    members = (f"{json.dumps(key)}{blank}:{blank}{written(value, blank)}" for key, value in tree.items())
    return f"{{{blank}{f',{blank}'.join(members)}{blank}}}"


def walked(tree, name=None):
    """Names and values, in the order of the document."""
    if isinstance(tree, str):
        yield name, str(tree)
    elif isinstance(tree, list):
        for value in tree:
            yield from walked(value, f"{name or ''}{{}}")
    else:
        for key, value in tree.items():
            yield from walked(value, key if name is None else f"{name}.{key}")


def fields_of(tree):
    found = {}
    for name, value in walked(tree):
        found.setdefault(name, []).append(value)
    found.pop("", None)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


@given(tree=DOCUMENTS, blank=BLANKS)
def test_fields_are_those_of_the_document(tree, blank):
    found = flatten(written(tree, blank))

    assert found == fields_of(tree)
    assert list(found) == list(fields_of(tree))


@given(data=st.data(), tree=DOCUMENTS, blank=BLANKS)
def test_typed_decoding_gives_the_same(data, tree, blank):
    """Whatever is asked for: the document's own names, others, and some below and above."""
    whole = fields_of(tree)
    there = st.sets(st.sampled_from(sorted(whole)), max_size=4) if whole else st.just(set())
    below = {name + step for name in data.draw(there) for step in data.draw(st.sets(STEPS))}
    names = data.draw(there) | below | data.draw(st.sets(NAMES, max_size=2))

    found = decoder(frozenset(names)).find(written(tree, blank))

    assert found == {name: value for name, value in whole.items() if name in names}


@given(tree=DOCUMENTS, blank=BLANKS, limit=st.integers(1, 80))
def test_a_prefix_holds_the_first_values(tree, blank, limit):
    document = written(tree, blank)

    found = flatten(complete_prefix(document, limit) or "{}")

    assert found is not None
    values = dict(walked_values(found))
    for name, kept in values.items():
        assert kept == [value for other, value in walked(tree) if other == name][: len(kept)]
    if limit >= len(document):
        assert found == fields_of(tree)


def walked_values(found):
    return ((name, value if isinstance(value, list) else [value]) for name, value in found.items())


@given(tree=st.dictionaries(st.sampled_from(["a", "b", "c"]), TREES, max_size=3))
def test_a_path_without_brackets_finds_what_the_field_holds(tree):
    document = written(tree, "")

    for name, value in fields_of(tree).items():
        if name in tree and isinstance(tree[name], str):
            assert at_path(document, name) == value


@given(text=st.text(st.sampled_from('{}[]",:\\.0123456789eE+-truefalsn \n\x00é\ud800'), max_size=60), path=NAMES)
def test_no_text_breaks_the_readers(text, path):
    found = flatten(text)
    at_path(text, path)
    typed = decoder(frozenset({path})).find(text)
    complete_prefix(text, 10)

    assert typed == {name: value for name, value in (found or {}).items() if name == path}


def test_nesting_without_end_is_no_document():
    deep = '{"a":' + "[" * 5000 + "]" * 5000 + "}"

    assert flatten(deep) is None
    assert decoder(frozenset({"a"})).find(deep) == {}
    assert at_path(deep, "a{}") is None
