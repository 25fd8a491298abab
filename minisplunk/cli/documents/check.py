"""What `minisplunk check --json` prints: findings about an app, or about the searches of a library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from ...check import Finding, Reading, shown_path
from ...check.readings import MISSING, RUNS, UNSUPPORTED, reasons
from ...conf import App
from ...errors import DataError
from .parts import Document, says


class AppFinding(Document):
    """Something about a setting."""

    file: Annotated[str, says("The file, from the app's folder on.")]
    line: Annotated[int, says("The line; 0 where it is about the file.")]
    kind: Annotated[str, says("`wrong`, `unsupported` or `advice`.")]
    message: Annotated[str, says("What is wrong, in a sentence.")]
    detail: Annotated[str, says("The place within the text, in lines; empty without one.")]
    code: Annotated[str, says("The number of the lint that has found it; empty where none has.")]


class Checked(Document):
    """An app, read but not run."""

    app: Annotated[str, says("The app's folder name.")]
    findings: Annotated[list[AppFinding], says("What is wrong with it, or not supported.")]


class SearchFinding(Document):
    """A search of a library that does not run here."""

    name: Annotated[str, says("Its name.")]
    spl: Annotated[str, says("Its SPL.")]
    file: Annotated[str, says("The file that it stands in.")]
    line: Annotated[int, says("The line in that file.")]
    kind: Annotated[str, says("`unsupported`, `wrong`, `missing` (what another app defines) or `broken` (our fault).")]
    reason: Annotated[str, says("Why, or what is missing.")]
    detail: Annotated[str, says("The message with the place within the SPL; empty without one.")]


class Measured(Document):
    """A library of searches, with --library."""

    searches: Annotated[int, says("How many there are.")]
    runs: Annotated[int, says("How many of them can run here.")]
    unsupported: Annotated[dict[str, int], says("What is not supported -> how many searches need it.")]
    missing: Annotated[dict[str, int], says("What is missing -> how many searches need it.")]
    unreadable: Annotated[list[str], says("Files that cannot be read, and why.")]
    findings: Annotated[list[SearchFinding], says("The searches that cannot run here.")]


DOCUMENTS = (Checked, Measured)


def checked(app: App, findings: Sequence[Finding]) -> Checked:
    return Checked(
        app.id, [AppFinding(**asdict(finding) | {"file": shown_path(finding.file, app)}) for finding in findings]
    )


def measured(found: Sequence[Reading], faults: Sequence[DataError]) -> Measured:
    return Measured(
        searches=len(found),
        runs=sum(reading.kind == RUNS for reading in found),
        unsupported=dict(reasons(found, UNSUPPORTED)),
        missing=dict(reasons(found, MISSING)),
        unreadable=[fault.message for fault in faults],
        findings=[
            SearchFinding(
                **{key: getattr(reading.search, key) for key in ("name", "spl", "file", "line")},
                kind=reading.kind,
                reason=reading.reason,
                detail=reading.detail,
            )
            for reading in found
            if reading.kind != RUNS
        ],
    )
