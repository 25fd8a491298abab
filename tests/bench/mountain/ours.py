"""What of minisplunk is measured: the one place that knows its verbs and options."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from minisplunk.engine import Splunk

ROOT = Path(__file__).parents[3]
DETECTION = "Threat - AWS Console Login Failed During MFA Challenge - Rule"
LITERAL = "failed authentication"
"""What is rare among what the detection asks for."""

scan: Callable[[Path], int] | None = None
"""Reads a file and counts the records that have LITERAL, within this process. None until there is such a thing."""


def detection(data: Path) -> list[str]:
    """The command that prints the detection's rows over all of the data as JSON, one a line."""
    return _search(_detection(), data)


def counting(data: Path, jobs: int | None = None) -> list[str]:
    """The command that counts by two fields. `jobs`: in so many processes; as it likes without."""
    return [*_search("sourcetype=aws:cloudtrail | stats count by eventName awsRegion", data), *_jobs(jobs)]


def has_jobs() -> bool:
    told = subprocess.run([*_minisplunk("search"), "--help"], check=True, capture_output=True, text=True)
    return "--jobs" in told.stdout


@cache
def _detection() -> str:
    with Splunk() as splunk:
        return splunk.saved_search(DETECTION, splunk.install(ROOT).id).search


def _search(spl: str, data: Path) -> list[str]:
    return [*_minisplunk("search"), spl, "--app", str(ROOT), "--data", f"{data}:aws:cloudtrail", "--json"]


def _jobs(jobs: int | None) -> list[str]:
    return [] if jobs is None else ["--jobs", str(jobs)]


def _minisplunk(verb: str) -> list[str]:
    return [sys.executable, "-m", "minisplunk", verb]
