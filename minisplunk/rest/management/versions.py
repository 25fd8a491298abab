"""A version of Splunk in; which paths it has out.

REST API Reference, "Semantic API versioning": search/v2 came with 9.0.1, and beside it the first version stays.
"""

from __future__ import annotations

_V2, _V2_SINCE = "search/v2/", (9, 0, 1)


def has(version: str, path: str) -> bool:
    return not path.startswith(_V2) or not older(version, _V2_SINCE)


def older(version: str, than: tuple[int, ...]) -> bool:
    """Whether a version as Splunk writes it, `9.4.2`, comes before another."""
    return tuple(int(part) for part in version.split(".") if part.isdecimal()) < than
