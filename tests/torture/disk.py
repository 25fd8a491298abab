"""A full disk: what could not be written has not happened, who asks is told so, and all goes on when there is room."""

from __future__ import annotations

import hashlib
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .attack import Finding, Options
from .served import Served, served

_CHANGES = {
    "a user": ("/services/authentication/users", {"name": "ann", "password": "changeme", "roles": "user"}),
    "a role": ("/services/authorization/roles", {"name": "analyst"}),
    "a saved search": ("/servicesNS/admin/search/saved/searches", {"name": "s", "search": "search a"}),
    "a macro": ("/servicesNS/nobody/search/configs/conf-macros", {"name": "m", "definition": "a"}),
    "an index": ("/services/data/indexes", {"name": "i"}),
    "an app": ("/services/apps/local", {"name": "a"}),
    "a token": ("/services/data/inputs/http", {"name": "t"}),
}


def disk(options: Options) -> Iterator[Finding]:
    with served("--data-dir", str(options.folder)) as server:
        acknowledged = [number for number in range(20) if _posted(server, number) == (200, 0)]
        before = _state(options.folder)
        with _full(server):
            answers = {what: server.ask("POST", path, form).status for what, (path, form) in _CHANGES.items()}
            posted = {_posted(server, number) for number in range(100, 110)}
            info = server.ask("GET", "/services/server/info").status
        after = _state(options.folder)
        wrong = [f"{what} is {status}" for what, status in answers.items() if status != 503]
        good = not wrong and before == after and info == 200
        found = ", ".join(wrong) or f"{len(answers)} kinds, all 503"
        yield Finding("changes of settings", found + ("" if before == after else "; files have changed"), good)
        found = ", ".join(f"{status} code {code}" for status, code in sorted(posted))
        yield Finding("events", found, posted == {(503, 9)})
        made = {what: server.ask("POST", path, form).status for what, (path, form) in _CHANGES.items()}
        wrong = [f"{what} is {status}" for what, status in made.items() if status not in (200, 201)]
        acknowledged += [number for number in range(200, 220) if _posted(server, number) == (200, 0)]
        form = {"search": "search index=* | stats count dc(_raw) as different", "exec_mode": "oneshot"}
        (row,) = server.ask("POST", "/services/search/jobs", form).json()["results"]
        whole = row["different"] == row["count"] == str(len(acknowledged)) == "40"
        found = (
            ", ".join(wrong) or f"all of them made; {row['count']} of {len(acknowledged)} acknowledged events are there"
        )
        yield Finding("when there is room again", found, whole and not wrong)


@contextmanager
def _full(server: Served) -> Iterator[None]:
    """No file of the process may grow meanwhile, as on a disk that is full."""
    soft, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, hard))
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
