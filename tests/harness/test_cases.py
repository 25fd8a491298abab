"""The detection cases on whatever Splunk --splunk names, through splunk-sdk and HEC.

On the embedded Splunk those that need more than events and a macro are left to tests/detection, which runs all of them;
elsewhere they are skipped, with what they need.
"""

from __future__ import annotations

import pytest

from minisplunk.targets.answers import Rows
from minisplunk.targets.options import EMBEDDED
from minisplunk.targets.sandbox import Sandbox
from minisplunk.targets.scoring import risk_events, score
from minisplunk.targets.searching import Window, as_search, search
from tests.detection.records import Case
from tests.detection.staging import NOW, SEARCH
from tests.harness.trials import CASES, MACRO, SAVED, SOURCETYPE, compared, filter_of, needs, timed

FIRES, SILENT, COVERAGE = CASES["fires"], CASES["silent"], CASES["coverage"]
LAST_DAY = Window("-24h", "now", f"{NOW:.0f}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" not in metafunc.fixturenames:
        return
    found: list[Case] = metafunc.function.cases
    if metafunc.config.getoption("splunk") == EMBEDDED:
        found = [case for case in found if not needs(case)]
    params = [pytest.param(case, id=case["name"], marks=_skipped(case)) for case in found]
    metafunc.parametrize("case", params)


def _skipped(case: Case) -> list[pytest.MarkDecorator]:
    wanted = needs(case)
    return [pytest.mark.skip(reason=f"needs {wanted}: tests/detection runs it")] if wanted else []


def over(*found: Case):
    """The cases that a test runs over."""

    def marked(function):
        function.cases = list(found)
        return function

    return marked


def placed(sandbox: Sandbox, case: Case) -> str:
    """The case's events in its Splunk, and its filter."""
    sandbox.macros.put(*filter_of(case))
    return sandbox.send(timed(case), case.get("sourcetype", SOURCETYPE)).host


def detected(sandbox: Sandbox, case: Case) -> Rows:
    return sandbox.run(SEARCH, placed(sandbox, case), [SOURCETYPE], SAVED).rows


@over(*FIRES)
def test_fires(case: Case, sandbox: Sandbox, utc: bool) -> None:
    found, wanted = compared(detected(sandbox, case), case["results"], utc=utc)
    assert found == wanted


@over(*SILENT)
def test_stays_silent(case: Case, sandbox: Sandbox) -> None:
    assert detected(sandbox, case) == []


@over(*COVERAGE)
def test_seen_or_missed(case: Case, sandbox: Sandbox) -> None:
    assert bool(detected(sandbox, case)) == case["seen"]


@over(*(case for case in COVERAGE if "search" in case))
def test_what_to_watch_instead_finds_it(case: Case, sandbox: Sandbox) -> None:
    sandbox.point(MACRO, placed(sandbox, case), [SOURCETYPE])
    assert search(sandbox.target, as_search(case["search"]), LAST_DAY).rows


@over(*(case for case in FIRES if case["risk"]))
def test_scores(case: Case, scoring: Sandbox, utc: bool) -> None:
    """The same risk events, whether Enterprise Security or the app's own action has written them."""
    scoring.point(MACRO, placed(scoring, case), [SOURCETYPE])
    job = score(scoring.target, SEARCH, scoring.run_id, SAVED)
    written = risk_events(scoring.target, job.sid, len(case["risk"]))
    found, wanted = compared(written, case["risk"], utc=utc)
    assert found == wanted
