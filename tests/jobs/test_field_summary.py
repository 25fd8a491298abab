"""What the values of a job's fields are like."""

from __future__ import annotations

from typing import Any

import pytest

from minisplunk.jobs import field_summary
from minisplunk.jobs.field_summary import FieldsCounter, FieldSummary


def counted(rows: list[dict[str, Any]], *patterns: str) -> FieldsCounter:
    counter = FieldsCounter(patterns)
    for row in rows:
        counter.add(row)
    return counter


def summaries(rows: list[dict[str, Any]], *patterns: str, most: int = 10, share: float = 0) -> dict[str, FieldSummary]:
    return dict(counted(rows, *patterns).summaries(most, share))


def test_numbers() -> None:
    of = summaries([{"n": "2"}, {"n": "4"}, {"n": "4"}, {"n": "x"}, {"m": "1"}])["n"]
    assert (of.count, of.distinct, of.numeric, of.exact, of.relevant) == (4, 3, 3, True, True)
    assert (of.least, of.greatest, of.mean) == ("2", "4", pytest.approx(10 / 3))
    assert of.deviation == pytest.approx(1.1547005383792515)
    assert of.modes == [("4", 2), ("2", 1), ("x", 1)]


def test_numbers_are_shown_as_they_are_written() -> None:
    of = summaries([{"n": "2.50"}, {"n": 7}, {"n": "1e1"}])["n"]
    assert (of.least, of.greatest) == ("2.50", "1e1")


def test_each_value_of_a_multivalue_field_counts_and_events_once() -> None:
    of = summaries([{"u": ["a", "b", "b"]}, {"u": "b"}])["u"]
    assert (of.count, of.modes) == (2, [("b", 3), ("a", 1)])


def test_a_field_without_numbers_has_none() -> None:
    of = summaries([{"u": "a"}])["u"]
    assert (of.numeric, of.least, of.greatest) == (0, None, None)


def test_which_fields_count() -> None:
    rows = [{"_time": 1, "host": "h", "horse": "x", "user": None}]
    assert list(summaries(rows)) == ["horse", "host"]
    assert list(summaries(rows, "_time", "hor*")) == ["_time", "horse"]


def test_a_share_of_the_events() -> None:
    rows = [{"a": "1"}, {"a": "1", "b": "1"}]
    assert list(summaries(rows, share=0.5)) == ["a", "b"]
    assert list(summaries(rows, share=0.51)) == ["a"]


def test_the_most_common_values() -> None:
    rows = [{"u": user} for user in "aabbbc"]
    assert summaries(rows, most=2)["u"].modes == [("b", 3), ("a", 2)]
    assert summaries(rows, most=0)["u"].modes == []


def test_a_field_that_says_nothing_is_not_relevant() -> None:
    assert not summaries([{"linecount": "1"}])["linecount"].relevant


def test_values_are_held_as_far_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_summary, "MOST_VALUES", 3)
    of = summaries([{"n": str(number)} for number in range(10)])["n"]
    assert (of.count, of.distinct, of.exact) == (10, 3, False)
    assert (of.numeric, of.least, of.greatest, of.mean) == (10, "0", "9", 4.5)
    assert [value for value, _ in of.modes] == ["0", "1", "2"]


def test_all_fields_share_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(field_summary, "_MOST_OF_ALL", 3)
    found = summaries([{"a": str(number), "b": str(number)} for number in range(5)])
    assert sum(of.distinct for of in found.values()) == 3
    assert not any(of.exact for of in found.values())


def test_a_summary_may_be_asked_for_again() -> None:
    counter = counted([{"n": "1"}, {"n": "3"}])
    assert dict(counter.summaries(10, 0)) == dict(counter.summaries(10, 0))


@pytest.mark.parametrize("value", ["1e999", "-1e999", "nan", "9" * 400, ""])
def test_odd_values(value: str) -> None:
    assert summaries([{"n": value}, {"n": "1"}])["n"].count == 2
