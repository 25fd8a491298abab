"""Rows by the texts of several columns, each by its match type: what each column finds, together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minisplunk.lookups.index import RowIndex

CELLS = st.sampled_from(["", "a", "b", "a*", "*"])
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12)
KINDS = st.dictionaries(st.sampled_from("xyz"), st.just("WILDCARD"))
KEYS = st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["a", "b", "ab"]))


@given(rows=ROWS, kinds=KINDS, keys=KEYS)
def test_all_columns_must_match(rows, kinds, keys):
    index = RowIndex({"x": 0, "y": 1, "z": 2}, rows)
    together = {*range(len(rows))}
    for column, text in keys.items():
        together &= {*index.finder([column], kinds, True)([text])}
    assert list(index.finder(list(keys), kinds, True)(list(keys.values()))) == sorted(together)
