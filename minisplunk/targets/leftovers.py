"""What a run that was killed has left on a Splunk, since nothing could clean up after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .faults import TargetError
from .target import Target

RUN_ID = re.compile(r"minisplunk-[0-9a-f]{8}")
_COPY = re.compile(rf"\({RUN_ID.pattern}\)$")


def leftovers(target: Target) -> Iterator[str]:
    """A sentence for each index and private saved search of another run, as far as the user may list them."""
    for name in _listed(target, "data/indexes"):
        if RUN_ID.fullmatch(name):
            yield _left(f"the index {name}", "Settings > Indexes")
    for name in _listed(target, "saved/searches"):
        if _COPY.search(name):
            yield _left(f"'{name}'", "Settings > Searches, reports, and alerts")


def _listed(target: Target, path: str) -> list[str]:
    try:
        return [entry["name"] for entry in target.entries(path, count=0)]
    except TargetError:  # who may not list them has none
        return []


def _left(what: str, where: str) -> str:
    return f"Another run has left {what}. If it is not under way, remove it in {where}."
