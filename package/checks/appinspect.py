"""Splunk's AppInspect: every check ran, and none has more to say than a warning with a listed reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..appinspect import CheckResult, Inspection
from ..finding import Finding
from ..unpacked import Unpacked

CHECKS_RUN: Mapping[str, int] = {"4.3.1": 252}
"""Version of AppInspect -> how many checks it runs without tags. With a misspelt tag it runs a few, and is silent."""

ALLOWED_WARNINGS: Mapping[str, str] = {
    "check_for_python_script_existence": (
        "it warns of any .py at all; those in bin/ are written for Splunk's Python 3.9 and 3.13"
    ),
}
"""Check -> why its warning stays."""

FINE = frozenset({"success", "not_applicable"})


def appinspect_has_nothing_to_say(app: Unpacked) -> Iterator[Finding]:
    """Errors, failures, future failures, skipped and manual checks, and warnings without a listed reason."""
    for outcome in app.inspection.outcomes:
        if outcome.result not in FINE and not is_allowed(outcome):
            file = outcome.file or app.archive.name
            yield Finding(file, outcome.line, outcome.message or "no message", f"AppInspect: {_verdict(outcome)}")


def appinspect_ran_every_check(app: Unpacked) -> Iterator[Finding]:
    """The number of checks is the one known for the installed version."""
    inspection = app.inspection
    expected = CHECKS_RUN.get(inspection.version)
    if expected is None:
        what = f"AppInspect {inspection.version} ran {inspection.run} checks, and no one noted how many it should run"
        yield Finding(app.archive.name, 0, what, "see what is new in it, then add it to CHECKS_RUN")
    elif inspection.run != expected:
        what = f"AppInspect {inspection.version} ran {inspection.run} checks of {expected}"
        yield Finding(app.archive.name, 0, what, "the checks that did not run may have failed")


def is_allowed(outcome: CheckResult) -> bool:
    return outcome.result == "warning" and outcome.check in ALLOWED_WARNINGS


def allowed_warnings(inspection: Inspection) -> dict[str, str]:
    """The warnings that stay, and why: check -> reason."""
    return {o.check: ALLOWED_WARNINGS[o.check] for o in inspection.outcomes if is_allowed(o)}


def _verdict(outcome: CheckResult) -> str:
    return f"{outcome.result.replace('_', ' ')} of {outcome.check}"
