"""`minisplunk check` of a library as contentctl has it: how long a thousand searches take, their macros included."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from minisplunk.check.report import of_library
from minisplunk.content import found, read_files
from minisplunk.engine import Splunk

from .measure import Measure

SEARCHES = 1_000
SOURCES = 100
BASES = (
    "`source_{n}` user=*v{n}* (action=1 OR action=2)",
    "| tstats count min(_time) as first values(Processes.process) as process from datamodel=Endpoint.Processes "
    "where Processes.process_name=p{n}.exe by Processes.dest Processes.user | rename Processes.* as *",
)
STEPS = (
    'eval risk{n}=if(like(user, "%a%"), coalesce(src, "none"), lower(dest))',
    'where len(user) > {n} AND src != "x"',
    "stats count min(_time) as first max(_time) as last values(url) as urls by user src dest",
    "eventstats avg(bytes) as mean stdev(bytes) as deviation by user",
    "join type=left user [ search `source_{n}` | stats count as logins by user ]",
    'rex field=url "(?<file>[^/]+)$"',
)


def measures() -> list[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder))
        with Splunk() as splunk:
            splunk.install_common_information_model()
            start = time.perf_counter()
            report = of_library(splunk, read_files(found(Path(folder)).files))
            seconds = time.perf_counter() - start
    assert (len(report.searches), report.runs) == (SEARCHES, SEARCHES)
    return [Measure(f"check of {SEARCHES:,} detections in YAML", seconds, 10, "s")]


def written(folder: Path) -> None:
    source = random.Random(7)
    for number in range(SOURCES):
        (folder / f"source_{number}.yml").write_text(f"name: source_{number}\ndefinition: index=i{number}\n")
    for number in range(SEARCHES):
        parts = (source.choice(BASES), *source.choices(STEPS, k=5), f"`detection_{number}_filter`")
        spl = "\n  | ".join(part.format(n=number % SOURCES) for part in parts)
        prose = "description: " + "What it is about, in some words. " * 20
        (folder / f"detection_{number}.yml").write_text(f"name: Detection {number}\n{prose}\nsearch: |\n  {spl}\n")
