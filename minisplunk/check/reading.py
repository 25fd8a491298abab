"""An app that may be broken in; the app, installed as far as it can be read, and what cannot be read of it, out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..conf import App, mended, unpacked
from ..engine import Splunk
from ..errors import ConfError
from .finding import Finding, wrong

_FILES = ("default/*.conf", "local/*.conf", "metadata/*.meta")


def install(splunk: Splunk, source: Path) -> tuple[App, list[Finding]]:
    """Install an app from its folder or archive. Raises ConfError for what is no app at all.

    What Splunk passes over are the app's own warnings. A file that cannot be read at all is mended in a copy.
    """
    try:
        return splunk.install(source, strict=False), []
    except ConfError as error:
        if error.line is None:
            raise
    with tempfile.TemporaryDirectory(prefix="minisplunk-") as work:
        copy = unpacked(source, Path(work))
        broken = [fault for pattern in _FILES for file in sorted(copy.glob(pattern)) for fault in _mend(file, copy)]
        app = splunk.install(copy, strict=False)
    return app, [wrong(ConfError(fault.reason, app.root / str(fault.file), fault.line)) for fault in broken]


def _mend(file: Path, app: Path) -> list[ConfError]:
    data, faults = mended(file.read_bytes(), file.relative_to(app))
    if faults:
        file.write_bytes(data)
    return faults
