"""The addresses of events in; the events gone, and how many of each kind they were, out.

Splunk marks events as deleted and keeps the bytes (Search Reference, delete). Nobody can tell the difference, save that
here the room is used for later events.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence


def delete(connection: sqlite3.Connection, addresses: Sequence[str]) -> dict[int, int]:
    """Within a transaction of the caller's. An address is `<time>:<id>`, as scans have them; few hundred at a time."""
    numbers = [int(number) for address in addresses for number in address.split(":")]
    values = ", ".join(["(?, ?)"] * len(addresses))
    chosen = f"FROM events WHERE (time, id) IN (VALUES {values})"
    counted = dict(connection.execute(f"SELECT meta, count(*) {chosen} GROUP BY meta", numbers).fetchall())
    connection.execute(f"DELETE {chosen}", numbers)
    return counted
