"""What `minisplunk check --json` prints: findings about apps and files of searches, and how many searches can run."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from ...check.finding import MISSING, UNSUPPORTED
from ...check.reading import reasons
from ...check.report import Report, in_order
from .parts import Document, says


class CheckFinding(Document):
    """Something about a file, a setting or a search."""

    file: Annotated[str, says("Its path, from the working directory on where it is below that.")]
    line: Annotated[int, says("The line; 0 where it is about the file.")]
    column: Annotated[int, says("The column, from 1; 0 where it is about the line.")]
    kind: Annotated[
        str,
        says("`wrong`, `unsupported`, `advice`, `missing` (what another app defines) or `broken` (our fault)."),
    ]
    code: Annotated[str, says("The code of the lint that has found it; empty where none has.")]
    message: Annotated[str, says("What it is, in a sentence.")]
    detail: Annotated[str, says("The place within the text, in lines; empty without one.")]


class Checked(Document):
    """Apps and files of searches, read but not run."""

    searches: Annotated[int, says("How many searches there are.")]
    runs: Annotated[int, says("How many of them can run here.")]
    unsupported: Annotated[dict[str, int], says("What is not supported -> how many searches need it.")]
    missing: Annotated[dict[str, int], says("What is missing -> how many searches need it.")]
    findings: Annotated[list[CheckFinding], says("All findings, by file and line.")]


DOCUMENTS = (Checked,)


def document(report: Report) -> Checked:
    return Checked(
        searches=len(report.searches),
        runs=report.runs,
        unsupported=dict(reasons(report.searches, UNSUPPORTED)),
        missing=dict(reasons(report.searches, MISSING)),
        findings=[CheckFinding(**asdict(finding)) for finding in in_order(report.findings)],
    )
