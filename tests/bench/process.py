"""A command in; what it prints and what it costs, out. As whole processes, with those that they start."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .measure import cached

ENVIRONMENT = cached() | {"TZ": "UTC"}
"""As an installed tool runs: with its compiled modules cached."""
_EVERY = 0.005
"""Seconds between two looks at the memory of processes."""


@dataclass(frozen=True, slots=True)
class Done:
    """`wall` and `cpu` in seconds; `cpu` is of user and system, of the process and of all that it has waited for."""

    output: bytes
    wall: float
    cpu: float


def run(command: Sequence[str]) -> Done:
    """Raises CalledProcessError unless it ends with 0."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, env=ENVIRONMENT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        output.seek(0)
        return Done(output.read(), wall, used.ru_utime + used.ru_stime)


def peak(command: Sequence[str]) -> float:
    """The peaks of resident memory of all its processes, added up, in MB: as each says of itself on Linux, until a few
    milliseconds before it ends. Who asks the system about a child may be told its own. Raises as `run`."""
    peaks: dict[int, int] = {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT) as process:
        while process.poll() is None:
            for number in _family(process.pid):
                with suppress(OSError, IndexError):  # it has ended meanwhile
                    status = Path(f"/proc/{number}/status").read_text()
                    peaks[number] = int(status.split("VmHWM:")[1].split()[0])
            time.sleep(_EVERY)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return sum(peaks.values()) / 1024


def _family(number: int) -> Iterator[int]:
    """A process and all that come from it."""
    yield number
    with suppress(OSError):
        for task in Path(f"/proc/{number}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))
