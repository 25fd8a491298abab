"""Lookups over large files: read once, and what each adds to a search of events, beside the same search without."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

from minisplunk.engine import Splunk

from .measure import Measure, paired

ROWS = 100_000
PATTERNS = 10_000
"""Of networks and of wildcards: rows that cannot be found by their text alone."""
EVENTS = "sourcetype=aws:cloudtrail"
SHOWN = "_time eventName src user_name aws_account_id awsRegion userAgent zone"
"""What the detection shows of its events, and what the lists have of them."""
TRANSFORMS = """
[networks]
filename = networks.csv
match_type = CIDR(address)

[patterns]
filename = patterns.csv
match_type = WILDCARD(address)
"""
MISSED = "198.51.139."
"""How addresses of events begin that no list has."""


def measures(store: Path, events: int, addresses: list[str]) -> list[Measure]:
    """`store`: the folder of a Splunk that has so many events, with these in sourceIPAddress."""
    with Splunk(store) as splunk:
        splunk.install(app(store / "lists", addresses))
        return [
            *read_once(splunk, addresses[0]),
            costs(splunk, events, f"a lookup of {ROWS:,} rows", "people.csv", 1.3),
            costs(splunk, events, f"a lookup of {PATTERNS:,} networks", "networks", 1.5),
            costs(splunk, events, f"a lookup of {PATTERNS:,} wildcards", "patterns", 2),
        ]


def read_once(splunk: Splunk, address: str) -> Iterator[Measure]:
    path = splunk.layers.app("lists").root / "lookups" / "people.csv"

    def looked_up() -> None:
        spl = f'| makeresults | eval address="{address}" | lookup people.csv address'
        (row,) = splunk.search(spl, app="lists").results
        assert row["zone"]

    def changed() -> None:
        os.utime(path)
        looked_up()

    ratio, seconds = paired(changed, looked_up)
    yield Measure(f"the first row out of a lookup of {ROWS:,} rows", seconds, 1, "s")
    yield Measure("the next one / the first one", 1 / ratio, 0.1, "x")


def costs(splunk: Splunk, events: int, what: str, lookup: str, bound: float) -> Measure:
    def counted(stage: str) -> tuple[int, int]:
        spl = f"{EVENTS} {stage} | table {SHOWN} | stats count count(zone) AS found"
        (row,) = splunk.search(spl, app="lists").results
        return int(str(row["count"])), int(str(row["found"]))

    def ours() -> None:
        count, found = counted(f"| lookup {lookup} address AS src OUTPUT zone")
        assert count == events
        assert 0.9 * events < found < events

    def bare() -> None:
        assert counted("") == (events, 0)

    ratio, _ = paired(ours, bare)
    return Measure(f"a search with {what} / without", ratio, bound, "x")


def app(folder: Path, addresses: list[str]) -> Path:
    """An app with the three lists, which have rows for most addresses, and many more."""
    source = random.Random(7)
    listed = [address for address in addresses if not address.startswith(MISSED)]
    others = [f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}" for number in range(ROWS - len(listed))]
    hosts = source.sample([*listed, *others], ROWS)
    people = [f"{host},zone{n % 50},user{n}@example.com,{n % 9},{n % 5}" for n, host in enumerate(hosts)]
    nets = sorted({host.rpartition(".")[0] for host in listed})
    networks = [f"{net}.0/24" for net in nets]
    while len(networks) < PATTERNS:
        networks.append(f"10.{source.randrange(256)}.{source.randrange(256)}.0/{source.choice((20, 24, 28))}")
    patterns = [f"{net}.*" for net in nets]
    while len(patterns) < PATTERNS:
        patterns.append(f"10.{source.randrange(256)}.*.{source.randrange(256)}")
    files = {"people": people, "networks": [], "patterns": []}
    for name, cells in (("networks", networks), ("patterns", patterns)):
        files[name] = [f"{cell},zone{n % 50}" for n, cell in enumerate(cells)]
    (folder / "lookups").mkdir(parents=True)
    (folder / "default").mkdir()
    (folder / "default" / "app.conf").write_text("[ui]\n")
    (folder / "default" / "transforms.conf").write_text(TRANSFORMS)
    for name, rows in files.items():
        header = "address,zone,mail,site,level" if name == "people" else "address,zone"
        (folder / "lookups" / f"{name}.csv").write_text("\n".join((header, *rows, "")))
    return folder
