"""Cases that are read anew in; their verdicts, and those without a change, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..dataclass import dataclass
from ..errors import MinisplunkError, NotFound
from ..search import Cancelled
from ..testing.case import Case
from ..testing.finding import plan
from ..testing.running import run
from ..testing.verdict import Verdict
from .bench import Bench
from .changes import Changes
from .sandbox import SandboxSnapshot


@dataclass(frozen=True, slots=True)
class Tested:
    """`faults`: what cannot be read; `before`: verdicts without the change, in the same order, None where there is
    none."""

    verdicts: Sequence[Verdict]
    faults: Sequence[str]
    before: Sequence[Verdict] | None = None


def tested(bench: Bench, words: str, changes: Changes) -> Tested:
    """Run the cases whose name, saved search or tags have the `words`. Raises NotFound where there is none.

    Their files are read each time, from where the user has said that they are. Alert scripts are not run, and no data
    sets are fetched.
    """
    if not bench.named.cases:
        raise NotFound("There are no cases: they are named at the start, --cases PATH.")
    found = plan(bench.named.cases)
    cases = [case for case in found.cases if case.has(words)]
    if not cases and not found.faults:
        raise NotFound(f"No case has '{words}' in its name, its saved search or its tags.")
    if changes:
        changes = _checked(bench, cases, changes)
    after = [_verdict(bench, changes.of_case(case)) for case in cases]
    before = [_verdict(bench, case) for case in cases] if changes else None
    return Tested(after, [str(fault) for fault in found.faults], before)


def _checked(bench: Bench, cases: Sequence[Case], changes: Changes) -> Changes:
    """What is meant may be what only cases have: a detection in YAML, and the macros of its library."""
    libraries = {case.said.saved_search for case in cases if case.library is not None}
    if libraries and (changes.search is None or changes.saved_search in libraries):
        return changes
    return changes.checked(bench.splunk, bench.app)


def _verdict(bench: Bench, case: Case) -> Verdict:
    verdict = Verdict(case.name, case.file, case.line, "wrong")
    if bench.deadline.over:
        return replace(verdict, outcome="skipped", error="not run: the time for one answer is over")
    try:
        # of the apps as they were installed, and not as their folders are by now
        made = bench.snapshots.of(case.setup([app.root for app in bench.apps]))
        return run(case, SandboxSnapshot(made.layers, made.app, made.warnings, deadline=bench.deadline))
    except MinisplunkError as error:
        return verdict.with_error(error)
    except Cancelled:
        limit = f"stopped after {bench.deadline.seconds:g} seconds, the time for one answer"
        return replace(verdict, error=limit)
    except Exception as error:  # our own fault costs a case, and not the others
        fault = f"minisplunk failed: {type(error).__name__}: {error}"
        return replace(verdict, outcome="unsupported", error=fault)
