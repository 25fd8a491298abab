"""What each saved search of an app has come to, printed for a person; and the exit code of it all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..detect.each import AppRun, Result, SearchRun
from .output import console, counted
from .progress import bar
from .table import table

_CODES: dict[Result, int] = {"wrong": 2, "unsupported": 3, "fired": 0, "silent": 1}
"""Exit codes; the first one counts of which there is a search."""


def searching(names: Sequence[str]) -> Iterator[str]:
    """The same names one after the other, with a bar of how many have been run."""
    finished = 0
    with bar("Searching", len(names), lambda: finished):
        for name in names:
            yield name
            finished += 1


def exit_code(run: AppRun) -> int:
    return next((code for result, code in _CODES.items() if run.count(result)), 1)


def show(run: AppRun) -> None:
    out = console()
    out.print(run.app, style="bold", end="   ")
    out.print(f"{run.app_version}   {counted(run.events, 'event')}")
    for note in run.notes:
        out.print(note, style="dim")
    out.print()
    if run.searches:
        table([_line(search) for search in run.searches], ("search", "result", "why"))
        out.print()
    of_each = ", ".join(f"{run.count(result):,} {result}" for result in ("fired", "silent", "unsupported", "wrong"))
    out.print(f"{counted(len(run.searches), 'saved search', 'saved searches')}: {of_each}")
    out.print(f"\n{run.elapsed:.2f} s", style="dim")


def _line(search: SearchRun) -> dict[str, str]:
    return {"search": search.name, "result": search.result, "why": search.why or _found(search)}


def _found(search: SearchRun) -> str:
    """What one has found that fired, and what went wrong afterwards."""
    outcome = search.outcome
    if outcome is None:
        return ""
    parts = [counted(len(outcome.rows), "result")]
    parts += [
        counted(len(rows), noun)
        for rows, noun in ((outcome.risk_events, "risk event"), (outcome.findings, "finding"))
        if rows
    ]
    errors = (message.text for message in outcome.messages if message.kind == "ERROR")
    return "; ".join((", ".join(parts), *errors))
