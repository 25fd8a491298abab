"""Random events of a few source types: JSON documents, pairs of keys and values, plain texts."""

from __future__ import annotations

import json

from hypothesis import strategies as st

TEXTS = st.sampled_from(
    ("x", "y", "1", "2", "10", "X", "1.50", "-3", "x y", "secret", "", "xyx,1", "10.0.0.1", "1:02:03", "x-y")
)
LEAVES = TEXTS | st.integers(-3, 20) | st.sampled_from((1.5, True, None))
VALUES = LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(st.sampled_from("abk"), LEAVES, max_size=2)
FIELDS = st.sampled_from(("a", "b", "c", "x"))
DOCUMENTS = st.dictionaries(FIELDS, VALUES, max_size=4).map(json.dumps)
PAIRS = st.lists(st.tuples(FIELDS, TEXTS).map(lambda pair: '{}="{}"'.format(*pair)), max_size=4).map(" ".join)
PLAIN = st.lists(TEXTS, max_size=3).map(" ".join) | st.just('<a b="1">x</a><c>2</c>')
EVENT = (
    st.tuples(st.sampled_from(("js", "js", "kv")), DOCUMENTS)
    | st.tuples(st.sampled_from(("kv", "kv", "js", "plain")), PAIRS)
    | st.tuples(st.sampled_from(("plain", "kv")), PLAIN)
)
EVENTS = st.lists(EVENT, min_size=2, max_size=10)
"""Source type and raw text, the newest first."""
