"""An app's folder or archive in; the app, installed in a folder of apps, out; or an installed app taken away.

An upgrade replaces the app, and keeps what was made on this Splunk: local/, metadata/local.meta, and lookup files that
the new version does not bring. The new version stands beside the old one until it is complete and its conf files have
been read, and only then takes its place.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import plain_files
from ..dataclass import dataclass
from ..errors import ConfError, NotWritten
from .app import App, load

FOLDERS = ("appserver", "bin", "default", "lib", "local", "lookups", "metadata", "README", "static")
FILES = ("app.manifest",)
RESERVED = "system"
_JUNK = shutil.ignore_patterns(".*", "__pycache__", "*.pyc")


class AlreadyInstalled(ConfError):
    """An app of that name is installed, and no upgrade was asked for."""


@dataclass(frozen=True, slots=True)
class NewApp:
    """An app from `source`, complete and read, in a folder beside those of the installed ones; `target`: its place."""

    app: App
    source: Path
    folder: Path
    target: Path

    @contextmanager
    def in_place(self, *, upgrade: bool) -> Iterator[App]:
        """With the app in its place, for good unless the block raises: an installed version is then as it was.

        AlreadyInstalled where the app is there and `upgrade` is false; NotWritten where there is no room for it.
        """
        if self.target.exists() and not upgrade:
            raise AlreadyInstalled(f'App "{self.app.id}" already exists; use the "update" argument to install anyway')
        with _refusing(self.source):
            _keep(self.target, self.folder)
        with _in_place(self.folder, self.target, self.folder.parent / ".old"):
            yield load(self.target, strict=False)


def install(source: Path, into: Path, *, upgrade: bool = True, name: str = "") -> App:
    """Install an app for good; see `prepared` and `NewApp.in_place`."""
    with prepared(source, into, name=name) as new, new.in_place(upgrade=upgrade) as app:
        return app


@contextmanager
def prepared(source: Path, into: Path, *, name: str = "") -> Iterator[NewApp]:
    """An app from its folder or its archive, ready to be put into the folder of apps `into`, which is made if missing.

    Of a folder only Splunk's own folders (`FOLDERS`) are taken, since a repository's root may be the app and hold much
    else. Its local/ is taken as well, as it would be by copying the folder into etc/apps; in an upgrade the installed
    local/ counts. ConfError as `app.load` and `archive.unpack` say, and for an app of another name than `name`;
    NotWritten where there is no room for it.

    This is where files of others are opened, which may take long; so nobody holds a lock meanwhile.
    """
    if not plain_files.exists(source):
        raise ConfError("does not exist: an app's folder or archive (.spl, .tgz) is wanted", source)
    with _work_in(into) as work:
        with _refusing(source):
            folder, app = _prepare(source, work)
        if app.id == RESERVED:
            raise ConfError(f"an app cannot be named {RESERVED!r}, as Splunk's own settings are", source)
        if app.id != (name or app.id):
            raise ConfError(f"is the app {app.id!r}, not {name!r}", source)
        yield NewApp(app, source, folder, into / app.id)


def unpacked(source: Path, into: Path) -> Path:
    """The files of an app, from its folder or its archive, in a folder of its name below `into`."""
    if source.is_dir():
        return _copy(source, into / source.resolve().name)
    from .archive import unpack  # noqa: PLC0415 - tarfile is slow to import, and most runs start from a folder

    return unpack(source, into)


def uninstall(app: App) -> None:
    """Take an installed app's folder away; NotWritten when it cannot be. What users have of their own in it stays."""
    with _work_in(app.root.parent) as work:
        try:
            app.root.rename(work / "old")  # the app is gone in one step, before its files are
        except OSError as error:
            raise NotWritten(app.root, error) from error


@contextmanager
def _work_in(folder: Path) -> Iterator[Path]:
    """A hidden folder in `folder`, which is made where missing, until the block ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = tempfile.TemporaryDirectory(dir=folder, prefix=".", ignore_cleanup_errors=True)
    except OSError as error:
        raise NotWritten(folder, error) from error
    with work as name:
        yield Path(name)


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


@contextmanager
def _refusing(source: Path) -> Iterator[None]:
    """Why an app cannot be installed: a full disk is no fault of the app."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise NotWritten(Path("apps"), error) from error
        raise ConfError(f"cannot be installed: {error.strerror or error}", error.filename or source) from error


def _prepare(source: Path, work: Path) -> tuple[Path, App]:
    """The new version as a folder in `work`, and the app that it is."""
    if source.is_dir():
        app = load(source, strict=False)
        return unpacked(source, work / "new"), app
    new = unpacked(source, work / "new")
    app = load(new, strict=False, shown=source / new.name)
    if app.id != new.name:
        raise ConfError(f"its folder is {new.name!r}, and its app.conf says {app.id!r}; Splunk wants one name", source)
    return new, app


def _copy(source: Path, new: Path) -> Path:
    for name in FOLDERS:
        if (source / name).is_dir():
            plain_files.copy_folder(source / name, new / name, _JUNK)
    for name in FILES:
        if (source / name).exists():
            plain_files.copy(source / name, new / name)
    return new


def _keep(old: Path, new: Path) -> None:
    """Carry over what belongs to this Splunk rather than to the app's author."""
    if not old.is_dir():
        return
    shutil.rmtree(new / "local", ignore_errors=True)
    (new / "metadata" / "local.meta").unlink(missing_ok=True)
    if (old / "local").is_dir():
        plain_files.copy_folder(old / "local", new / "local")
    carried = [Path("metadata", "local.meta"), *(Path("lookups", path.name) for path in (old / "lookups").glob("*"))]
    for path in carried:
        if (old / path).is_file() and not (new / path).exists():
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            plain_files.copy(old / path, new / path)


@contextmanager
def _in_place(new: Path, target: Path, old: Path) -> Iterator[None]:
    """With the new folder in the place of the target; the target moves to `old`, and back should the block raise."""
    there = target.exists()
    try:
        if there:
            target.rename(old)
        new.rename(target)
    except OSError as error:
        if old.exists():
            old.rename(target)
        raise NotWritten(target, error) from error
    try:
        yield
    except BaseException:
        target.rename(new)
        if there:
            old.rename(target)
        raise
