"""Questions in; their answers, of a process of its own that is ended when it takes too long, out.

A search looks at a flag between its rows; what holds the interpreter in one row does not, such as a regular expression
whose steps PCRE's match limit does not count. So the search is in another process than who waits for it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ..dataclass import dataclass
from ..errors import MinisplunkError
from ..operators.locations import VARIABLE
from .bench import Bench, opened
from .guard import guard
from .named import Named
from .tool import Answer, Tool, failed

T = TypeVar("T")

GRACE = 2.0
"""Seconds that a search has to end by itself, after its time is over."""
_MOST = 100_000_000
"""Bytes of what the process says at once."""
Tools = Callable[[], Sequence[Tool[Any]]]
"""Gives the tools, in whichever process: a function of a module."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What there is to know of the apps and the data; or why there is nothing to be asked."""

    notes: list[str] = field(default_factory=list)
    fault: str = ""


class NotOpened(MinisplunkError):
    """The app or the data is no good; the message says why."""


class Worker:
    """Answers one question at a time; safe for threads. `start` raises NotOpened."""

    def __init__(self, named: Named, tools: Tools, grace: float = GRACE) -> None:
        self.named, self._tools, self._grace = named, tools, grace
        self._lock = threading.RLock()  # a signal may come while its own thread closes it
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._closed = False

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> list[str]:
        """Install the apps and take in the data; what there is to know of them."""
        context = multiprocessing.get_context("spawn")
        self._folder = tempfile.TemporaryDirectory(prefix="minisplunk-", ignore_cleanup_errors=True)
        self._pipe, theirs = context.Pipe()
        work = (theirs, self.named, self._tools, Path(self._folder.name))
        self._process = context.Process(target=_work, args=work, name="minisplunk mcp", daemon=True)
        self._process.start()
        theirs.close()
        try:
            begun = self._received(Begun)
        except (EOFError, OSError):
            begun = Begun(fault="The process that is to search has ended.")
        if begun.fault:
            self._end()
            raise NotOpened(begun.fault)
        return begun.notes

    def call(self, tool: str, arguments: Any) -> Answer:
        with self._lock:
            return self._answer(tool, arguments)

    def close(self) -> None:
        """End it, whatever it does. Who waits for an answer gets an error."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
        with self._lock:
            self._end()

    def _answer(self, tool: str, arguments: Any) -> Answer:
        if self._closed:
            return failed("The server ends.")
        try:
            if self._process is None:
                self.start()
            if self._closed or self._pipe is None:
                return failed("The server ends.")
            self._pipe.send((tool, arguments))
            if self._pipe.poll(self.named.seconds + self._grace):
                return self._received(Answer)
        except NotOpened as error:
            return failed(f"Wrong: {error}")
        except (EOFError, OSError):
            self._end()
            return failed("The process that searches has ended: it may have needed too much memory. Ask for less.")
        self._end()
        return failed(
            f"Stopped after {self.named.seconds:g} seconds, the time for one answer. It did not end by itself, as a "
            "regular expression does that backtracks without end, so its process was ended."
        )

    def _received(self, kind: type[T]) -> T:
        """Raises EOFError. It is read as data, whatever has become of the process."""
        assert self._pipe is not None
        return msgspec.json.decode(self._pipe.recv_bytes(_MOST), type=kind)

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        if self._folder is not None:
            self._folder.cleanup()
        self._process = self._pipe = self._folder = None


def _work(pipe: Connection, named: Named, tools: Tools, temporary: Path) -> None:
    """The process: what it prints is for people, since standard output is the client's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who waits for it decides
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    tempfile.tempdir = str(temporary)
    guard([*named.paths(), *_locations()], temporary)  # knows the folder that the user stands in
    os.chdir(temporary)
    try:
        with opened(named) as bench:
            _say(pipe, Begun(list(bench.notes)))
            _answer_all(pipe, bench, tools())
    except MinisplunkError as error:
        _say(pipe, Begun(fault=str(error)))
    except Exception as error:
        _say(pipe, Begun(fault=f"minisplunk failed: {type(error).__name__}: {error}"))


def _answer_all(pipe: Connection, bench: Bench, tools: Sequence[Tool[Any]]) -> None:
    """Until nobody asks any more."""
    by_name = {tool.name: tool for tool in tools}
    with suppress(EOFError, OSError):
        while True:
            tool, arguments = pipe.recv()
            _say(pipe, by_name[tool].call(bench, arguments))


def _say(pipe: Connection, what: Begun | Answer) -> None:
    pipe.send_bytes(msgspec.json.encode(what))


def _locations() -> Iterator[Path]:
    """The database of iplocation, which the user names in the environment; from any folder."""
    if said := os.environ.get(VARIABLE):
        path = Path(said).resolve()
        os.environ[VARIABLE] = str(path)
        yield path
