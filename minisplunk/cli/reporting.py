"""A report of `minisplunk check` in; what is printed of it, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from ..check.finding import MISSING, UNSUPPORTED, Finding
from ..check.reading import reasons
from ..check.report import Report, in_order
from .output import advise, counted, in_one_line, printable

_HEADINGS = (("Not supported", UNSUPPORTED), ("Missing: give the apps that define it with --app", MISSING))


def as_document(report: Report) -> dict[str, Any]:
    return {
        "searches": len(report.searches),
        "runs": report.runs,
        **{kind: dict(reasons(report.searches, kind)) for _, kind in _HEADINGS},
        "findings": [asdict(finding) for finding in in_order(report.findings)],
    }


def print_report(report: Report) -> None:
    """The findings one by one; then, by reason, how many searches cannot run, and how many can."""
    for finding in in_order(report.findings):
        click.echo(in_one_line(line_of(finding)))
        if finding.detail:
            click.echo(printable(finding.detail))
    for heading, kind in _HEADINGS:
        if lacking := reasons(report.searches, kind):
            click.echo(f"{heading}:")
            width = len(f"{lacking[0][1]:,}")
            for reason, count in lacking:
                click.echo(in_one_line(f"  {count:{width},}  {reason}"))
    of = counted(len(report.searches), "search", "searches")
    click.echo(f"{counted(len(report.findings), 'finding')}. {report.runs:,} of {of} can run here.")
    advise(finding.message for finding in report.findings)


def line_of(finding: Finding) -> str:
    """`file:line:column: kind [code]: message`; without the line or column where there is none."""
    place = ":".join([finding.file, *(str(number) for number in (finding.line, finding.column) if number)])
    code = f" [{finding.code}]" if finding.code else ""
    return f"{place}: {finding.kind}{code}: {finding.message}"
