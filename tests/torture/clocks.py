"""A clock that is set forwards and back by hours while searches are scheduled, jobs are kept and users are signed in.

No search runs twice for a time that its schedule names; none is left out without a line in scheduler.log; nothing that
is kept for some minutes is lost, or kept for hours; and the server does not run hot.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.waiting import until

from .attack import Finding, Options
from .served import PASSWORD, ROOT, Served

HOUR = 3600
SERVER = """
import json, sys, threading, time
from pathlib import Path
from minisplunk.engine import Splunk
from minisplunk.rest.server import serve
from minisplunk.times import SystemClock
class Clock(SystemClock):
    ahead = 0.0
    def now(self):
        return time.time() + self.ahead
clock = Clock()
with Splunk(Path(sys.argv[1]), clock=clock) as splunk, serve(splunk) as address:
    said = {"management": address.management, "hec": address.hec, "hec_token": address.hec_token}
    print(json.dumps(said), flush=True)
    for line in sys.stdin:
        clock.ahead = float(line)
        print(clock.now(), flush=True)
"""
_JUMPS = (3 * HOUR, 1 * HOUR, 5 * HOUR, 0, 2 * HOUR, 0)
"""How far the clock is ahead of the right time, one after the other."""
_WATCHED = 2.5
"""Seconds after each jump; the scheduler looks at the clock each second."""
_BUSY = 0.5
"""Of a processor's time, at most."""
_YEARS = 50
_ANSWER = 2.0
"""Seconds in which others are answered meanwhile."""
_SHORT = 3
"""Seconds that a job is kept for which nobody asks."""
_SEARCHES = {"realtime": ("1", 300), "continuous": ("0", HOUR)}
"""Whether each runs by real time, and how many seconds are between two of its times."""
_PATH = "/servicesNS/admin/search/saved/searches"


@dataclass(frozen=True)
class Clocked:
    server: Served

    def set(self, ahead: float) -> float:
        """Set the clock; what it says then."""
        assert self.server.process.stdin is not None
        assert self.server.process.stdout is not None
        self.server.process.stdin.write(f"{ahead}\n")
        self.server.process.stdin.flush()
        return float(self.server.process.stdout.readline())

    def busy(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.server.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100


def clocks(options: Options) -> Iterator[Finding]:
    with _clocked(options.folder) as clocked:
        server = clocked.server
        for name, (realtime, period) in _SEARCHES.items():
            cron = "0 * * * *" if period == HOUR else f"*/{period // 60} * * * *"
            form = {"name": name, "search": "| makeresults", "is_scheduled": "1", "cron_schedule": cron}
            made = server.ask("POST", _PATH, {**form, "realtime_schedule": realtime})
            assert made.status == 201, made.body
        form = {"username": "admin", "password": PASSWORD}
        key = server.ask("POST", "/services/auth/login", form).json()["sessionKey"]
        kept = server.job("| makeresults")
        time.sleep(_WATCHED)
        started = latest = clocked.set(0)
        hot, lost, brief = 0.0, list[str](), list[str]()
        for ahead in _JUMPS:
            latest = max(latest, clocked.set(ahead))
            brief.append(server.job("| makeresults", timeout=str(_SHORT)))
            busy, begun = clocked.busy(), time.monotonic()
            time.sleep(_WATCHED)
            hot = max(hot, (clocked.busy() - busy) / (time.monotonic() - begun))
            if not _is_there(server, kept):
                lost.append(f"lost at {ahead // HOUR} h")
        until(lambda: _ran(server, "continuous", started, latest) >= _named(started, latest, HOUR))
        yield from _runs(server, started, latest)
        end = time.monotonic() + options.within(_SHORT + 10)
        while (left := [sid for sid in brief if _is_there(server, sid)]) and time.monotonic() < end:
            time.sleep(0.2)
        found = f"one for minutes is {', '.join(lost) or 'there'}, of {len(brief)} for {_SHORT} s {len(left)} are left"
        yield Finding("jobs that are kept", found, not (lost or left))
        status = server.ask("GET", "/services/server/info", session=key).status
        yield Finding("a session from before", f"{status}", status == 200)
        yield Finding("processor time after a jump", f"at most {hot:.0%}", hot < options.within(_BUSY))
        yield _years(clocked, options)
        tracebacks = Counter(server.tracebacks())
        yield Finding("tracebacks in its log", ", ".join(tracebacks) or "none", not tracebacks)


def _years(clocked: Clocked, options: Options) -> Finding:
    """As when a machine without a battery learns the time: others are not kept waiting by what has become due."""
    clocked.set(_YEARS * 365 * 24 * HOUR)
    end, waits = time.monotonic() + _WATCHED, list[float]()
    while time.monotonic() < end:
        waits.append(clocked.server.ask("GET", f"{_PATH}?count=0").seconds)
    lines = Counter(status for _, status in _lines(clocked.server, "realtime"))
    found = (
        f"saved searches are listed within {max(waits) * 1000:.0f} ms, {lines['skipped']:,} lines of what is skipped"
    )
    return Finding(f"a clock {_YEARS} years ahead", found, max(waits) < options.within(_ANSWER))


def _is_there(server: Served, sid: str) -> bool:
    return server.ask("GET", f"/services/search/jobs/{sid}").status == 200


def _runs(server: Served, started: float, latest: float) -> Iterator[Finding]:
    jumps = ", ".join(f"{ahead // HOUR} h" for ahead in _JUMPS)
    for name, (realtime, period) in _SEARCHES.items():
        lines = _lines(server, name)
        ran = Counter(moment for moment, status in lines if status == "success")
        told = {moment for moment, _ in lines}
        named = _named(started, latest, period)
        twice, silent = sum(count > 1 for count in ran.values()), len(named - told)
        left_out = len(named - ran.keys()) if realtime == "0" else 0
        found = f"{len(named)} times, {len(ran)} runs; {twice} of them twice, {silent} times without a word"
        good = bool(ran) and not (twice or silent or left_out)
        yield Finding(f"a {name} schedule, with the clock ahead by {jumps}", found, good)


def _named(started: float, latest: float, period: int) -> set[int]:
    """The times between two moments that a schedule names."""
    return set(range((int(started) // period + 1) * period, int(latest) + 1, period))


def _ran(server: Served, name: str, started: float, latest: float) -> set[int]:
    return {moment for moment, status in _lines(server, name) if status == "success"}


def _lines(server: Served, name: str) -> list[tuple[int, str]]:
    """The times and statuses of the runs in scheduler.log."""
    search = f'search index=_internal sourcetype=scheduler savedsearch_name="{name}" | table scheduled_time status'
    form = {"search": search, "exec_mode": "oneshot", "earliest_time": "0", "latest_time": "+1y", "count": "0"}
    rows = server.ask("POST", "/services/search/jobs", form).json()["results"]
    return [(int(row["scheduled_time"]), row["status"]) for row in rows]


@contextmanager
def _clocked(folder: Path) -> Iterator[Clocked]:
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", SERVER, str(folder / "data")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            yield Clocked(Served(process, json.loads(process.stdout.readline()), folder / "log"))
        finally:
            process.kill()
