"""The event types that a search asks for, and its context does not have: names out."""

from __future__ import annotations

from collections.abc import Iterator

from ..conf import View
from ..spl.ast import And, Comparison, Not, Or, SearchTerm
from ..values import fold


def missing(term: SearchTerm, view: View) -> Iterator[str]:
    """Names after `eventtype=` of no enabled event type. One that holds `%field%` may have any name."""
    stanzas = view.conf("eventtypes").stanzas.values()
    there = {fold(stanza.name) for stanza in stanzas if not stanza.flag("disabled")}
    if any("%" in name for name in there):
        return
    for name in _asked(term):
        if "*" not in name and fold(name) not in there:
            yield name


def _asked(term: SearchTerm) -> Iterator[str]:
    match term:
        case Comparison(field="eventtype", values=values):
            yield from values
        case Not(inner):
            yield from _asked(inner)
        case And(terms) | Or(terms):
            for inner in terms:
                yield from _asked(inner)
