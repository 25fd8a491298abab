"""A stanza of transforms.conf in; whether it is a lookup, or says something that is no transform at all, out."""

from __future__ import annotations

from .parser import Stanza

SOURCES = ("filename", "external_cmd", "external_type", "collection")
"""What makes a stanza a lookup: it says where the rows come from."""
_OTHERS = ("accepted_keys", "metric-schema:", "statsd-dims:", "_ruleset:")
"""How the names of stanzas begin that are no transforms (transforms.conf.spec)."""


def is_lookup(stanza: Stanza) -> bool:
    return any(stanza.get(key) for key in SOURCES)


def names_transform(stanza: str) -> bool:
    """Whether a stanza of this name takes fields out of texts, changes events, or is a lookup."""
    return not stanza.startswith(_OTHERS)
