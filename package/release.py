"""A tag in; the files that its release carries out: the .spl that was built of the tagged version, and its checksum."""

from __future__ import annotations

from pathlib import Path

from minisplunk import plain_files

from . import checksum
from .errors import PackageError, os_error
from .unpacked import APP_CONF, identity, read_confs


def files(root: Path, tag: str, dist: Path | None = None) -> tuple[Path, Path]:
    """The .spl and its checksum in `dist` (root/dist when not given), as `build` wrote them there.

    A tag is the version itself, without a leading v, since app.conf is the only place of the version. PackageError
    where the tag is another, where one of the files is missing, or where the checksum is not the .spl's.
    """
    app_conf = root / APP_CONF
    app, version = identity(read_confs({APP_CONF: _read(app_conf, "run this in the repository's root")})["app"])
    if tag != version:
        raise PackageError(
            f"{APP_CONF}: has version {version}, but the tag is {tag!r}: "
            f"tag the commit {version}, without a leading v, or change the version and tag that commit"
        )
    archive = (dist or root / "dist") / f"{app}-{version}.spl"
    beside = checksum.beside(archive)
    written, data = _built(beside), _built(archive)
    if written.decode(errors="replace") != checksum.line(archive, data):
        raise PackageError(f"{beside}: is not the checksum of {archive.name}: build both anew")
    return archive, beside


def _built(path: Path) -> bytes:
    return _read(path, "build it with `python -m package build`")


def _read(path: Path, remedy: str) -> bytes:
    try:
        return plain_files.read(path)
    except OSError as error:
        raise os_error("read", path, error, remedy) from error
