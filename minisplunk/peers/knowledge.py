"""A Splunk -> all that its searches know, packed; and from that a folder, in which another Splunk knows the same.

Distributed Search, "What search heads send to search peers": the knowledge bundle is what etc/apps, etc/users and
etc/system hold. Collections of the KV store are in it as a file; splunkd sends those that say so as CSV.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..conf.copying import WRITTEN
from ..engine import Splunk

_TOP = "splunk"


def packed(splunk: Splunk) -> bytes:
    """Raises OSError for a file that cannot be read."""
    from ..conf.archive import packed as archive  # noqa: PLC0415 - tarfile is slow to import, and few need it

    with tempfile.TemporaryDirectory() as work:
        splunk.kvstore.copy(Path(work))
        return archive(_TOP, dict((*_files(splunk.etc, "etc", WRITTEN), *_files(Path(work), "var", (".",)))))


def unpacked(knowledge: bytes, into: Path) -> Path:
    """The folder for a Splunk, in a folder. Raises ConfError for what nobody can unpack."""
    from ..conf.archive import unpack  # noqa: PLC0415

    archive = into / "knowledge.tgz"
    archive.write_bytes(knowledge)
    folder = unpack(archive, into / "unpacked")
    archive.unlink()
    return folder


def _files(folder: Path, name: str, wanted: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for one in wanted:
        for path in (folder / one).rglob("*"):
            if path.is_file():
                yield f"{name}/{path.relative_to(folder).as_posix()}", path
