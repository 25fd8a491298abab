"""A served minisplunk under attack: a line for each thing that is tried; exit code 1 when one is bad."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from .archives import archives
from .attack import Attack, Options
from .clocks import clocks
from .confs import confs
from .crowds import crowds
from .disk import disk
from .folders import folders
from .freezing import freezing
from .kills import kills
from .loads import loads
from .masses import masses
from .mutations import mutations
from .privileges import privileges
from .streams import streams
from .transports import transports
from .writes import writes

ATTACKS: dict[str, Attack] = {
    "privileges": privileges,
    "freezing": freezing,
    "crowds": crowds,
    "folders": folders,
    "disk": disk,
    "streams": streams,
    "kills": kills,
    "writes": writes,
    "mutations": mutations,
    "archives": archives,
    "confs": confs,
    "clocks": clocks,
    "loads": loads,
    "masses": masses,
    "transports": transports,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", help=f"of {', '.join(ATTACKS)}; all without any")
    parser.add_argument("--long", action="store_true", help="200 rounds of kills and 100,000 requests")
    parser.add_argument("--rounds", type=int, help="how often a server is killed; 20 otherwise")
    parser.add_argument("--requests", type=int, help="how many mutated requests are sent; 10,000 otherwise")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--patient", action="store_true", help="with bounds of time for a busy machine")
    arguments = parser.parse_args()
    if unknown := set(arguments.attacks) - ATTACKS.keys():
        parser.error(f"there is no attack {', '.join(sorted(unknown))}")
    rounds = arguments.rounds or (200 if arguments.long else 20)
    requests = arguments.requests or (100_000 if arguments.long else 10_000)
    seed = random.randrange(2**32) if arguments.seed is None else arguments.seed
    started, good = time.perf_counter(), True
    for name in arguments.attacks or ATTACKS:
        print(f"-- {name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            options = Options(Path(folder), random.Random(seed), rounds, requests, arguments.patient)
            for finding in ATTACKS[name](options):
                print(finding, flush=True)
                good = good and finding.good
    print(
        f"{'all is well' if good else 'something is wrong'}, after {time.perf_counter() - started:.0f} s, seed {seed}"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
