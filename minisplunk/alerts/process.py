"""A command and its input in; its lines on standard error, as they come, and its exit code out.

There is no shell, and standard output is discarded. A process that outlives its time, or its search, is killed with
all that it has started.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from ..errors import MinisplunkError
from ..search import Control

if TYPE_CHECKING:
    import subprocess

LONGEST_LINE = 10_000
"""Bytes of a line that are kept (props.conf.spec: TRUNCATE)."""
MOST_LINES = 100_000
"""Lines of one process that are kept: a script without end must not fill the store."""
_GRACE = 1.0
"""Seconds without a line after which a process that has ended is done: its children may hold the pipe for longer."""


OnLines = Callable[[list[str]], None]


Reason = Literal["timed out", "cancelled", "stopped"]


class Killed(Exception):
    """A process was killed: it took too long, its search was cancelled, or the embedded Splunk ends."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Processes:
    """The processes that run now. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[subprocess.Popen[bytes], Reason | None] = {}
        """The reason for each that was killed."""
        self._stopped = False

    def run(
        self,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        payload: bytes,
        maxtime: float,
        on_lines: OnLines,
        control: Control,
    ) -> int:
        """The exit code of a command, which may take `maxtime` seconds, and runs until `control` is cancelled.

        `on_lines` gets its lines, some at a time, in another thread. Raises Killed, OSError for what cannot be
        started, and what `on_lines` raises.
        """
        process = self._started(arguments, environment, folder)
        assert process.stdin is not None
        assert process.stderr is not None
        timer = threading.Timer(maxtime, self._kill, (process, "timed out"))
        listener = _Listener(process.stderr, on_lines)
        timer.start()
        listener.start()
        try:
            with control.cancelling(partial(self._kill, process, "cancelled")):
                with contextlib.suppress(BrokenPipeError), process.stdin:
                    process.stdin.write(payload)
                code = process.wait()
        finally:
            timer.cancel()
            with self._lock:
                reason = self._running.pop(process)
        listener.finish()
        if reason is not None:
            raise Killed(reason)
        return code

    def _started(
        self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> subprocess.Popen[bytes]:
        import subprocess  # noqa: PLC0415 - most runs start no process

        process = subprocess.Popen(
            arguments,
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=os.name == "posix",
        )
        with self._lock:
            self._running[process] = None
        if self._stopped:
            self._kill(process, "stopped")
        return process

    def stop(self) -> None:
        """Kill the processes that run, and each that is started later."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            self._kill(process, "stopped")

    def _kill(self, process: subprocess.Popen[bytes], reason: Reason) -> None:
        with self._lock:
            if process not in self._running or self._running[process] is not None or process.poll() is not None:
                return
            self._running[process] = reason
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


class _Listener(threading.Thread):
    """Always reads a pipe to its end, since a process blocks when its standard error is full."""

    def __init__(self, pipe: IO[bytes], on_lines: OnLines) -> None:
        super().__init__(daemon=True)
        self._pipe, self._on_lines = pipe, on_lines
        self._count = 0
        self._fault: MinisplunkError | None = None

    def run(self) -> None:
        with self._pipe:
            for lines in _lines(self._pipe):
                room = max(0, MOST_LINES - self._count)
                self._count += len(lines)
                self._tell(lines[:room])
        if self._count > MOST_LINES:
            self._tell([b"WARN %d more lines were not kept" % (self._count - MOST_LINES)])

    def finish(self) -> None:
        """Wait for the end, or until nothing has come for a while. Raises what `on_lines` raised."""
        count = -1
        while self.is_alive() and count != self._count:
            count = self._count
            self.join(_GRACE)
        if self._fault is not None:
            raise self._fault

    def _tell(self, lines: list[bytes]) -> None:
        if lines and self._fault is None:
            try:
                self._on_lines([line.decode("utf-8", "replace") for line in lines])
            except MinisplunkError as error:
                self._fault = error


def _lines(pipe: IO[bytes]) -> Iterator[list[bytes]]:
    """The lines, as many as have come at a time, each cut at LONGEST_LINE."""
    begun = b""
    while chunk := os.read(pipe.fileno(), 65_536):
        *whole, rest = chunk.split(b"\n")
        if not whole:
            begun = (begun + rest)[:LONGEST_LINE]
            continue
        whole[0] = begun + whole[0]
        begun = rest[:LONGEST_LINE]
        yield [line[:LONGEST_LINE].rstrip(b"\r") for line in whole]
    if begun:
        yield [begun]
