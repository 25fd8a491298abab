"""A time zone in; the user who asks is in it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from minisplunk.targets.answers import entries

from .answer import posted
from .side import Side


@contextmanager
def moved(side: Side, zone: str) -> Iterator[None]:
    """Until the block ends; without a zone nothing changes."""
    if not zone:
        yield
        return
    user = f"authentication/users/{side.target.user}"
    before = entries(side.service, user)[0]["content"].get("tz", "")
    posted(side.service, user, {"tz": zone})
    try:
        yield
    finally:
        posted(side.service, user, {"tz": before})
