"""Reading a large file by many settings of props.conf, beside reading it by none."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

from .measure import Measure, paired

SIZE = 200_000_000
SETTINGS = {
    "SHOULD_LINEMERGE": "false",
    "LINE_BREAKER": r"([\r\n]+)\d{4}-",
    "TRUNCATE": "20000",
    "TIME_PREFIX": "^",
    "TIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%3N%Z",
    "MAX_TIMESTAMP_LOOKAHEAD": "30",
    "TZ": "UTC",
    "SEDCMD-mask": r"s/(\d{4}-){3}(\d{4})/xxxx-\2/g",
    "TRANSFORMS-drop": "bench_drop",
    "TRANSFORMS-type": "bench_type, bench_field",
}
TRANSFORMS = {
    "bench_drop": {"REGEX": "level=DEBUG", "DEST_KEY": "queue", "FORMAT": "nullQueue"},
    "bench_type": {"REGEX": r" (\w+)\[\d+\]:", "DEST_KEY": "MetaData:Sourcetype", "FORMAT": "sourcetype::$1"},
    "bench_field": {"REGEX": r"user=(\w+)", "WRITE_META": "true", "FORMAT": "who::$1"},
}


def measures(folder: Path) -> list[Measure]:
    file = folder / "lines.log"
    lines, kept = write(file)
    ratio, _ = paired(lambda: replay(file, SETTINGS, kept), lambda: replay(file, {}, lines), rounds=2)
    return [
        Measure(
            f"ingesting {SIZE // 1_000_000} MB by {len(SETTINGS)} settings of props.conf / by none", ratio, 1.5, "x"
        ),
    ]


def write(file: Path) -> tuple[int, int]:
    """How many lines there are, and how many of them are kept by the settings."""
    source, time = random.Random(7), datetime(2026, 3, 1, tzinfo=timezone.utc)
    lines = dropped = size = 0
    with file.open("w") as out:
        while size < SIZE:
            time += timedelta(milliseconds=500)
            debug = source.random() < 0.01
            line = (
                f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}Z web-{source.randrange(50)} "
                f"app[{source.randrange(9999)}]: user=u{source.randrange(1000)} level={'DEBUG' if debug else 'INFO'} "
                f'card=1111-2222-3333-{source.randrange(1000, 9999)} message="{"x" * source.randrange(200, 2400)}"\n'
            )
            size += out.write(line)
            lines += 1
            dropped += debug
    return lines, lines - dropped


def replay(file: Path, settings: dict[str, str], events: int) -> None:
    from minisplunk.engine import Splunk
    from minisplunk.replay import Part

    with Splunk() as splunk:
        for name, transform in TRANSFORMS.items():
            splunk.change("search", "transforms", name, transform)
        if settings:
            splunk.change("search", "props", "bench_lines", settings)
        assert splunk.replay(Part(file, "bench_lines", str(file), "bench"), index="main") == events
