"""A full disk: what could not be written has not happened, who asks is told so, and all goes on when there is room."""

from __future__ import annotations

import hashlib
import json
import resource
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from .attack import Finding, Options
from .served import Served, served

_ONESHOT = "/servicesNS/admin/search/search/jobs"
_CHANGES = {
    "a user": ("/services/authentication/users", {"name": "ann", "password": "changeme", "roles": "user"}),
    "a role": ("/services/authorization/roles", {"name": "analyst"}),
    "a saved search": ("/servicesNS/admin/search/saved/searches", {"name": "s", "search": "search a"}),
    "a macro": ("/servicesNS/nobody/search/configs/conf-macros", {"name": "m", "definition": "a"}),
    "an index": ("/services/data/indexes", {"name": "i"}),
    "an app": ("/services/apps/local", {"name": "a"}),
    "a token": ("/services/data/inputs/http", {"name": "t"}),
    "an event type": ("/servicesNS/admin/search/saved/eventtypes", {"name": "e", "search": "a"}),
    "a collection": ("/servicesNS/nobody/search/storage/collections/config", {"name": "c"}),
}
"""What is made on a disk that is full, and again when it is not."""
_SEARCHES = {
    "a lookup": "| makeresults | outputlookup l.csv",
    "rows in a collection": "| makeresults | outputlookup k",
    "a summary": "| makeresults | collect index=summary",
}
"""Searches that write, likewise: they fail then, and say why."""
_KEPT = {
    "a collection": ("/servicesNS/nobody/search/storage/collections/config", {"name": "kept"}),
    "its lookup": (
        "/servicesNS/nobody/search/data/transforms/lookups",
        {"name": "k", "external_type": "kvstore", "collection": "kept", "fields_list": "_key, _time"},
    ),
}
_POSTERS = 4
_FULL = 0.15
"""Seconds for which the disk is full, and then is not."""
_ROOM = 256 << 10
"""Bytes that files may still grow by, so that it is in the middle of a write that there is no more room."""


def disk(options: Options) -> Iterator[Finding]:
    with served("--data-dir", str(options.folder)) as server:
        for path, form in _KEPT.values():
            assert server.ask("POST", path, form).status == 201
        acknowledged = [number for number in range(20) if _posted(server, number) == (200, 0)]
        before = _state(options.folder)
        with _full(server, 0):
            answers = {what: server.ask("POST", path, form).status for what, (path, form) in _CHANGES.items()}
            searched = [what for what, search in _SEARCHES.items() if not _failed(server, search)]
            posted = {_posted(server, number) for number in range(100, 110)}
            info = server.ask("GET", "/services/server/info").status
        after = _state(options.folder)
        wrong = [f"{what} is {status}" for what, status in answers.items() if status != 503]
        wrong += [f"{what} is written" for what in searched]
        good = not wrong and before == after and info == 200
        found = ", ".join(wrong) or f"{len(answers)} kinds, all 503; {len(_SEARCHES)} searches that say so"
        yield Finding("changes of settings", found + ("" if before == after else "; files have changed"), good)
        found = ", ".join(f"{status} code {code}" for status, code in sorted(posted))
        yield Finding("events", found, posted == {(503, 9)})
        made = {what: server.ask("POST", path, form).status for what, (path, form) in _CHANGES.items()}
        wrong = [f"{what} is {status}" for what, status in made.items() if status not in (200, 201)]
        wrong += [f"{what} is not written" for what, search in _SEARCHES.items() if _failed(server, search)]
        acknowledged += [number for number in range(200, 220) if _posted(server, number) == (200, 0)]
        stored = _stored(server)
        whole = stored == Counter(f"event {number}" for number in acknowledged) and len(acknowledged) == 40
        found = (
            ", ".join(wrong)
            or f"all of them made; {stored.total()} of {len(acknowledged)} acknowledged events are there"
        )
        yield Finding("when there is room again", found, whole and not wrong)
        yield from _by_turns(server, options)


def _failed(server: Served, search: str) -> bool:
    return b'"FATAL"' in server.ask("POST", _ONESHOT, {"search": search, "exec_mode": "oneshot"}).body


def _by_turns(server: Served, options: Options) -> Iterator[Finding]:
    """A disk that fills and empties many times while clients post; then kill -9, and the folder is served again."""
    ended = threading.Event()
    with ThreadPoolExecutor(_POSTERS) as clients:
        posting = [clients.submit(_posting, server, 1_000_000 * (number + 1), ended) for number in range(_POSTERS)]
        for _ in range(options.rounds):
            largest = max(path.stat().st_size for path in (options.folder / "var").glob("*.db*"))
            with _full(server, options.chance.choice((0, largest + options.chance.randrange(_ROOM)))):
                time.sleep(_FULL)
            time.sleep(_FULL)
        ended.set()
        answers = {number: answer for client in posting for number, answer in client.result().items()}
    kinds = Counter(answers.values())
    found = ", ".join(f"{count:,} {status} code {code}" for (status, code), count in sorted(kinds.items()))
    yield Finding(
        f"a disk that fills {options.rounds} times", found, kinds.keys() <= {(200, 0), (503, 9)} and kinds[200, 0] > 0
    )
    server.process.kill()
    server.process.wait()
    with served("--data-dir", str(options.folder)) as again:
        stored = {text: count for text, count in _stored(again).items() if int(text.split()[1]) >= 1_000_000}
    acknowledged = {f"event {number}" for number, answer in answers.items() if answer == (200, 0)}
    lost, doubled = len(acknowledged - stored.keys()), sum(count > 1 for count in stored.values())
    refused = len(stored.keys() - acknowledged)
    found = (
        f"{len(acknowledged):,} acknowledged events, {lost} lost, {doubled} doubled; {refused} there that were refused"
    )
    yield Finding("after kill -9", found, not (lost or doubled or refused))


def _posting(server: Served, first: int, ended: threading.Event) -> dict[int, tuple[int, int]]:
    answers: dict[int, tuple[int, int]] = {}
    while not ended.is_set():
        number = first + len(answers)
        answers[number] = _posted(server, number)
    return answers


def _stored(server: Served) -> Counter[str]:
    """Each event of the index main, and how often it is there."""
    form = {"search": "search index=main | table _raw", "exec_mode": "oneshot", "earliest_time": "0", "count": "0"}
    rows = server.ask("POST", _ONESHOT, {**form, "max_count": "1000000"}).json()["results"]
    return Counter(str(row["_raw"]) for row in rows)


@contextmanager
def _full(server: Served, most: int) -> Iterator[None]:
    """No file of the process may grow beyond so many bytes meanwhile, as on a disk that is full."""
    soft, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (soft, hard))


def _posted(server: Served, number: int) -> tuple[int, int]:
    answer = server.post_events(json.dumps({"event": f"event {number}"}).encode())
    return answer.status, answer.json()["code"]


def _state(folder: Path) -> dict[str, str]:
    """The files of settings, hidden ones included."""
    files = sorted(path for path in (folder / "etc").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
