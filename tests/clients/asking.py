"""What a served minisplunk holds, asked of its REST API without the client that put it there."""

from __future__ import annotations

import time
from typing import Any

from tests.torture.served import Served
from tests.waiting import PATIENCE

from .client import Wrong


def rows(server: Served, search: str) -> list[dict[str, Any]]:
    """The results of a search over all time."""
    form = {"search": search, "earliest_time": "0", "latest_time": "now", "exec_mode": "oneshot", "count": "0"}
    answer = server.ask("POST", "/services/search/jobs", form)
    if answer.status != 200:
        raise Wrong(f"{search}: {answer.status} {answer.body.decode()}")
    return list(answer.json()["results"])


def events(server: Served, terms: str, count: int, *fields: str) -> list[tuple[str, ...]]:
    """Some fields of the events that terms find, in their order in time, when there are so many.

    Clients that send from a thread of their own may end before HEC has answered: so they are waited for.
    """
    search = f"search {terms} | sort 0 _time, _raw | eval time=_time | table {' '.join(fields)}"
    end = time.monotonic() + PATIENCE
    while len(found := rows(server, search)) < count and time.monotonic() < end:
        time.sleep(0.05)
    if len(found) != count:
        raise Wrong(f"{terms} finds {len(found)} events, where {count} were sent")
    return [tuple(str(row.get(field, "")) for field in fields) for row in found]


def content(server: Served, path: str) -> dict[str, Any]:
    """The content of one entry."""
    answer = server.ask("GET", path)
    if answer.status != 200:
        raise Wrong(f"{path}: {answer.status} {answer.body.decode()}")
    return dict(answer.json()["entry"][0]["content"])


def missing(server: Served, path: str) -> None:
    """Raises Wrong when an entry that was removed is there."""
    answer = server.ask("GET", path)
    if answer.status != 404:
        raise Wrong(f"{path}: {answer.status}, where it was removed")
