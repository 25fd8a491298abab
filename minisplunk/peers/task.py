"""What a peer is asked, and what it answers: plain data, which any process can take, wherever it runs."""

from __future__ import annotations

import platform
from dataclasses import field
from datetime import timezone, tzinfo
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..errors import MinisplunkError
from ..files import Order
from ..ingest.notes import Notes
from ..ingest.skipped import Skipped
from ..search import Message, Request, StageCount
from ..values import Row
from .split import Split


class Versions(NamedTuple):
    """All that must be the same on both sides, since what is sent is made of their own classes."""

    minisplunk: str
    python: str

    @classmethod
    def here(cls) -> Versions:
        from importlib.metadata import version  # noqa: PLC0415  few searches go beyond this process

        return cls.of(version("minisplunk"), platform.python_version())

    @classmethod
    def of(cls, minisplunk: str | None, python: str) -> Versions:
        """`minisplunk`: None where there is none; `python`: with all of its numbers."""
        return cls(minisplunk or "none", ".".join(python.split(".")[:2]))

    def __str__(self) -> str:
        return f"minisplunk {self.minisplunk} and Python {self.python}"

    def check(self, where: str, there: Versions) -> None:
        """Raises MinisplunkError where somebody who is to run parts has others."""
        if there != self:
            raise MinisplunkError(f"{where} has {there}, and who asks it has {self}: they must be the same.")


@dataclass(frozen=True, slots=True)
class Setup:
    """The same for all parts of a search. `key`: this search's alone; `indextime`: that of all events, in microseconds;
    `zone`: the server's; `observed`: see Run. For a process that knows nothing of the Splunk: its `knowledge`, and the
    `versions` that must be the same there."""

    key: str
    request: Request
    split: Split
    indextime: int
    zone: tzinfo = timezone.utc
    observed: bool = False
    knowledge: bytes = field(default=b"", repr=False)
    versions: Versions | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer has found. `held`: of a portable reducer, None where the order of rows turned out to matter; or what
    else was asked for. `rows`: in place of that, newest first, each with its event's place in the order of all.

    `read`: bytes, as they are unpacked; `parsed`: records that were; `scanned`, `matched`: see Progress. `seconds`: of
    a processor, for what was read alone.
    """

    held: Any = None
    rows: list[tuple[Order, Row]] = field(default_factory=list)
    stages: list[StageCount] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    skipped: list[Skipped] = field(default_factory=list)
    read: int = 0
    parsed: int = 0
    scanned: int = 0
    matched: int = 0
    seconds: float = 0.0
