"""How a file begins -> how its records lie in it, which says whether they can be told apart without parsing all."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from .. import plain_files
from ..ingest.archive import time_of
from ..ingest.places import At
from . import delivered

BEGINNING = 1 << 16
"""Bytes that are looked at."""


class Layout(Enum):
    LINES = "a record on each line"
    DELIVERED = "one document of records, as S3 has them from CloudTrail"
    OTHER = "anything else, which is parsed whole"


def layout(beginning: bytes) -> Layout:
    """Of a file that begins so, unpacked."""
    line = beginning.partition(b"\n")[0]
    if time_of(line.strip()) is not None:
        return Layout.LINES
    return Layout.DELIVERED if beginning.startswith(delivered.BEGINNING) else Layout.OTHER


def layout_of(path: At) -> Layout | None:
    """Of a file on a disk of this machine, as it lies there, so that one that is packed is none; None where it is
    elsewhere, or cannot be read, which whoever reads it will find."""
    if not isinstance(path, Path):
        return None
    try:
        with plain_files.opened(path) as file:
            return layout(file.read(BEGINNING))
    except OSError:
        return None
