"""An .spl in; its sha256 as a line that `sha256sum --check` reads out, in a file beside it.

The line is `<64 hex digits>  <file name>`, as GNU coreutils' manual gives it for sha256sum; the name has no folder, so
that the two files are checked wherever they lie together.
"""

from __future__ import annotations

import hashlib
from pathlib import Path


def beside(archive: Path) -> Path:
    """Where the checksum of an .spl lies: x.spl -> x.spl.sha256."""
    return archive.with_name(f"{archive.name}.sha256")


def line(archive: Path, data: bytes) -> str:
    """The whole text of the checksum of an .spl that holds `data`."""
    return f"{hashlib.sha256(data).hexdigest()}  {archive.name}\n"
