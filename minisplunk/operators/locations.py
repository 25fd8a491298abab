"""The database of locations that a search sees: where the user names it, and what is said where nobody does."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import Span, UnsupportedSpl
from ..lookups.locations import Locations, locations
from ..spl.command import Context

VARIABLE = "MINISPLUNK_IPLOCATION_DB"
"""In the environment, the path of a database for all apps that name none."""
_MISSING = (
    "It needs a database of locations, and none is given. Name a MaxMind file such as GeoLite2-City.mmdb in "
    f"limits.conf: [iplocation] db_path = /path/to/it; or in the environment: {VARIABLE}=/path/to/it."
)


def database(search: Context, span: Span | None = None) -> Locations:
    """limits.conf.spec, [iplocation] db_path. Splunk ships a database, minisplunk none: UnsupportedSpl without one,
    at `span` of the search."""
    path = search.setting("limits", "iplocation", "db_path") or os.environ.get(VARIABLE, "")
    if not path:
        raise UnsupportedSpl(_MISSING, span)
    return locations(Path(path))
