"""A report of `minisplunk check`, printed for people."""

from __future__ import annotations

from ..check.finding import MISSING, UNSUPPORTED, Finding
from ..check.lints.statistics import shares, table
from ..check.reading import reasons
from ..check.report import Report, in_order
from ..visible import in_one_line
from .output import advise, counted, say

_HEADINGS = (("Not supported", UNSUPPORTED), ("Missing: give the apps that define it with --app", MISSING))


def print_report(report: Report) -> None:
    """The findings one by one; then, by reason, how many searches cannot run, and how many can."""
    for finding in in_order(report.findings):
        say(in_one_line(line_of(finding)))
        if finding.detail:
            say(finding.detail)
    for heading, kind in _HEADINGS:
        if lacking := reasons(report.searches, kind):
            say(f"{heading}:")
            width = len(f"{lacking[0][1]:,}")
            for reason, count in lacking:
                say(in_one_line(f"  {count:{width},}  {reason}"))
    of = counted(len(report.searches), "search", "searches")
    say(f"{counted(len(report.findings), 'finding')}. {report.runs:,} of {of} can run here.")
    advise(finding.message for finding in report.findings)


def print_shares(report: Report) -> None:
    """A line for each lint: its findings, and the share of the searches that have some."""
    for line in table(shares(report.findings, report.searches)):
        say(line)
    say(f"Of {counted(len(report.searches), 'search', 'searches')}.")


def line_of(finding: Finding) -> str:
    """`file:line:column: kind [code]: message`; without the line or column where there is none."""
    place = ":".join([finding.file, *(str(number) for number in (finding.line, finding.column) if number)])
    code = f" [{finding.code}]" if finding.code else ""
    return f"{place}: {finding.kind}{code}: {finding.message}"
