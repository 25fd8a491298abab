"""DELIMS and FIELDS: a text is cut in the same way whether a value of it is in quotes or none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from minisplunk.fields.delims import splitter

NAMES = [str(number) for number in range(20)]
TEXTS = some.text(alphabet="ab =,;|\\\n", max_size=12)


@given(TEXTS, some.sampled_from([",", ";|", " ,"]))
def test_a_quoted_value_changes_nothing_before_it(text, delims):
    split = splitter([delims], NAMES)
    assert [*split(f'{text}{delims[0]}"c"')][:-1] == [*split(text)]


@given(TEXTS, some.sampled_from([[",", "="], ["|;", "=,"]]))
def test_nor_does_a_quoted_value_of_a_pair(text, delims):
    split = splitter(delims, [])
    assert [*split(f'{text}{delims[0]}c="d"')] == [*split(text), ("c", "d")]
