"""What has become of cases, printed for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ..testing.report import lines
from ..testing.verdict import Ending, Verdict
from ..visible import in_one_line
from .output import console, counted

_WORDS: Mapping[Ending, tuple[str, str]] = {
    "passed": ("PASS", "green"),
    "failed": ("FAIL", "bold red"),
    "wrong": ("ERROR", "bold red"),
    "unsupported": ("UNSUPPORTED", "bold yellow"),
    "skipped": ("SKIP", "yellow"),
}


def show(verdict: Verdict, *, quiet: bool) -> None:
    """A line for each case; of one that has not passed, what differs and why."""
    if quiet and verdict.passed:
        return
    word, style = _WORDS[verdict.outcome]
    out = console()
    out.print(word, style=style, end="  ")
    out.print(in_one_line(verdict.name), end="" if not verdict.passed else "\n", soft_wrap=True)
    if not verdict.passed:
        out.print(f"  {verdict.place}", style="dim", soft_wrap=True)
    for line in lines(verdict):
        out.print(f"      {line}", soft_wrap=True)


def show_end(verdicts: Sequence[Verdict], faults: Sequence[str]) -> None:
    """What could not be read, what fired though no case says so, and how many there were of each."""
    out = console()
    for fault in faults:
        out.print("ERROR", style="bold red", end="  ")
        out.print(fault, soft_wrap=True)
    for note, count in Counter(note for verdict in verdicts for note in verdict.notes).items():
        out.print(f"{note} ({counted(count, 'case')})", style="dim", soft_wrap=True)
    _show_firings(verdicts)
    counts = Counter(verdict.outcome for verdict in verdicts)
    counts["wrong"] += len(faults)
    told = [f"{counts[outcome]:,} {word}" for outcome, word in _TOLD.items() if counts[outcome]]
    took = sum(verdict.elapsed for verdict in verdicts)
    out.print(f"\n{counted(len(verdicts) + len(faults), 'case')}: {', '.join(told) or 'none'}", highlight=False)
    if took >= 1:
        out.print(f"{took:.1f} s of work", style="dim")


_TOLD: Mapping[Ending, str] = {
    "passed": "passed",
    "failed": "failed",
    "wrong": "wrong",
    "unsupported": "not supported",
    "skipped": "skipped",
}


def _show_firings(verdicts: Sequence[Verdict]) -> None:
    out = console()
    fired = [(verdict, one) for verdict in verdicts for one in verdict.firings if not one.error]
    if fired:
        out.print("\nFired though the case does not say so (`also_fires` says it):")
        for verdict, one in fired:
            told = f"{one.search}: {counted(one.rows, 'result')} on {verdict.name}, {verdict.place}"
            out.print(f"  {in_one_line(told)}", soft_wrap=True)
    errors = {one.search: one.error for verdict in verdicts for one in verdict.firings if one.error}
    for search, error in errors.items():
        out.print(f"  {search}: cannot be run: {error}", soft_wrap=True)
