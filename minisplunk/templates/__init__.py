"""The name of an app in; the files of a small one, with a detection, its cases and its CI, out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ..conf.app import RESERVED
from ..errors import ConfError

_HERE = Path(__file__).parent / "app"
FILES: Mapping[str, str] = {
    "README.md": "README.md",
    "Makefile": "Makefile",
    ".gitignore": "ignored",
    ".github/workflows/detections.yml": "workflow.yml",
    "default/app.conf": "app.conf",
    "default/savedsearches.conf": "savedsearches.conf",
    "default/macros.conf": "macros.conf",
    "metadata/default.meta": "default.meta",
    "tests/test_ssh_logins.splunk.yaml": "ssh_logins.splunk.yaml",
}
"""Where a file of the new app stands -> the template that it is made of."""
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}(?<!\.)", re.ASCII)
_TAKEN = frozenset({"system", "search", "launcher", "default", "local", "users"})
_NAME = re.compile(r"(?![ \[#])[^\x00-\x1f\x7f\\]{1,80}(?<! )")


def files(app: str, name: str = "") -> dict[str, bytes]:
    """The files of an app by their paths. `app`: its id, as which its folder is named too; `name`: what people call it,
    by default the same.

    Raises ConfError for what Splunk, or a conf file, would not take as such.
    """
    name = name or app
    if not _ID.fullmatch(app) or app in _TAKEN or app.partition(".")[0].lower() in RESERVED:
        raise ConfError(
            f"'{app}' cannot be the id of an app, as which its folder is named: it has letters, digits, _ - and ., "
            "begins with a letter, and is none that Splunk or a system has"
        )
    if not _NAME.fullmatch(name):
        raise ConfError(f"{name!r} cannot be the name of an app: it is one line of at most 80 characters, without \\")
    return {
        path: (_HERE / template).read_text("utf-8").replace("@ID@", app).replace("@NAME@", name).encode()
        for path, template in FILES.items()
    }
