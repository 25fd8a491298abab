"""What `minisplunk search --json` prints: a result a line, as the results come."""

from __future__ import annotations

from .parts import Fields

DOCUMENTS = (Fields,)
"""Of each line."""
