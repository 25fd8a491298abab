"""An .spl in; the app in it out, in memory: its files, and its conf read strictly."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from minisplunk import plain_files
from minisplunk.conf import archive as archives
from minisplunk.conf.parser import Conf, Setting, Stanza, parse
from minisplunk.errors import ConfError

from .appinspect import Inspection, inspect
from .errors import PackageError, os_error

APP_CONF = "default/app.conf"
META = "metadata/default.meta"
SEMANTIC_VERSION = re.compile(r"\d+\.\d+\.\d+")
APP_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")


@dataclass(frozen=True)
class Unpacked:
    """An app as its .spl holds it. `files`: name inside the app -> bytes; `confs`: "savedsearches" -> its stanzas."""

    archive: Path
    folder: str
    files: Mapping[str, bytes]
    confs: Mapping[str, Conf]
    meta: Conf

    @property
    def app_id(self) -> str:
        return identity(self.confs["app"])[0]

    @property
    def version(self) -> str:
        return identity(self.confs["app"])[1]

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(plain_files.read(self.archive)).hexdigest()

    @cached_property
    def inspection(self) -> Inspection:
        """What AppInspect says of the archive; it runs when first asked. MissingTool where it cannot."""
        return inspect(self.archive)

    def conf(self, name: str) -> Conf:
        """The stanzas of default/<name>.conf; none where the app has no such file."""
        return self.confs.get(name, Conf())

    def settings(self) -> Iterator[tuple[str, Stanza, Setting]]:
        """(conf, stanza, setting) for every line of every conf file."""
        for name, conf in self.confs.items():
            for stanza in conf.stanzas.values():
                for setting in stanza.settings.values():
                    yield name, stanza, setting

    def under(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """The files in a folder, at any depth, in the order of their names."""
        for name, data in self.files.items():
            if name.startswith(folder + "/"):
                yield name, data


def unpack(archive: Path) -> Unpacked:
    """The app in an .spl. ConfError (`file: ...`, `file:line: ...`) where it is not one, or a conf file is broken."""
    try:
        with tempfile.TemporaryDirectory(prefix="vet-") as folder:
            top = archives.unpack(archive, Path(folder))
            paths = sorted(path for path in top.rglob("*") if path.is_file())
            files = {path.relative_to(top).as_posix(): path.read_bytes() for path in paths}
    except FileNotFoundError as error:
        raise PackageError(f"{archive}: no such file: build it with `python -m package build`") from error
    except OSError as error:
        raise os_error("read", archive, error, "name an .spl that is readable") from error
    return Unpacked(archive, top.name, files, read_confs(files), read_meta(files))


def read_confs(files: Mapping[str, bytes]) -> dict[str, Conf]:
    """Each default/*.conf among the files, by its bare name. ConfError for the first that is broken, or no app.conf."""
    if APP_CONF not in files:
        raise ConfError("no such file, so this is no Splunk app", APP_CONF)
    paths = [PurePosixPath(name) for name in sorted(files)]
    named = {path.stem: str(path) for path in paths if str(path.parent) == "default" and path.suffix == ".conf"}
    return {conf: parse(files[name], name) for conf, name in named.items()}


def read_meta(files: Mapping[str, bytes]) -> Conf:
    """metadata/default.meta, whose stanzas name kinds of objects and objects; empty where there is none."""
    return parse(files[META], META) if META in files else Conf()


def identity(app: Conf) -> tuple[str, str]:
    """App id and version as default/app.conf has them; ConfError where one is missing or not fit for a file name."""
    app_id = _setting(app, "package", "id", APP_ID, "the app's id, as its folder is called")
    version = _setting(app, "launcher", "version", SEMANTIC_VERSION, "a version like 1.0.0")
    return app_id, version


def _setting(app: Conf, stanza: str, key: str, shape: re.Pattern[str], wanted: str) -> str:
    setting = app.find(stanza, key)
    if setting is None:
        raise ConfError(f"[{stanza}] has no {key}: give {wanted}", APP_CONF, 1)
    if not shape.fullmatch(setting.value):
        raise setting.error(f"{key} is {setting.value!r}: give {wanted}")
    return setting.value
