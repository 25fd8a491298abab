"""An .spl in; what Splunk's AppInspect says of it out. It runs all its checks, off line, in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from .errors import MissingTool, PackageError

BOOT = """
from importlib.util import find_spec
if find_spec("pylibmagic"):
    import pylibmagic
import magic
from splunk_appinspect.main import execute
execute()
"""
"""pylibmagic brings the libmagic that AppInspect needs, and shows it to `magic` when imported before it."""

NO_LIBMAGIC = (
    "AppInspect needs libmagic: pip install pylibmagic, or install the system's "
    "(apt-get install libmagic1, brew install libmagic)"
)
SECONDS = 120
PLACE = re.compile(r" File: \S+(?: Line Number: \d+)?$")
"""What AppInspect puts behind a message, though it also gives file and line by themselves."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one AppInspect check, with one of its messages; `file` and `line` where the message names them."""

    check: str
    result: str
    message: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """One run. `counts`: result (success, warning, failure, ...) -> number of checks; `outcomes`: one a message."""

    version: str
    counts: dict[str, int]
    outcomes: tuple[CheckResult, ...]

    @property
    def run(self) -> int:
        """How many checks ran."""
        return sum(self.counts.values())


def installed() -> str:
    """The version of AppInspect; MissingTool where there is none."""
    try:
        return version("splunk-appinspect")
    except PackageNotFoundError as error:
        raise MissingTool("splunk-appinspect is not installed: pip install -e '.[dev]'") from error


def inspect(archive: Path) -> Inspection:
    """Run all checks of AppInspect (no tags is the superset) on an .spl, which takes some two seconds."""
    version = installed()
    with tempfile.TemporaryDirectory(prefix="appinspect-") as folder:
        report = Path(folder) / "report.json"
        failed = _execute(archive.resolve(), report)
        if not report.is_file():
            raise PackageError(f"{archive}: AppInspect {version} gave no report: {failed}")
        try:
            return read(json.loads(report.read_bytes()), version)
        except (KeyError, TypeError, ValueError) as error:
            raise PackageError(f"{archive}: the report of AppInspect {version} is of a new form: {error!r}") from error


def _execute(archive: Path, report: Path) -> str:
    """Run it; returns the last line of its stderr. Its exit code says no more than the report does."""
    options = ["--skip-trusted-libraries-update", "--max-messages", "all", "--data-format", "json"]
    command = [sys.executable, "-c", BOOT, "inspect", str(archive), *options, "--output-file", str(report)]
    try:
        # the working folder is empty: with -c, Python imports from there first
        done = subprocess.run(command, cwd=report.parent, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise PackageError(f"{archive}: AppInspect did not end within {SECONDS} seconds") from error
    complaint = done.stderr.decode(errors="replace").strip()
    if "failed to find libmagic" in complaint:
        raise MissingTool(NO_LIBMAGIC)
    return (complaint or done.stdout.decode(errors="replace").strip()).rpartition("\n")[2]


def read(document: Any, version: str) -> Inspection:
    """An AppInspect JSON report, read: the checks of all its reports (one for each app in the archive)."""
    checks = [check for report in document["reports"] for group in report["groups"] for check in group["checks"]]
    counts: dict[str, int] = {}
    for check in checks:
        counts[check["result"]] = counts.get(check["result"], 0) + 1
    return Inspection(version, counts, tuple(outcome for check in checks for outcome in _outcomes(check)))


def _outcomes(check: Any) -> list[CheckResult]:
    name, result = check["name"], check["result"]
    messages = [message for message in check["messages"] if message["result"] == result]
    return [_outcome(name, result, message) for message in messages] or [CheckResult(name, result)]


def _outcome(name: str, result: str, message: Any) -> CheckResult:
    text = PLACE.sub("", " ".join(message["message"].split()))
    return CheckResult(name, result, text, message["message_filename"] or "", int(message["message_line"] or 0))
