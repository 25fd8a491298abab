"""Marks go into case files, and change nothing else in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.case_files import LOADER
from tests.verified import mark, marked

TESTS = Path(__file__).parent
EXAMPLES = {
    "flow": ("- {name: a, x: [1, 2]}\n", '- {name: a, x: [1, 2], verified: "10.2"}\n'),
    "flow, marked before": ('- {name: a, verified: "9", x: 1}\n', '- {name: a, verified: "10.2", x: 1}\n'),
    "flow over lines, and a comment": (
        "- {name: a,\n   x: 1}  # why\n- {name: b}\n",
        '- {name: a,\n   x: 1, verified: "10.2"}  # why\n- {name: b}\n',
    ),
    "block": ("- name: a\n  x: 1\n\n- name: b\n", '- name: a\n  x: 1\n  verified: "10.2"\n\n- name: b\n'),
    "block, marked before": (
        '- name: a\n  verified: "9, by hand"  # so\n  x: 1\n',
        '- name: a\n  verified: "10.2"  # so\n  x: 1\n',
    ),
    "a comment on the last line, and one of the next case": (
        "- name: a\n  x: {y: 1}  # why\n# next\n- name: b\n",
        '- name: a\n  x: {y: 1}  # why\n  verified: "10.2"\n# next\n- name: b\n',
    ),
    "a text of many lines": (
        "- name: a\n  x: |\n    one\n    # two\n\n# next\n- name: b\n",
        '- name: a\n  x: |\n    one\n    # two\n  verified: "10.2"\n\n# next\n- name: b\n',
    ),
    "a list within": (
        "- name: a\n  x:\n    - 1\n    - {y: 2}\n- name: b\n",
        '- name: a\n  x:\n    - 1\n    - {y: 2}\n  verified: "10.2"\n- name: b\n',
    ),
    "no line break at the end": ("- name: a\n  x: 1", '- name: a\n  x: 1\n  verified: "10.2"'),
    "cases beside what they share": (
        "events: [e]\n\ncases:\n  - name: a\n    x: 1\n",
        'events: [e]\n\ncases:\n  - name: a\n    x: 1\n    verified: "10.2"\n',
    ),
}


@pytest.mark.parametrize(("before", "after"), EXAMPLES.values(), ids=EXAMPLES)
def test_the_mark_stands_where_a_person_would_write_it(before: str, after: str) -> None:
    assert marked(before, ["a"], "10.2") == after
    assert marked(after, ["a"], "10.2") == after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- {name: b}\n", "There is no case 'a'"),
        ("- {name: a}\n- {name: a}\n", "Two cases have the name 'a'"),
        ("- name: a\n  x: |+\n    one\n\n\n- name: b\n", "would not be what they were"),
    ],
)
def test_what_cannot_be_marked_is_left(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        marked(text, ["a"], "10.2")


MARK = re.compile(r',?\s*verified: "[^"]*"')
FOLDERS = ("commands", "functions", "fields", "search", "times", "detection")
FILES = sorted(file for folder in FOLDERS for file in (TESTS / folder).glob("**/cases*/*.yaml"))


def cases(text: str) -> list[dict[str, Any]]:
    found = yaml.load(text, LOADER)
    return found if isinstance(found, list) else found["cases"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(TESTS).as_posix())
def test_all_cases_of_our_files_can_be_marked(file: Path, tmp_path: Path) -> None:
    text = file.read_text("utf-8")
    copy = tmp_path / file.name
    copy.write_text(text, "utf-8")
    before = cases(text)
    mark(copy, [case["name"] for case in before], "10.2")
    after = copy.read_text("utf-8")
    assert cases(after) == [{**case, "verified": "10.2"} for case in before]
    assert MARK.sub("", after) == MARK.sub("", text)


NAMES = st.text(st.sampled_from("ab é:'\"#{}[],-|"), min_size=1, max_size=6)
VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=6) | st.just("one\n# two\n"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=3), min_size=1, max_size=4),
    st.data(),
    st.sampled_from([True, False, None]),
)
def test_any_cases_are_the_same_but_for_the_mark(named: dict[str, Any], data: st.DataObject, flow: bool | None) -> None:
    made = [{**case, "name": name} for name, case in named.items()]
    text = yaml.safe_dump(made, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    written = yaml.safe_load(text)  # which reads some signs as others than it was given
    names = data.draw(st.sets(st.sampled_from([*named])))
    expected = [{**case, "verified": "10.2"} if case["name"] in names else case for case in written]
    assert yaml.safe_load(marked(text, names, "10.2")) == expected
