"""Metric data points for tests, in the store as HEC puts them there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minisplunk.engine import Splunk
from minisplunk.fields.indexed import stored, untimed
from minisplunk.fields.points import point
from minisplunk.store import Meta


def measure(splunk: Splunk, fields: Mapping[str, Any], time: float, kind: Mapping[str, str]) -> None:
    """One point; `time` in epoch seconds."""
    kept = point({name: str(value) for name, value in fields.items()})
    assert kept is not None
    splunk.store.add_fielded(Meta(**kind), [(round(time * 1_000_000), "", untimed(stored(kept)))], 0)
