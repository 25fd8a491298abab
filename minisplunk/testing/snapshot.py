"""Apps in; a Splunk of its own with them for each case, made from what was installed once, out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from ..conf import App, Layers
from ..dataclass import dataclass
from ..engine import Splunk
from ..search.deadline import Deadline
from ..times import ManualClock
from .bounded import BoundedSplunk
from .case import Setup
from .detections import library

_SHARED = Path("/dev/shm")
_ROOM = 1 << 30
"""Bytes that must be free there; a container has 64 MB unless it was asked for more."""

UNBOUNDED = Deadline(0)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Installed apps; `app` is the one under test. `warnings`: what is passed over in their conf files; `within`: where
    the folders of the cases are made; `deadline`: what ends their searches."""

    layers: Layers
    app: App
    warnings: tuple[str, ...] = ()
    within: Path | None = None
    deadline: Deadline = UNBOUNDED

    @contextmanager
    def splunk(self, now: float) -> Iterator[Splunk]:
        """A Splunk whose clock stands at `now` (epoch seconds). What is done to it changes no other one."""
        given = {"installed": self.layers, "clock": ManualClock(now), "within": self.within}
        with BoundedSplunk(self.deadline, **given) as splunk:
            yield splunk

    def with_app(self, app: App) -> Snapshot:
        """The same, with an app in another state."""
        mine = app if app.id == self.app.id else self.app
        return replace(self, layers=self.layers.with_app(app), app=mine)


class Snapshots:
    """One for each setup, made when it is asked for and kept until the block ends.

    `within`: where their folders are made; `deadline`: what ends their searches.
    """

    def __init__(self, within: Path | None = None, deadline: Deadline = UNBOUNDED) -> None:
        self._within, self._deadline = within, deadline
        self._made: dict[Setup, Snapshot] = {}
        self._closing = ExitStack()

    def __enter__(self) -> Snapshots:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._closing.close()

    def of_app(self, path: Path) -> Snapshot:
        """One with this app alone."""
        return self.of(Setup((path,), enterprise_security=False))

    def of(self, setup: Setup) -> Snapshot:
        """Raises ConfError for an app that cannot be installed."""
        if setup not in self._made:
            splunk = self._closing.enter_context(Splunk(within=self._within))
            installed = [splunk.install(path) for path in setup.apps]
            if setup.enterprise_security:
                splunk.install_enterprise_security()
            if setup.common_information_model:
                splunk.install_common_information_model()
            warnings = tuple(str(warning) for one in installed for warning in one.warnings)
            if setup.library is None:
                app = installed[0]
            else:
                made, faults = library(setup.library)
                app, warnings = _with(splunk, made), (*warnings, *faults)
            self._made[setup] = Snapshot(splunk.layers, app, warnings, self._within, self._deadline)
        return self._made[setup]


def in_memory() -> Path | None:
    """A folder that lies in memory, where there is one with room: a case makes some dozens of files and folders, and
    syncs a few, which a disk takes milliseconds for. None where $TMPDIR says where temporary files go.

    Programs may be forbidden to run there, as in a container.
    """
    if os.environ.get("TMPDIR") or not _SHARED.is_dir() or not os.access(_SHARED, os.W_OK):
        return None
    return _SHARED if shutil.disk_usage(_SHARED).free >= _ROOM else None


def _with(splunk: Splunk, app: App) -> App:
    """The app, in a folder of this Splunk's."""
    app = replace(app, root=splunk.etc / "apps" / app.id)
    splunk.update(lambda layers: layers.with_app(app))
    return app
