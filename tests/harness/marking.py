"""Which cases passed on a real Splunk, written into their files as `verified: "<version>"`."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.targets.target import Target
from tests.verified import mark

CASE = "case"
"""The user property of a test: the file and the name of its case."""


class Marking:
    """A plugin of pytest. A case has passed when all tests of it have that were run."""

    def __init__(self) -> None:
        self.splunk: Target | None = None
        self.said = ""
        self._passed: set[tuple[str, str]] = set()
        self._failed: set[tuple[str, str]] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = {case for key, case in report.user_properties if key == CASE}
        if report.failed:
            self._failed |= found
        elif report.passed and report.when == "call":
            self._passed |= found

    def pytest_sessionfinish(self) -> None:
        if self.splunk is None or not self.splunk.real:
            self.said = "Nothing is marked as verified: this is minisplunk, and no Splunk."
            return
        good = self._passed - self._failed
        for file in sorted({file for file, _ in good}):
            mark(Path(file), [name for where, name in good if where == file], self.splunk.version)
        self.said = f"{len(good)} cases are marked as verified on {self.splunk.version}."

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_line(self.said)
