"""Speed and memory, side by side in one run: `make bench`.

Prints ratios, which hold from machine to machine, and writes them into docs/benchmarks.md.

Exit code 1 when a ratio is beyond its bound.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from minisplunk.limits import MAX_MEM_USAGE_MB

from . import cases, checking, documents, export, hec, ingest, lookups, page, searches, server
from .measure import Figure, Measure, bare, paired, spawn
from .mountain import measures as mountain

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "attack_data" / "aws_failed_mfa"
EVENTS = 100_000


@dataclass(frozen=True)
class Place:
    """An empty folder for files; whether a quick look is enough."""

    folder: Path
    small: bool

    @cached_property
    def store(self) -> Path:
        """The folder of a Splunk that has EVENTS, made when the first part asks for it."""
        store = self.folder / "store"
        generate(store)
        return store


def starting(_: Place) -> Iterator[Figure]:
    yield from whole_process()
    yield from server.measures(numbered)


def searching(place: Place) -> Iterator[Figure]:
    yield from stats_rate(place.store)
    yield from detection_ratio(place.store)
    yield from counting(place.store)
    yield from searches.measures(lambda spl: search(place.store, spl), EVENTS)
    yield from lookups.measures(place.store, EVENTS, ADDRESSES)
    yield from documents.measures()


def indexing(place: Place) -> Iterator[Figure]:
    yield from ingest.measures(place.folder)
    yield from hec.measures(numbered)
    yield from export.speed(place.folder / "export", numbered)


def remembering(place: Place) -> Iterator[Figure]:
    yield from memory(place.store)
    yield from export.measures(place.store)


def trying(_: Place) -> Iterator[Figure]:
    yield from cases.measures()
    yield from checking.measures()


def reading(place: Place) -> Iterator[Figure]:
    yield from mountain.measures(place.folder / "mountain", small=place.small)


PARTS: dict[str, Callable[[Place], Iterator[Figure]]] = {
    "searches": searching,
    "mountain": reading,
    "data": indexing,
    "start": starting,
    "memory": remembering,
    "cases": trying,
}


def main() -> int:
    summary, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser("python -m tests.bench", description=summary, epilog=rest)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"only these: {', '.join(PARTS)}")
    parser.add_argument(
        "--small", action="store_true", help="a tenth of the mountain, for a quick look; writes no page"
    )
    options = parser.parse_args()
    if wrong := set(options.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(wrong))}")
    met = True
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), options.small)
        for part in options.parts or PARTS:
            figures = []
            for figure in PARTS[part](place):
                print(figure, flush=True)
                figures.append(figure)
            met = met and all(figure.met for figure in figures if isinstance(figure, Measure))
            if not options.small:
                page.write(part, figures)
    return 0 if met else 1


# Whole processes


def whole_process() -> list[Measure]:
    ours = [sys.executable, "-m", "minisplunk", "run", "--app", str(ROOT), "--data", str(DATA)]
    ratio, seconds = paired(lambda: spawn(ours), bare)
    return [
        Measure("run on the data set / python with sqlite3 and orjson, whole process", ratio, 5, "x"),
        Measure("run on the data set, whole process", seconds, 0.6, "s"),
    ]


# Searches over a folder store


def stats_rate(store: Path) -> list[Measure]:
    def ours() -> None:
        rows = search(store, "sourcetype=aws:cloudtrail | stats count by eventName awsRegion")
        assert sum(int(row["count"]) for row in rows) == EVENTS

    def plain() -> None:
        decode, counts = msgspec.json.Decoder(Counted).decode, Counter[tuple[str, str]]()
        with sqlite3.connect(store / "var" / "events.db") as connection:
            for (raw,) in connection.execute("SELECT raw FROM events ORDER BY time DESC, id DESC"):
                event = decode(raw)
                counts[event.eventName, event.awsRegion] += 1
        assert counts.total() == EVENTS

    ratio, seconds = paired(ours, plain)
    return [
        Measure(
            f"stats count by eventName awsRegion over {EVENTS:,} events",
            EVENTS / seconds,
            150_000,
            "events/s",
            least=True,
        ),
        Measure("the same / a plain loop of SQLite, msgspec and Counter", ratio, 1.4, "x"),
    ]


class Counted(msgspec.Struct):
    eventName: str
    awsRegion: str


def detection_ratio(store: Path) -> list[Measure]:
    spl = json.loads((store / "detection.json").read_text())

    def ours() -> None:
        assert len(search(store, spl, app="DA-ESS-AwsConsoleMfa")) == EVENTS // 1000

    def bare() -> None:
        query = "SELECT count(*) FROM events WHERE raw LIKE '%failed authentication%'"
        with sqlite3.connect(store / "var" / "events.db") as connection:
            assert connection.execute(query).fetchone()[0] >= EVENTS // 1000

    ratio, _ = paired(ours, bare)
    return [Measure("the detection / bare SQLite LIKE '%failed authentication%'", ratio, 3, "x")]


COUNTING = """
top eventName
chart count over eventName by awsRegion
timechart count by eventName
eventstats count by eventName | stats sum(count) by eventName
streamstats count by eventName | stats sum(count) by eventName
""".strip().splitlines()


def counting(store: Path) -> list[Measure]:
    """What else counts the same events, against stats."""

    def run(spl: str) -> Callable[[], object]:
        return lambda: search(store, f"sourcetype=aws:cloudtrail | {spl}")

    ratios = {spl: paired(run(spl), run("stats count by eventName"))[0] for spl in COUNTING}
    return [Measure(f"{spl} / stats count by eventName", ratio, 2.5, "x") for spl, ratio in ratios.items()]


def search(store: Path, spl: str, app: str = "search") -> list[dict[str, object]]:
    from minisplunk.engine import Splunk

    with Splunk(store) as splunk:
        return [dict(row) for row in splunk.search(spl, app=app).results]


# Memory


def memory(store: Path) -> list[Measure]:
    run = peak(["run", "--app", str(ROOT), "--data", str(DATA), "--json"])
    few = peak(["search", "sourcetype=aws:cloudtrail latest=1767235600 | table eventName", *over(store)])
    many = peak(["search", "sourcetype=aws:cloudtrail | table eventName", *over(store)])
    sorting = peak(["search", "sourcetype=aws:cloudtrail | sort 0 eventID", *over(store)])
    return [
        Measure("run on the data set, peak memory", run, 120, "MB"),
        Measure(
            f"sort 0 of {EVENTS:,} whole events / max_mem_usage_mb, peak memory", sorting / MAX_MEM_USAGE_MB, 2, "x"
        ),
        Measure(f"streaming {EVENTS:,} events / streaming 10,000, peak memory", many / few, 1.25, "x"),
    ]


def over(store: Path) -> list[str]:
    return ["--data-dir", str(store), "--json"]


PEAK = """
import sys
from pathlib import Path
from minisplunk.cli import main
try:
    main()
