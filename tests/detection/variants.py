"""The app, as a folder or an .spl, in; a copy of it with something changed out."""

from __future__ import annotations

from pathlib import Path

from minisplunk.conf import install
from minisplunk.conf.local import write
from package.build import compress, pack


def copied(app: Path, into: Path) -> Path:
    """A copy in the folder `into`, as it would be installed there."""
    return install(app, into).root


def without_fields(app: Path, into: Path) -> Path:
    """A copy without the fields that the app calculates, so that only those of the add-on are left."""
    root = copied(app, into)
    (root / "default" / "props.conf").unlink()
    return root


def next_version(app: Path, into: Path, version: str = "9.9.9") -> Path:
    """An .spl of the app's next version, which is the same but for its number."""
    root = copied(app, into)
    for stanza in ("launcher", "id"):
        write(root / "default" / "app.conf", stanza, {"version": version})
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    archive = into / f"{root.name}-{version}.spl"
    archive.write_bytes(compress(pack(root.name, files, 0)))
    return archive
