"""Search ids, as splunkd makes them."""

from __future__ import annotations

from hashlib import md5
from itertools import count

_numbers = count(1)


def new_sid(now: float, label: str = "") -> str:
    """A search id: `<epoch>.<n>` for an ad hoc search, `<label>_at_<epoch>_<n>` for a saved one."""
    number = next(_numbers)
    return f"{label}_at_{int(now)}_{number}" if label else f"{int(now)}.{number}"


def saved_sid(asker: str, owner: str, app: str, name: str, now: float, *, scheduled: bool = False) -> str:
    """Of a saved search that `asker` dispatches, or the scheduler, and that runs as `owner` (Search Manual, "Dispatch
    directory and search artifacts").

    The name stands in it as a hash, as splunkd does it with names that don't fit into a path. [unverified]: what is
    hashed.
    """
    hashed = md5(name.encode(), usedforsecurity=False).hexdigest()[:16]
    return new_sid(now, f"{'scheduler' if scheduled else asker}__{owner}__{app}__RMD5{hashed}")
