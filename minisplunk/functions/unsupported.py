"""Eval functions that Splunk 10.2 documents and minisplunk does not have, by the Search Reference's page."""

from __future__ import annotations

_PAGES = {
    "Comparison and Conditional functions": "lookup searchmatch",
    "Multivalue eval functions": "commands",
}
UNSUPPORTED = frozenset(name for names in _PAGES.values() for name in names.split())
