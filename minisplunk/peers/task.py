"""What a peer is asked, and what it answers: plain data, which any process can take, wherever it runs."""

from __future__ import annotations

import platform
from dataclasses import field
from importlib.metadata import version
from typing import Any, NamedTuple

from ..dataclass import dataclass
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
        return cls(version("minisplunk"), ".".join(platform.python_version_tuple()[:2]))


@dataclass(frozen=True, slots=True)
class Setup:
    """The same for all parts of a search. `key`: of all that is the same; `apps`: packed, in the order in which they
    are installed; `indextime`: that of all events, in microseconds; `observed`: see Run."""

    key: str
    versions: Versions
    apps: tuple[bytes, ...]
    request: Request
    split: Split
    indextime: int
    observed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer has found. `held`: of a portable reducer, None where the order of rows turned out to matter; or what
    else was asked for. `rows`: in place of that, newest first, each with its event's place in the order of all.

    `read`: bytes, as they are unpacked; `parsed`: records that were; `scanned`, `matched`: see Progress.
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
