"""How a search is to be run: its limits, its lifetime, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..dataclass import dataclass

MAX_COUNT = 500_000
"""Results that are kept (limits.conf.spec, [search] max_count; savedsearches.conf.spec, dispatch.max_count).

The REST API Reference says 10,000 of search/jobs; [unverified] on a real Splunk."""
TTL = 600
"""Seconds that an ad hoc job is kept (limits.conf.spec, [search] ttl)."""
SAVED_TTL = 604_800
"""Seconds that a saved job is kept (limits.conf.spec, [search] default_save_ttl)."""

MAX_TTL = 30 * 86_400
"""Seconds that a request may have a job kept; Splunk documents no bound, but results are in memory here."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The saved search that a job runs; `scheduled` when the scheduler started it."""

    owner: str
    app: str
    name: str
    scheduled: bool = False


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Times in seconds, 0 for never. Names are those of search/jobs, and of savedsearches.conf's `dispatch.*`.

    `auto_finalize_ec`: events after which it is finalized; `auto_cancel`, `auto_pause`: seconds in which nobody asks;
    `asker`: who has asked for it, when it is run as somebody else; `given`: the parameters of the request that started
    it, as they were sent; `custom`: properties of the user's own; `observed`: null by-fields are counted, for
    `explain`; `timed`: what each command takes is measured.
    """

    max_count: int = MAX_COUNT
    max_time: float = 0
    auto_finalize_ec: int = 0
    ttl: int = TTL
    auto_cancel: int = 0
    auto_pause: int = 0
    status_buckets: int = 0
    preview: bool = True
    priority: int = 5
    label: str = ""
    provenance: str = ""
    saved: Saved | None = None
    asker: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    observed: bool = False
    timed: bool = False
