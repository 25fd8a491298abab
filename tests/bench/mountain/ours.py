"""What of minisplunk is measured: the one place that knows its verbs and options."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

from minisplunk.engine import Splunk
from minisplunk.files import File, Piece
from minisplunk.files.literal import Literals
from minisplunk.files.reading import Reading
from minisplunk.sources import Meta

from .records import LITERAL

ROOT = Path(__file__).parents[3]
DETECTION = "Threat - AWS Console Login Failed During MFA Challenge - Rule"


def scan(lines: Path) -> int:
    """Reads a file within this process; how many records have LITERAL."""
    meta = Meta("main", "bench", str(lines), "aws:cloudtrail")
    piece = Piece(File(0, lines, meta, lines.stat().st_size, 0))
    return sum(1 for _ in Reading(piece, Literals([LITERAL.decode()])).records())


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
