"""What a backtest has found, printed for a person, or as CSV; or written as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..backtest import funnel, summaries
from ..backtest.report import THRESHOLD, Backtest, Change, Finding
from ..backtest.summaries import Count, ObjectRisk
from ..backtest.words import number, share, stamp, weekday
from ..detect.columns import Columns
from ..explain.reasons import from_to, listed
from ..ingest.skipped import Skipped
from ..values import Value
from ..visible import in_one_line
from .output import console, counted, headed, print_utf8
from .table import table

_MOST = 400
"""Rows of a table that sums up."""


def show(backtest: Backtest, columns: Columns, *, explained: bool = False) -> None:
    """Findings in the order of their times, what they add up to, and what could not be read; `explained`: also what is
    left of the data at each step, and what each stage has cost."""
    out, found = console(), backtest.findings
    out.print(backtest.search, style="bold", end="   ")
    out.print(f"{backtest.app} {backtest.version}".rstrip())
    out.print(f"{counted(backtest.reach.files, 'file')} in the window {from_to(backtest.window)}{_runs(backtest)}")
    for note in backtest.notes:
        out.print(note, style="dim")
    if backtest.partial:
        headed("Partial", "broken off; this is what was found until then", "bold yellow")
    if found:
        days = counted(len(summaries.days(found)), "day")
        headed("Fired", f"{counted(len(found), 'finding')} on {days}", "bold green")
        _show_findings(found, backtest.fields, columns)
        _show_sums(found)
    else:
        out.print("\nDid not fire", style="bold yellow")
    if backtest.change:
        _show_change(backtest.change, backtest, columns)
    if backtest.skipped:
        headed("Skipped", f"{counted(len(backtest.skipped), 'file')}")
        table([*map(_skipped, backtest.skipped)], ("file", "reason", "records before"))
    if explained:
        _show_explained(backtest)
    if backtest.messages:
        out.print()
    for message in backtest.messages:
        out.print(f"{message.kind}: {message.text}")
    out.print(f"\n{backtest.elapsed:.2f} s", style="dim")


def print_csv(backtest: Backtest) -> None:
    """The findings alone, as a spreadsheet reads them."""
    from ..backtest.spreadsheet import rows

    print_utf8(rows(backtest))


def write_page(backtest: Backtest, file: Path) -> None:
    """Write the page of a backtest, whole or not at all. Raises NotWritten."""
    from ..backtest.page import page
    from ..disk import replace_files

    replace_files({file: page(backtest).encode()})
    file.chmod(0o644)


def _runs(backtest: Backtest) -> str:
    return "" if backtest.scheduled is None else f", {counted(backtest.scheduled, 'scheduled run')}"


def _show_findings(found: Sequence[Finding], fields: Sequence[str], columns: Columns) -> None:
    left_out = [name for name in fields if name in columns.left_out]
    shown = [name for name in fields if name not in columns.left_out and name != "_time"] or left_out
    suppressed = ["suppressed"] if any(finding.suppressed for finding in found) else []
    table([_row(finding) for finding in found], ("time, UTC", *shown, *suppressed))
    if left_out and shown != left_out:
        console().print(f"Not shown: {listed(left_out)}; --json has all.", style="dim")


def _row(finding: Finding) -> Mapping[str, Value]:
    fields: dict[str, Value] = {
        name: value if isinstance(value, str) else list(value) for name, value in finding.fields.items()
    }
    return {"suppressed": "yes" if finding.suppressed else "", **fields, "time, UTC": stamp(finding.time)}


def _show_sums(found: Sequence[Finding]) -> None:
    _sum_up("By day, UTC", [*map(_day, summaries.days(found))])
    for kind, counts in (
        ("user", summaries.users(found)),
        ("address", summaries.addresses(found)),
        ("account", summaries.accounts(found)),
    ):
        _sum_up(f"By {kind}", [_count(kind, count) for count in counts])
    _sum_up(f"Risk, and the moment at which 24 hours pass {THRESHOLD}", [*map(_risk, summaries.risks(found))])


def _sum_up(heading: str, rows: Sequence[Mapping[str, str]]) -> None:
    if rows:
        console().print(f"\n{heading}", style="bold")
        table(rows[:_MOST], rows[0])
    if len(rows) > _MOST:
        console().print(f"and {len(rows) - _MOST:,} more; --json has all.", style="dim")


def _day(day: summaries.Day) -> Mapping[str, str]:
    return {
        "day": weekday(day.day),
        "findings": f"{day.findings:,}",
        "suppressed": f"{day.suppressed:,}",
        "users": f"{day.users:,}",
        "risk": number(day.risk),
    }


def _count(kind: str, count: Count) -> Mapping[str, str]:
    return {
        kind: count.name,
        "findings": f"{count.findings:,}",
        "first": stamp(count.first),
        "last": stamp(count.last),
        "risk": number(count.risk) if count.risk else "",
    }


def _risk(risk: ObjectRisk) -> Mapping[str, str]:
    return {
        "object": risk.object,
        "type": risk.type,
        "in all": number(risk.total),
        "most in 24 h": number(risk.peak),
        "passes": ", ".join(f"{stamp(one.time)} with {number(one.sum)}" for one in risk.passings[:3])
        + (f" and {len(risk.passings) - 3:,} more" if len(risk.passings) > 3 else ""),
    }


def _show_change(change: Change, backtest: Backtest, columns: Columns) -> None:
    out = console()
    gained, lost = f"{len(change.gained):,} gained", f"{len(change.lost):,} lost"
    out.print(f"\nAgainst {change.baseline}", style="bold", end=": ")
    out.print(f"{gained}, {lost}; {len(change.before):,} before, {len(backtest.findings):,} now")
    for word, found in (("Gained", change.gained), ("Lost", change.lost)):
        if found:
            out.print(f"\n{word}", style="bold")
            _show_findings(found, backtest.fields, columns)
    days = [
        {
            "day": weekday(day.day),
            "before": f"{day.before:,}",
            "now": f"{day.after:,}",
            "gained": f"{day.gained:,}",
            "lost": f"{day.lost:,}",
        }
        for day in summaries.changed(change, backtest.findings)
    ]
    _sum_up("Both by day, UTC", days)


def _skipped(file: Skipped) -> Mapping[str, str]:
    """The name of a file is in one line, whatever is in it."""
    return {"file": in_one_line(file.name), "reason": in_one_line(file.reason), "records before": f"{file.read:,}"}


def _show_explained(backtest: Backtest) -> None:
    steps = [
        {"there are": f"{step.figure} {step.noun}", "": step.told, "of those before": step.share}
        for step in funnel.steps(backtest)
    ]
    _sum_up("From bytes to findings", steps)
    whole = sum(stage.seconds for stage in backtest.stages)
    stages = [
        {
            "stage": stage.text,
            "in": "" if stage.rows_in is None else f"{stage.rows_in:,}",
            "out": f"{stage.rows_out:,}",
            "seconds": f"{stage.seconds:,.3f}",
            "share": share(stage.seconds, whole),
        }
        for stage in backtest.stages
    ]
    _sum_up("What each stage has cost", stages)
