"""What the alert actions of one Splunk reach outside of the search that they follow."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import field
from pathlib import Path
from urllib.parse import quote

from ..dataclass import dataclass
from ..store import Store
from .process import Processes
from .splunkd_log import SplunkdLog


@dataclass(frozen=True, slots=True)
class Server:
    """The splunkd that a script may talk to: where it listens, and a session of a user (`nobody`: the system), whose
    key holds within a block."""

    uri: str
    name: str
    session: Callable[[str], AbstractContextManager[str]]


@dataclass(slots=True)
class Host:
    """`home` is $SPLUNK_HOME, with the installed apps in etc/apps. `server` is None while no splunkd runs;
    `scripts` are the scripts that run now."""

    store: Store
    home: Path
    log: SplunkdLog
    server: Server | None = None
    scripts: Processes = field(default_factory=Processes)

    @contextmanager
    def serving(self, server: Server) -> Iterator[None]:
        """Until the block ends, scripts may talk to `server`; those of an earlier server were stopped for good."""
        self.scripts, self.server = Processes(), server
        try:
            yield
        finally:
            self.server = None

    def dispatch_folder(self, sid: str) -> Path:
        """Where the files of a search job lie; made where missing."""
        folder = self._dispatch / quote(sid, safe="@")
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def sweep(self, sids: Callable[[], Iterable[str]]) -> None:
        """Remove the files of jobs that no longer exist. `sids` gives the jobs that do."""
        folders = list(self._dispatch.glob("*"))  # listed before the jobs, since a job exists before its folder does
        if folders:
            names = {quote(sid, safe="@") for sid in sids()}
            for folder in folders:
                if folder.name not in names:
                    shutil.rmtree(folder, ignore_errors=True)

    @property
    def _dispatch(self) -> Path:
        return self.home / "var" / "run" / "splunk" / "dispatch"
