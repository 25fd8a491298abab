"""An app's folder or archive in; the app, installed in a folder of apps, out; or an installed app taken away.

An upgrade replaces the app, and keeps what was made on this Splunk: local/, metadata/local.meta, and lookup files that
the new version does not bring. The new version stands beside the old one until it is complete and its conf files have
been read, and only then takes its place.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from ..errors import ConfError
from .app import App, load

FOLDERS = ("appserver", "bin", "default", "lib", "local", "lookups", "metadata", "README", "static")
FILES = ("app.manifest",)
RESERVED = "system"
_JUNK = shutil.ignore_patterns(".*", "__pycache__", "*.pyc")


class AlreadyInstalled(ConfError):
    """An app of that name is installed, and no upgrade was asked for."""


def install(source: Path, into: Path, *, strict: bool = True, upgrade: bool = True, name: str = "") -> App:
    """Install an app from its folder or its archive in the folder of apps `into`, which is made where missing.

    Of a folder only Splunk's own folders (`FOLDERS`) are taken, since a repository's root may be the app and hold much
    else. Its local/ is taken as well, as it would be by copying the folder into etc/apps; in an upgrade the installed
    local/ counts. ConfError as `app.load` and `archive.unpack` say, for an app of another name than `name`, and
    AlreadyInstalled where the app is there and `upgrade` is false; an installed version is then as it was.
    """
    try:
        if not source.exists():
            raise ConfError("does not exist: an app's folder or archive (.spl, .tgz) is wanted", source)
        into.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=into, prefix=".") as work:
            new, app = _prepare(source, Path(work), strict)
            target = into / app.id
            if app.id == RESERVED:
                raise ConfError(f"an app cannot be named {RESERVED!r}, as Splunk's own settings are", source)
            if app.id != (name or app.id):
                raise ConfError(f"is the app {app.id!r}, not {name!r}", source)
            if target.exists() and not upgrade:
                raise AlreadyInstalled(f'App "{app.id}" already exists; use the "update" argument to install anyway')
            _keep(target, new)
            _swap(new, target, Path(work) / "old")
    except shutil.Error as error:
        raise ConfError(f"cannot be installed: {error.args[0][0][2]}", source) from error
    except OSError as error:
        raise ConfError(f"cannot be installed: {error.strerror or error}", error.filename or source) from error
    return load(target, strict=strict)


def unpacked(source: Path, into: Path) -> Path:
    """The files of an app, from its folder or its archive, in a folder of its name below `into`."""
    if source.is_dir():
        return _copy(source, into / source.resolve().name)
    from .archive import unpack  # noqa: PLC0415 - tarfile is slow to import, and most runs start from a folder

    return unpack(source, into)


def uninstall(app: App) -> None:
    """Take an installed app's folder away; ConfError when it cannot be. What users have of their own in it stays."""
    try:
        with tempfile.TemporaryDirectory(dir=app.root.parent, prefix=".") as work:
            app.root.rename(Path(work) / "old")  # the app is gone in one step, before its files are
    except OSError as error:
        raise ConfError(f"cannot be removed: {error.strerror or error}", app.root) from error


def _prepare(source: Path, work: Path, strict: bool) -> tuple[Path, App]:
    """The new version as a folder in `work`, and the app that it is."""
    if source.is_dir():
        app = load(source, strict=strict)
        return unpacked(source, work / "new"), app
    new = unpacked(source, work / "new")
    app = load(new, strict=strict, shown=source / new.name)
    if app.id != new.name:
        raise ConfError(f"its folder is {new.name!r}, and its app.conf says {app.id!r}; Splunk wants one name", source)
    return new, app


def _copy(source: Path, new: Path) -> Path:
    for name in FOLDERS:
        if (source / name).is_dir():
            shutil.copytree(source / name, new / name, ignore=_JUNK)
    for name in FILES:
        if (source / name).is_file():
            shutil.copyfile(source / name, new / name)
    return new


def _keep(old: Path, new: Path) -> None:
    """Carry over what belongs to this Splunk rather than to the app's author."""
    if not old.is_dir():
        return
    shutil.rmtree(new / "local", ignore_errors=True)
    (new / "metadata" / "local.meta").unlink(missing_ok=True)
    if (old / "local").is_dir():
        shutil.copytree(old / "local", new / "local")
    carried = [Path("metadata", "local.meta"), *(Path("lookups", path.name) for path in (old / "lookups").glob("*"))]
    for path in carried:
        if (old / path).is_file() and not (new / path).exists():
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old / path, new / path)


def _swap(new: Path, target: Path, old: Path) -> None:
    """Put the new folder in the place of the target; the target moves to `old`, and back should that fail."""
    if not target.exists():
        new.rename(target)
        return
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
