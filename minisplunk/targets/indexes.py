"""The index that a run's events go to: one that is there, or one made for the run and removed after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from .faults import TargetError
from .options import Say
from .searching import ALL_TIME, search
from .target import Target
from .waiting import until

_NAME = re.compile(r"[a-z0-9_][a-z0-9_-]*", re.ASCII)
"""indexes.conf.spec, [<index name>]."""


@contextmanager
def index(target: Target, wanted: str, run_id: str, say: Say) -> Iterator[str]:
    """The name of the index. TargetError where the wanted one is not there, or none can be made."""
    if wanted:
        if not (is_there(target, wanted) or _has_events(target, wanted)):
            raise TargetError(f"{target.name} has no index {wanted}, or {target.user} may not see it: name another.")
        try:
            yield wanted
        finally:
            say(f'The events of this run stay in the index {wanted}: `index={wanted} host="{run_id}*"` finds them.')
        return
    if target.cloud:
        raise TargetError("On Splunk Cloud indexes are made in Splunk Web (Settings > Indexes): name one with --index.")
    with made(target, run_id) as name:
        yield name


@contextmanager
def made(target: Target, name: str) -> Iterator[str]:
    """An index until the block ends. It is removed in any case, so nobody else may have one of this name."""
    if not target.disposable and searches_others(target):
        raise TargetError(
            f"{target.name} searches the indexes of other servers, and one that is made here would be missing there: "
            "name one of theirs with --index."
        )
    try:
        target.post("data/indexes", owner="nobody", app="search", name=name)
        until(f"the index {name}", lambda: is_there(target, name) or None, seconds=60)
        yield name
    finally:
        target.delete(f"data/indexes/{name}", owner="nobody", app="search")


def searches_others(target: Target) -> bool:
    """Whether this is a search head of indexers. REST API Reference, search/distributed/peers."""
    try:
        return bool(target.entries("search/distributed/peers", count=1))
    except TargetError:  # a user who may not ask this may make no index either; minisplunk has no such path
        return False


def _has_events(target: Target, name: str) -> bool:
    """A search head lists its own indexes alone (measured on 9.4.6 by a third party), and searches those of others."""
    return _NAME.fullmatch(name) is not None and bool(search(target, f'search index="{name}" | head 1', ALL_TIME).rows)


def is_there(target: Target, name: str) -> bool:
    """Whether splunkd itself has an index of this name that is enabled, and the user sees it."""
    entry = target.entry(f"data/indexes/{name}")
    return entry is not None and str(entry["content"].get("disabled")) not in ("1", "True")
