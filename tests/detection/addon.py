"""An AWS add-on of the user's, as a folder or an archive, in; what search time needs of it, in a folder, out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from minisplunk.conf import install
from minisplunk.errors import ConfError
from tests.detection.staging import STAND_INS

NAME = "Splunk_TA_aws"
VERSIONS: Mapping[str, str] = {"5": "aws_addon_5", "6": "aws_addon_7", "7": "aws_addon_7", "8": "aws_addon_8"}
"""The first number of the add-on's version -> the folder in tests/apps that stands in for it."""
NEEDED = ("default", "local", "lookups", "metadata")
"""The add-on also has programs that collect data, many megabytes of them, which no search looks at."""


@dataclass(frozen=True)
class AddOn:
    root: Path
    version: str

    @property
    def label(self) -> str:
        """The heading of its column."""
        return f"yours {self.version}"

    @property
    def stand_in(self) -> Path | None:
        """Our stand-in for that version, where there is one."""
        name = VERSIONS.get(self.version.partition(".")[0])
        return STAND_INS / name if name else None


def read_addon(path: Path, into: Path) -> AddOn:
    """Unpack the add-on into the folder `into`. ConfError, one line, where the path is no AWS add-on."""
    path = path.expanduser()
    with tempfile.TemporaryDirectory() as folder:
        app = install(path, Path(folder))
        if app.id != NAME:
            raise ConfError(f"is the app {app.id}, and not the AWS add-on, {NAME}", path)
        for name in NEEDED:
            if (app.root / name).is_dir():
                shutil.copytree(app.root / name, into / NAME / name)
    return AddOn(into / NAME, app.version)
