"""What one version of a search finds and the other does not."""

from __future__ import annotations

import pytest

from minisplunk.backtest.comparing import change
from minisplunk.backtest.report import Finding


def found(*rows: str) -> list[Finding]:
    """`user=al count=1`"""
    return [Finding(number, dict(pair.split("=") for pair in row.split())) for number, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("before", "after", "lost", "gained"),
    [
        pytest.param(["user=al", "user=bob"], ["user=bob", "user=al"], [], [], id="order is nothing"),
        pytest.param(["user=al", "user=bob"], ["user=al", "user=eve"], ["user=bob"], ["user=eve"], id="rows"),
        pytest.param(["user=al", "user=al"], ["user=al"], ["user=al"], [], id="twice counts twice"),
        pytest.param(["user=al sid=1"], ["user=al sid=2"], [], [], id="the run is nothing"),
        pytest.param(["user=al"], ["user=al src=x"], [], [], id="one more field"),
        pytest.param(["user=al"], ["src=x"], ["user=al"], ["src=x"], id="no field in common"),
        pytest.param(["user=al"], [], ["user=al"], [], id="all are lost"),
    ],
)
def test_case(before: list[str], after: list[str], lost: list[str], gained: list[str]) -> None:
    made = change("old", found(*before), found(*after))
    assert [dict(one.fields) for one in made.lost] == [dict(one.fields) for one in found(*lost)]
    assert [dict(one.fields) for one in made.gained] == [dict(one.fields) for one in found(*gained)]
    assert (made.baseline, made.before) == ("old", found(*before))
