"""indexes.conf as a context sees it in; which indexes are disabled, and which are of metric data points, out."""

from __future__ import annotations

from collections.abc import Mapping

from .view import View

_CONF = "indexes"


def disabled(view: View) -> frozenset[str]:
    """Nobody searches these, and they take nothing (indexes.conf.spec, disabled)."""
    return frozenset(s.name for s in view.conf(_CONF).stanzas.values() if s.flag("disabled", strict=False))


def of_metrics(view: View) -> Mapping[str, int]:
    """Indexes of metric data points, and how fine the times are that each keeps, in microseconds (indexes.conf.spec,
    datatype, metric.timestampResolution)."""
    stanzas = view.conf(_CONF).stanzas.values()
    return {
        stanza.name: 1_000 if stanza.get("metric.timestampResolution") == "ms" else 1_000_000
        for stanza in stanzas
        if stanza.get("datatype") == "metric"
    }
