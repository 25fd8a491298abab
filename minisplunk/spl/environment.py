"""What an eval expression may read besides its row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from ..errors import DataError


def _refuse(kind: str, text: str) -> None:
    raise DataError(f"{kind}: {text}")


@dataclass(frozen=True, slots=True)
class Environment:
    """Start of the search (epoch seconds), the user's time zone, and where messages go (kind: WARN or ERROR, text);
    without a receiver a message is an exception."""

    now: float
    zone: tzinfo
    message: Callable[[str, str], None] = _refuse
