"""Generated records in; the files of a mountain of CloudTrail, and what is in them, out."""

from __future__ import annotations

import gzip
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from .records import DAY, LITERAL, SEED, Record, records

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Size:
    """`records` of one day, `days` of them in the large file, `small` files, `single` records in one line."""

    records: int
    days: int
    small: int
    single: int


WHOLE = Size(records=140_000, days=10, small=10_000, single=105_000)
SMALL = Size(records=14_000, days=10, small=1_000, single=10_500)


@dataclass(frozen=True)
class Mountain:
    """`lines`: a day as NDJSON; `gz`: the same; `tree`: the same in `files` files as AWS lays them out; `large`: more
    days as NDJSON; `single`: a part of the day, one document in one line.
    """

    lines: Path
    gz: Path
    tree: Path
    files: int
    large: Path
    single: Path
    findings: Rows
    """What the detection finds in a day."""
    literals: int
    """Records of a day that have LITERAL."""
    calls: Rows
    """`stats count by eventName awsRegion` of a day."""
    calls_of_large: Rows
    calls_of_single: Rows


def written(folder: Path, size: Size) -> Mountain:
    """Write them. 2.4 GB, of which as much is held in memory as a day has."""
    day = list(records(size.records))
    lines, gz, large, single = (folder / f"{name}" for name in ("day.json", "day.json.gz", "days.json", "single.json"))
    text = b"".join(record.line + b"\n" for record in day)
    lines.write_bytes(text)
    gz.write_bytes(gzip.compress(text, 6))
    with large.open("wb") as out:
        for number in range(size.days):
            out.write(text.replace(DAY.encode(), _day(number).encode()))
    part = day[: size.single]
    single.write_bytes(_document(part))
    return Mountain(
        lines, gz, folder / "tree", _tree(folder / "tree", day, size), large, single,
        literals=sum(LITERAL in record.line.lower() for record in day),
        findings=[record.finding for record in day if record.finding],
        calls=_calls(day, 1), calls_of_large=_calls(day, size.days), calls_of_single=_calls(part, 1),
    )  # fmt: skip


def _tree(root: Path, day: Iterable[Record], size: Size) -> int:
    """Each trail's records in files of as many as make the wished number of files; how many there are."""
    trails: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in day:
        trails[record.account, record.region].append(record)
    source, count = random.Random(SEED), 0
    for (account, region), left in trails.items():
        folder = root / "AWSLogs" / account / "CloudTrail" / region / DAY.replace("-", "/")
        folder.mkdir(parents=True)
        rest = iter(left)
        while part := list(islice(rest, size.records // size.small)):
            minute = time.strftime("%Y%m%dT%H%MZ", time.gmtime(part[-1].at))
            file = folder / f"{account}_CloudTrail_{region}_{minute}_{source.getrandbits(64):016X}.json.gz"
            file.write_bytes(gzip.compress(_document(part), 6))
            count += 1
    return count


def _document(part: Iterable[Record]) -> bytes:
    return b'{"Records":[' + b",".join(record.line for record in part) + b"]}"


def _day(number: int) -> str:
    return f"{DAY[:-2]}{number + 1:02}"


def _calls(day: Iterable[Record], days: int) -> Rows:
    counted = Counter((record.name, record.region) for record in day)
    return [{"eventName": name, "awsRegion": region, "count": str(n * days)} for (name, region), n in counted.items()]
