"""What cases notice of an app's changes, and what they do not, printed for a person."""

from __future__ import annotations

from collections.abc import Sequence

from ..mutation.accepted import Accepted
from ..mutation.mutant import SEARCH
from ..mutation.report import Coverage, Line
from ..testing.verdict import Verdict, exit_code
from . import verdicts
from .output import console, counted


def show_failing(failing: Sequence[Verdict], faults: Sequence[str]) -> int:
    """Cases that do not pass with the app as it is; and the exit code, in which a case that fails is a wrong one."""
    for verdict in failing:
        verdicts.show(verdict, quiet=True)
    out = console()
    for fault in faults:
        out.print("ERROR", style="bold red", end="  ")
        out.print(fault, soft_wrap=True)
    out.print("\nNothing was changed: cases must pass with the app as it is.")
    code = exit_code({verdict.outcome for verdict in failing})
    return 2 if faults or code == 1 else code


def show(coverage: Coverage, accepted: Accepted) -> None:
    for line in coverage.lines:
        _show_line(line, accepted)
    out = console()
    for what, names in (
        ("Saved searches without a case", coverage.without_cases),
        ("Macros that no case exercises", coverage.unexercised),
        ("Accepted for no reason that holds", coverage.stale),
    ):
        if names:
            out.print(f"\n{what}:", style="bold")
            for name in names:
                out.print(f"  {name}", soft_wrap=True)
    accepting = sum(len(line.accepted) for line in coverage.lines)
    noticed = f"{coverage.killed:,} of {counted(coverage.mutants, 'change')} noticed"
    out.print(f"\n{noticed}{f', {accepting:,} more accepted' if accepting else ''}", highlight=False)


def _show_line(line: Line, accepted: Accepted) -> None:
    out = console()
    cases = counted(line.cases, "case") if line.cases else "no case"
    out.print(f"{line.subject}", style="bold", end="  ", highlight=False)
    out.print(f"{cases}, {len(line.killed):,} of {counted(line.mutants, 'change')} noticed", highlight=False)
    if line.found.unread is not None:
        told = line.found.unread.explain()
        out.print(f"  It cannot be read: {told}", soft_wrap=True)
    if line.found.left_out:
        out.print(f"  {line.found.left_out:,} more changes were left out, see --most.", style="dim", highlight=False)
    if not line.cases and line.subject.kind == SEARCH:
        return
    for mutant in line.survivors:
        told = f"  {mutant.place}: no case notices when {mutant.change}"
        out.print(told, highlight=False, soft_wrap=True)
    for mutant in line.accepted:
        told = f"  {mutant.place}: accepted, {mutant.change}: {accepted.reason(mutant)}"
        out.print(told, style="dim", highlight=False, soft_wrap=True)
