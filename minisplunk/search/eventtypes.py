"""The event types that a search asks for, and its context does not have: names out."""

from __future__ import annotations

from collections.abc import Iterator

from ..conf import View
from ..spl.ast import Comparison, SearchTerm, walk
from ..values import fold


def missing(term: SearchTerm, view: View) -> Iterator[str]:
    """Names after `eventtype=` of no enabled event type. One that holds `%field%` may have any name."""
    stanzas = view.conf("eventtypes").stanzas.values()
    there = {fold(stanza.name) for stanza in stanzas if not stanza.flag("disabled", strict=False)}
    if any("%" in name for name in there):
        return
    compared = (found for found in walk(term) if isinstance(found, Comparison) and found.field == "eventtype")
    for name in (value for found in compared for value in found.values):
        if "*" not in name and fold(name) not in there:
            yield name
