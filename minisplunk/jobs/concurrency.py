"""The settings in; how many searches may run at the same time out (limits.conf.spec, [search] base_max_searches and
max_searches_per_cpu)."""

from __future__ import annotations

import os

from ..conf import View

LIMITS, STANZA = "limits", "search"
"""The conf file and the stanza."""
BASE, PER_CPU = ("base_max_searches", 6), ("max_searches_per_cpu", 1)
"""Settings and their defaults."""


def max_running(view: View) -> int:
    """One at least."""
    base, per_cpu = (setting(view, *one) for one in (BASE, PER_CPU))
    return max(1, base + per_cpu * (os.cpu_count() or 1))


def setting(view: View, key: str, default: int) -> int:
    """One of [search]; its default where it is no whole number."""
    return view.conf(LIMITS).number(STANZA, key, default)
