"""Expected rows and those found in; what differs out, which is nothing just where the rows are as expected."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.testing import form
from minisplunk.testing.comparing import agrees, compared, shown

NAMES = st.sampled_from(["a", "b"])
WANTED = st.lists(st.dictionaries(NAMES, st.sampled_from(["1", 1, "2", None]), max_size=2), max_size=4)
FOUND = st.lists(st.dictionaries(NAMES, st.sampled_from(["1", "2"]), max_size=2), max_size=4)


def matches(wanted: list[form.Fields], found: list[Any]) -> bool:
    """Whether the rows are these, in some order."""
    return len(wanted) == len(found) and any(
        all(agrees(want, row) for want, row in zip(wanted, order, strict=True)) for order in permutations(found)
    )


@given(WANTED, FOUND)
def test_rows_in_any_order_are_found_where_they_are(wanted: list[form.Fields], found: list[Any]) -> None:
    (*differences,) = compared("results", form.Rows(rows=wanted), found)
    assert (not differences) == matches(wanted, found)


@given(WANTED, FOUND)
def test_rows_in_order(wanted: list[form.Fields], found: list[Any]) -> None:
    (*differences,) = compared("results", wanted, found)
    same = len(wanted) == len(found) and all(agrees(want, row) for want, row in zip(wanted, found, strict=True))
    assert (not differences) == same


@given(WANTED, WANTED, FOUND, st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
def test_what_else_is_said_of_rows(
    includes: list[form.Fields], excludes: list[form.Fields], found: list[Any], exactly: int, least: int, most: int
) -> None:
    for rows, holds in (
        (form.Rows(includes=includes), all(any(agrees(want, row) for row in found) for want in includes)),
        (form.Rows(excludes=excludes), not any(agrees(want, row) for want in excludes for row in found)),
        (form.Rows(exactly=exactly), len(found) == exactly),
        (form.Rows(at_least=least), len(found) >= least),
        (form.Rows(at_most=most), len(found) <= most),
    ):
        assert (not list(compared("results", rows, found))) == holds


@pytest.mark.parametrize(
    ("want", "value", "same"),
    [
        ("1", "1", True),
        (1, "1", True),
        (1.0, "1", True),
        (1.5, "1.5", True),
        (1, "1.0", False),
        (True, "true", True),
        ("", "", True),
        (None, None, True),
        (None, "", False),
        ("", None, False),
        (["a", "b"], ["a", "b"], True),
        (["b", "a"], ["a", "b"], False),
        (["a"], "a", True),
        ([], None, True),
        ("a", ["a", "b"], False),
        ({"matches": "^a.$"}, "ab", True),
        ({"matches": "b"}, ["a", "b"], True),
        ({"matches": ""}, None, False),
        ({"matches": "b"}, "a", False),
    ],
)
def test_values(want: Any, value: Any, same: bool) -> None:
    row = {} if value is None else {"f": value}
    assert agrees(msgspec.convert({"f": want}, dict[str, form.Value]), row) == same


@pytest.mark.parametrize(
    ("want", "same"),
    [
        ("2026-03-03T09:30:00Z", True),
        ("2026-03-03T10:30:00+01:00", True),
        ("2026-03-03T04:30-0500", True),
        ("2026-03-03 09:30", True),
        (1772530200, True),
        ("2026-03-03T09:30:00.001Z", False),
        ("half past nine", False),
        ({"matches": "^2026-03-03T09:30"}, True),
    ],
)
def test_the_time_of_a_row_may_be_said_in_any_zone(want: Any, same: bool) -> None:
    (row,) = shown([{"_time": 1772530200.0}])
    assert agrees(msgspec.convert({"_time": want}, dict[str, form.Value]), row) == same
