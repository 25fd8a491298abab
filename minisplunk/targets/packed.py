"""An app's archive -> what Splunk must show of the app once it is installed."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from .. import plain_files
from ..conf.app import App, load
from ..conf.archive import unpack
from ..dataclass import dataclass
from .faults import TargetError


@dataclass(frozen=True, slots=True)
class PackedApp:
    """An app's archive; the app's id, and the names of its saved searches and macros."""

    path: Path
    app: str
    searches: frozenset[str]
    macros: frozenset[str]

    @property
    def checksum(self) -> str:
        """What splunkd notes of an app that it installs: `[install] install_source_checksum` of app.conf.

        app.conf.spec does not say how it is made; published app.conf files hold 40 hexadecimal digits, as SHA-1 has.
        Not verified on a real Splunk: were it another, the app would be installed once more, and nothing worse.
        """
        return hashlib.sha1(plain_files.read(self.path), usedforsecurity=False).hexdigest()


def packed(path: Path) -> PackedApp:
    """What is in the archive `path`. TargetError for a folder and for no file; ConfError as `archive.unpack` says."""
    if path.is_dir():
        raise TargetError(f"{path} is a folder, and a container installs a packed app: run make build, give the .spl.")
    if not path.is_file():
        raise TargetError(f"{path} does not exist: an app's archive (.spl, .tgz) is wanted.")
    with tempfile.TemporaryDirectory() as work:
        app = load(unpack(path, Path(work) / "app"), strict=False)
    return PackedApp(path.resolve(), app.id, _stanzas(app, "savedsearches"), _stanzas(app, "macros"))


def _stanzas(app: App, conf: str) -> frozenset[str]:
    return frozenset(app.default[conf].stanzas) - {"default"} if conf in app.default else frozenset()
