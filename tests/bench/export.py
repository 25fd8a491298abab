"""The memory of a server that exports results, by output mode."""

from __future__ import annotations

from pathlib import Path

from .measure import Measure
from .server import serving, sign_in

RESULTS = 20_000
SEARCH = f"search sourcetype=aws:cloudtrail | head {RESULTS} | table _time eventName awsRegion _raw"
MODES = ("csv", "xml", "raw")


def measures(store: Path) -> list[Measure]:
    """`store`: the folder of a Splunk that has so many events."""
    streamed = peak(store, "json")
    return [
        Measure(
            f"export of {RESULTS:,} events as {mode} / as json, peak memory of the server",
            peak(store, mode) / streamed,
            1.5,
            "x",
        )
        for mode in MODES
    ]


def peak(store: Path, mode: str) -> float:
    """Peak resident memory in MB of a server that sends all events once."""
    with serving("--data-dir", str(store)) as (address, process):
        with sign_in(address).jobs.export(SEARCH, output_mode=mode) as stream:
            while stream.read(1 << 16):
                pass
        status = Path(f"/proc/{process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024
