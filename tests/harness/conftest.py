"""The app under test, built once; which cases are tried on which Splunk."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.targets.indexes import is_there, made
from minisplunk.targets.sandbox import Sandbox
from minisplunk.targets.target import Target
from tests.harness.marking import CASE, Marking
from tests.harness.trials import file_of, is_utc

ROOT = Path(__file__).parents[2]
RISK, MARKING = "risk", "marking"


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("mark_verified"):
        config.pluginmanager.register(Marking(), MARKING)


@pytest.fixture(autouse=True)
def _marked(request: pytest.FixtureRequest, record_property) -> None:
    """A test over a case says which, and on which Splunk."""
    marking = request.config.pluginmanager.getplugin(MARKING)
    if marking is not None and "case" in request.fixturenames:
        case = request.getfixturevalue("case")
        record_property(CASE, (str(file_of(case)), case["name"]))
        marking.splunk = request.getfixturevalue("splunk")


@pytest.fixture(scope="session")
def app_under_test(spl: Path) -> Path:
    return spl


@pytest.fixture(scope="session")
def utc(splunk: Target) -> bool:
    return is_utc(splunk)


@pytest.fixture(scope="session")
def scoring(pytestconfig: pytest.Config, splunk: Target, sandbox: Sandbox):
    """The sandbox, where risk actions may run: on a Splunk that is ours, and elsewhere with --write-risk."""
    if not (splunk.disposable or pytestconfig.getoption("write_risk")):
        pytest.skip("risk events would count there: --write-risk lets the risk actions run")
    if is_there(splunk, RISK) or not splunk.disposable:
        yield sandbox
        return
    with made(splunk, RISK):
        yield sandbox
