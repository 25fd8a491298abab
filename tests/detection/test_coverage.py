"""What docs/coverage.md says is so: what is seen is, what is missed is, and what it tells to watch instead finds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from package import coverage
from tests.detection.records import Case, cases
from tests.detection.staging import APP, change, dispatched, run, staged

ROOT = Path(__file__).parents[2]
CASES = cases("coverage")


def searched(splunk: Splunk, case: Case) -> list:
    """What the case's report finds in its own time range, or its search in the last day."""
    if "report" in case:
        return splunk.dispatch(case["report"], app=APP).job.results
    return splunk.search(case["search"], app=APP, earliest="-24h", latest="now").results


def is_watched(case: Case) -> bool:
    return "report" in case or "search" in case


def over(chosen: Callable[[Case], bool]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [case for case in CASES if chosen(case)], ids=lambda case: case["name"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_seen_or_missed(case: Case, spl: Path) -> None:
    with staged(case, spl) as splunk:
        found = [len(done.job.results) for done in run(splunk, case)]
    assert any(found) == case["seen"]
    assert not case["seen"] or sum(found) == sum(event.get("repeat", 1) for event in case["events"])


@over(is_watched)
def test_what_to_watch_instead_finds_each(case: Case, spl: Path) -> None:
    for event in case["events"]:
        one = {**case, "events": [*case.get("before", ()), event]}
        with staged(one, spl) as splunk:
            run(splunk, one)
            assert searched(splunk, one), event


@over(is_watched)
def test_and_finds_nothing_else(case: Case, spl: Path) -> None:
    other = {**case, "events": [*case.get("before", ()), *case["quiet"]]}
    with staged(other, spl) as splunk:
        run(splunk, other)
        assert searched(splunk, case) == []


@over(lambda case: "remedy" in case)
def test_the_remedy_makes_it_seen(case: Case, spl: Path) -> None:
    with staged(case, spl) as splunk:
        run(splunk, case)
        change(splunk, case["remedy"])
        assert dispatched(splunk).triggered


def test_a_search_is_tried_on_what_it_must_not_find() -> None:
    assert [case["name"] for case in CASES if is_watched(case) != ("quiet" in case)] == []


def test_page_is_not_stale() -> None:
    written = (ROOT / "docs" / "coverage.md").read_text()
    assert written == coverage.render(ROOT), "the cases have changed since: run `python -m package page`"


def test_page_does_not_take_a_failure_for_a_right_password() -> None:
    page = coverage.render(ROOT).lower()
    assert "does not say which factor was wrong" in page
    assert "password was right" not in page.replace("not prove that the password was right", "")
