"""What a run that was killed has left on a Splunk, since nothing could clean up after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .faults import TargetError
from .target import Target

_RUN_ID = "minisplunk-[0-9a-f]{8}"
_KINDS = (
    ("data/indexes", re.compile(_RUN_ID), "the index {}", "Settings > Indexes"),
    ("saved/searches", re.compile(rf".*\({_RUN_ID}\)"), "'{}'", "Settings > Searches, reports, and alerts"),
)
"""Where it is listed, its names, what a person calls it, and where it is removed in Splunk Web."""


def leftovers(target: Target) -> Iterator[str]:
    """A sentence for each index and private saved search of another run, as far as the user may list them."""
    for path, pattern, what, where in _KINDS:
        for name in _listed(target, path):
            if pattern.fullmatch(name):
                yield f"Another run has left {what.format(name)}. If it is not under way, remove it in {where}."


def _listed(target: Target, path: str) -> list[str]:
    try:
        return [entry["name"] for entry in target.entries(path, count=0)]
    except TargetError:  # a user who may not list them cannot have made any
        return []
