"""A folder of databases -> a copy of them in another, each as it is at one moment, whoever writes to it meanwhile."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from .connections import faults


def copy_databases(source: Path, target: Path) -> None:
    """Raises StoreError."""
    target.mkdir()
    for file in sorted(source.glob("*.db")):
        with (
            faults(str(file)),
            closing(sqlite3.connect(file)) as original,
            closing(sqlite3.connect(target / file.name)) as copy,
        ):
            original.backup(copy)
