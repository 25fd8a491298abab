"""The detection's coverage cases in; docs/coverage.md, what it sees and what it misses, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .build import write as write_file
from .errors import PackageError, os_error

CASES = Path("tests", "detection", "cases", "coverage.yaml")
PAGE = Path("docs", "coverage.md")
MARK = f"<!-- Generated from {CASES.as_posix()} by `python -m package page`. Change the cases, not this page. -->"

INTRODUCTION = """\
What the detection sees of attempts to get past MFA, and what it does not. Each row is a case of `make test`, on the
embedded Splunk; each search is run there too.

A result means that a sign-in failed in which MFA was used. The record does not say which factor was wrong, so it does
not prove that the password was right."""

SEARCHES = """\
They use the macro `cloudtrail` and the fields of this app, so run them in it. Field names and messages are those that
AWS documents, or that public records have; what AWS writes may change."""


@dataclass(frozen=True, slots=True)
class CoverageCase:
    """A case as the page shows it. `watch` and `search` may be empty."""

    happens: str
    shows: str
    seen: bool
    watch: str
    search: str


def rows(root: Path) -> list[CoverageCase]:
    """The coverage cases of the repository. PackageError when they are missing, broken, or silent about a miss."""
    file = root / CASES
    try:
        cases = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise os_error("read", file, error, "it is needed to write docs/coverage.md") from error
    except yaml.YAMLError as error:
        raise PackageError(f"{file}: is no YAML: {error}") from error
    if not isinstance(cases, list):
        raise PackageError(f"{file}: must be a list of cases")
    return [_row(case, f"{file}: case {number}") for number, case in enumerate(cases, start=1)]


def render(root: Path) -> str:
    """The page."""
    cases = rows(root)
    table = ["| What happens | What CloudTrail shows | Seen | Watch instead |", "| --- | --- | --- | --- |"]
    table += [f"| {row.happens} | {row.shows} | {'yes' if row.seen else '**no**'} | {_watch(row)} |" for row in cases]
    parts = (MARK, "# Coverage", INTRODUCTION, "\n".join(table), "## Searches for the misses", SEARCHES)
    return "\n\n".join((*parts, *_searches(cases))) + "\n"


def write(root: Path) -> Path:
    """Write the page, whole or not at all; where it is."""
    path = root / PAGE
    write_file(path, render(root).encode())
    return path


def _row(case: Any, where: str) -> CoverageCase:
    if not isinstance(case, dict) or not {"name", "shows", "seen"} <= case.keys():
        raise PackageError(f"{where}: must say `name`, `shows` and `seen`")
    row = CoverageCase(
        case["name"], case["shows"].strip(), case["seen"], case.get("watch", "").strip(), case.get("search", "")
    )
    if row.seen == bool(row.watch):
        raise PackageError(f"{where}: must say `watch`, what to watch instead, when it is not seen, and only then")
    if any("|" in text for text in (row.happens, row.shows, row.watch)):
        raise PackageError(f"{where}: a | would end the cell of the table")
    return row


def _watch(row: CoverageCase) -> str:
    return row.watch + (f" [Search](#{_anchor(row.happens)})" if row.search else "")


def _searches(cases: list[CoverageCase]) -> Iterator[str]:
    for row in cases:
        if row.search:
            yield f"### {row.happens}"
            yield f"```\n{row.search.rstrip()}\n```"


def _anchor(heading: str) -> str:
    """As GitHub makes it: lower case, blanks to hyphens, nothing but letters, digits, hyphens and underscores."""
    signs = (sign for sign in heading.lower().replace(" ", "-") if sign.isalnum() or sign in "-_")
    return "".join(signs)
