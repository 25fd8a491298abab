"""Rows that are counted at once belong to the groups that they belong to one by one."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.operators.grouping import By

VALUES = st.sampled_from(["1", "x", 1, 1.0, None, ["1", "x"], ["x", "x"]])
ROWS = st.lists(st.dictionaries(st.sampled_from("ab"), VALUES), min_size=1, max_size=4)
TEXTS = st.lists(
    st.fixed_dictionaries({"a": st.sampled_from("1x"), "b": st.sampled_from("1x")}), min_size=1, max_size=4
)


@pytest.mark.parametrize("fields", [(), ("a",), ("a", "b")])
@given(rows=ROWS | TEXTS, distinct=st.booleans())
def test_count(fields, rows, distinct):
    by = By(fields, distinct=distinct)
    assert by.count(rows) == Counter(key for row in rows for key in by.of(row))