finally:
    print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0], file=sys.stderr)
"""


def peak(arguments: list[str]) -> float:
    """Peak resident memory of one run of the command line in MB, as it reads it itself on Linux: who asks the system
    about a child may be told its own."""
    command = [sys.executable, "-c", PEAK, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    return int(done.stderr.split()[-1]) / 1024


# Events


def generate(store: Path) -> None:
    """CloudTrail-like events of 1.4 kB, one in a thousand a failed MFA challenge."""
    from minisplunk.engine import Splunk

    source = random.Random(7)
    with Splunk(store) as splunk:
        app = splunk.install(ROOT)
        spl = splunk.saved_search("Threat - AWS Console Login Failed During MFA Challenge - Rule", app.id).search
        start = 1_767_225_600_000_000  # 2026-01-01
        events = ((start + number * 1_000_000, record(source, number)) for number in range(EVENTS))
        splunk.install_common_information_model()
        splunk.install(tagged(store / "tagged"))
        splunk.ingest(events, index="main", sourcetype="aws:cloudtrail", source="bench", host="bench")
    (store / "detection.json").write_text(json.dumps(spl))


def tagged(app: Path) -> Path:
    """An app in which these events are tagged as processes."""
    files = {"app": "[ui]", "eventtypes": "[bench]\nsearch = sourcetype=aws:cloudtrail eventName=*"}
    files |= {"tags": "[eventtype=bench]\nprocess = enabled\nreport = enabled"}
    (app / "default").mkdir(parents=True)
    (app / "metadata").mkdir()
    (app / "metadata" / "default.meta").write_text("[]\nexport = system\n")
    for name, text in files.items():
        (app / "default" / f"{name}.conf").write_text(f"{text}\n")
    return app


NAMES = ["DescribeInstances", "AssumeRole", "GetObject", "PutObject", "ListBuckets", "Decrypt", "GetCallerIdentity"]
ADDRESSES = [f"198.51.{third}.{last}" for third in range(100, 140) for last in range(1, 255)]
REGIONS = ["us-east-1", "us-west-2", "eu-central-1", "eu-west-1", "ap-southeast-2"]


def numbered(number: int) -> tuple[int, str]:
    """The time and text of an event of the server's and of HEC's."""
    return 1_767_225_600 + number, record(random.Random(number), number)


def record(source: random.Random, number: int) -> str:
    failed = number % 1000 == 999
    name = f"user{source.randrange(500)}"
    document = {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": f"AIDA{number:016}",
            "accountId": "123456789012",
            "accessKeyId": "" if failed else f"ASIA{number:016}",
            "userName": name,
            **({} if failed else {"arn": f"arn:aws:iam::123456789012:user/{name}"}),
        },
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_767_225_600 + number)),
        "eventSource": "signin.amazonaws.com" if failed else "ec2.amazonaws.com",
        "eventName": "ConsoleLogin" if failed else source.choice(NAMES),
        "awsRegion": source.choice(REGIONS),
        "sourceIPAddress": source.choice(ADDRESSES),
        "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0",
        **({"errorMessage": "Failed authentication"} if failed else {}),
        "requestParameters": None if failed else {"filter": "x" * source.randrange(200, 700), "maxResults": 100},
        "responseElements": {"ConsoleLogin": "Failure"} if failed else None,
        "additionalEventData": {"LoginTo": "https://console.aws.amazon.com/", "MobileVersion": "No", "MFAUsed": "Yes"}
        if failed
        else {"CipherSuite": "ECDHE-RSA-AES128-GCM-SHA256", "bytesTransferredIn": 0, "bytesTransferredOut": 204},
        "requestID": f"{source.getrandbits(128):032x}",
        "eventID": f"{source.getrandbits(128):032x}",
        "readOnly": not failed,
        "eventType": "AwsConsoleSignIn" if failed else "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "123456789012",
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": "x",
        },
    }
    return json.dumps(document, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main())
