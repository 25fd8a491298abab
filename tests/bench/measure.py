"""One measured figure and its bound, and how long calls take beside others."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROUNDS = 5


@dataclass(frozen=True)
class Measure:
    """`value` against `bound`: at most, or at least where `least`."""

    name: str
    value: float
    bound: float
    unit: str
    least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.bound if self.least else self.value <= self.bound

    @property
    def verdict(self) -> str:
        return "met" if self.met else "missed"

    def __str__(self) -> str:
        sign = ">=" if self.least else "<="
        return f"{self.verdict:6} {self.name:72} {self.value:12,.2f} {self.unit:9} ({sign} {self.bound:,g})"


@dataclass(frozen=True)
class Note:
    """What has to be known beside the figures: versions, seconds, or what was left out and why."""

    text: str

    def __str__(self) -> str:
        return f"       {self.text}"


Figure = Measure | Note


def paired(one: Callable[[], object], other: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """The median ratio of two calls made in turn after one warm-up each, and the median seconds of the first."""
    one(), other()
    pairs = [(timed(one), timed(other)) for _ in range(rounds)]
    return statistics.median(a / b for a, b in pairs), statistics.median(a for a, _ in pairs)


def spawn(command: list[str]) -> None:
    """As an installed tool runs: with its compiled modules cached."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT, env=cached())


def bare() -> None:
    """What any start takes: Python, and the libraries that are written in C."""
    spawn([sys.executable, "-c", "import sqlite3, orjson"])


def cached() -> dict[str, str]:
    """The environment of a process that keeps its compiled modules."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
