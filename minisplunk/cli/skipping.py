"""Files that could not be read, or not to their end: how they are listed, and the exit code that they cost."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ..ingest.skipped import Skipped
from .output import counted, in_one_line

INCOMPLETE = 4
"""The exit code of what was done over a part of the data."""


def tell(skipped: Sequence[Skipped], code: int) -> int:
    """List them for a person, on stderr; the exit code, which is that of the verb where there are none."""
    if not skipped:
        return code
    click.echo(f"{counted(len(skipped), 'file')} could not be read, or not to the end:", err=True)
    for one in skipped:
        click.echo(f"  {in_one_line(str(one))}", err=True)
    return INCOMPLETE if code in (0, 1) else code
