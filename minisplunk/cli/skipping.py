"""Files that could not be read, or not to their end: how they are listed, and the exit code that they cost."""

from __future__ import annotations

from collections.abc import Sequence

from ..ingest.skipped import Skipped
from .output import counted, tell

INCOMPLETE = 4
"""The exit code of what was done over a part of the data."""


def list_skipped(skipped: Sequence[Skipped], code: int) -> int:
    """List them for a person; the exit code, which is that of the verb where there are none."""
    if not skipped:
        return code
    tell(f"{counted(len(skipped), 'file')} could not be read, or not to the end:")
    for one in skipped:
        tell(f"  {one}")
    return INCOMPLETE if code in (0, 1) else code
