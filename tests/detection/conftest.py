"""The app as it is installed, built once into an .spl; the matrix, and what --addon differs in, printed at the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.detection.matrix import Measured, table

ROOT = Path(__file__).parents[2]
MEASURED: pytest.StashKey[Measured] = pytest.StashKey()
DIFFERENCES: pytest.StashKey[list[str]] = pytest.StashKey()


@pytest.fixture(scope="session")
def measured(pytestconfig: pytest.Config) -> Measured:
    """What the matrix found, for the tables."""
    return pytestconfig.stash.setdefault(MEASURED, {})


@pytest.fixture(scope="session")
def differences(pytestconfig: pytest.Config) -> list[str]:
    """What the AWS add-on that was given differs in, as lines to print."""
    return pytestconfig.stash.setdefault(DIFFERENCES, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    found = config.stash.get(MEASURED, {})
    if not found:
        return
    terminalreporter.section(
        "the detection by AWS add-on and identity: contexts in which it fires, with and without ES"
    )
    for variant in dict.fromkeys(variant for variant, _ in found):
        for line in table(found, variant):
            terminalreporter.write_line(line)
    for line in config.stash.get(DIFFERENCES, []):
        terminalreporter.write_line(line)
