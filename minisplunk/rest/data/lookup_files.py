"""data/lookup-table-files: the lookup files of apps and users; added, replaced, removed, shared and moved.

REST API Reference, "Knowledge endpoint descriptions", data/lookup-table-files. A file does not come with the request:
`eai:data` is the path of one in the server's staging area, var/run/splunk/lookup_tmp below $SPLUNK_HOME
(server/settings says where that is), which the endpoint moves into the lookups folder of an app or a user. Splunk Web
puts there what somebody uploads to it. Who cannot write there has outputlookup. Contents, and the refusal of a path
elsewhere, as third parties measured them on 10.6.

[unverified]: a file is replaced where it stands, whatever namespace the request has; one that came with an app can be
removed; and the texts of the other refusals.
"""

from __future__ import annotations

import codecs
import logging
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ... import plain_files
from ...conf import Layers, Level
from ...conf.layers import names_file
from ...conf.lookup_files import LOOKUPS, LookupFile, files, moved_file, path_to_write, removed_file, without_file
from ...conf.objects import NOBODY, Scope
from ...dataclass import dataclass
from ...disk import remove_file, replacing
from ...engine import Splunk
from ...errors import ConfError
from ...lookups.csv import SUFFIXES, header
from ..eai import Content, Entry
from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.namespaces import acl_of, all_objects, check_addable, level, views_of
from ..eai.objects import ObjectStore
from ..eai.shape import USUAL, Shape
from ..http import HttpError, Request
from ..instance import Splunkd

_log = logging.getLogger(__name__)

STAGING = Path("var", "run", "splunk", "lookup_tmp")
"""Below $SPLUNK_HOME."""
UPLOAD = "upload_lookup_files"
"""The capability to add files (authorize.conf.spec)."""
_ELSEWHERE = (".kml", ".kmz", ".mmdb")
"""How the names of files end that Splunk takes as lookups beside CSV files."""
_NO_TEXT = "File is binary or file encoding is not supported, only UTF-8 encoded files are supported."
_DATA = "eai:data"
SHAPE = Shape(
    "data/lookup-table-files",
    title="lookup-table-files",
    required=(_DATA,),
    endpoints=[name for name in USUAL if name != "switch"],
    capabilities={"create": UPLOAD, "update": UPLOAD},
)


def make_staging(splunk: Splunk) -> None:
    """The staging area, for those who upload. A server starts without it too, on a disk that is full."""
    folder = splunk.folder / STAGING
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _log.warning("%s cannot be made, so no lookup file can be uploaded: %s", folder, error)


@dataclass(frozen=True)
class LookupFileStore(ObjectStore[LookupFile]):
    """The files in the lookups folders."""

    shape: Shape = SHAPE

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        """A new file of an app is its maker's, unless that one may give it away."""
        _check_name(name)
        to, of = level(splunkd, request, LOOKUPS), (LOOKUPS, name)
        check_addable(splunkd, request, to, of)
        path = _path(splunkd.splunk.layers, to, name)
        if plain_files.exists(path):
            raise HttpError(409, f"An object with name={name} already exists")
        owner = {} if to.user or all_objects(splunkd, request) else {"owner": request.who.user}
        with _staged(splunkd, settings[_DATA], name) as staged, _new_file(path, staged):
            splunkd.splunk.update(
                lambda layers: (
                    layers.with_lookups(to).with_rules(to.app, of, owner) if owner else layers.with_lookups(to)
                )
            )
        return self.shown(splunkd, request, name, to)

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        item = self.writable(splunkd, request)
        if _DATA in settings:
            path = _path(splunkd.splunk.layers, item.level, name)
            with _staged(splunkd, settings[_DATA], name) as staged, replacing(path) as file:
                shutil.copyfileobj(staged, file)
        return [_entry(splunkd, request, item)]

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        item = self.one(splunkd, request, name)
        check_addable(splunkd, request, item.level, item.of)
        with removed_file(item):
            splunkd.splunk.update(lambda layers: without_file(layers, item))

    def place(self, splunkd: Splunkd, item: LookupFile, to: Level, rules: Callable[[Layers], Layers]) -> None:
        if to == item.level:
            splunkd.splunk.update(rules)
            return
        with moved_file(splunkd.splunk.layers, item, to):
            splunkd.splunk.update(lambda layers: rules(without_file(layers, item).with_lookups(to)))

    def within(self, splunkd: Splunkd, request: Request, where: Scope, name: str | None = None) -> Iterable[LookupFile]:
        return files(splunkd.splunk.layers, views_of(splunkd, request), where, name)

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[LookupFile], Entry]:
        return partial(_entry, splunkd, request)


def _entry(splunkd: Splunkd, request: Request, item: LookupFile) -> Entry:
    """A file that is gone, which somebody else has removed, has neither size nor time."""
    try:
        status = item.path.stat()
    except OSError:
        status = None
    content: dict[str, Content] = {
        "disabled": False,
        "eai:appName": item.level.app,
        "eai:data": str(item.path),
        "eai:userName": item.level.user or NOBODY,
        "fields_array": header(item.path) if item.name.endswith(SUFFIXES) else None,
        "lastModifiedTime": None if status is None else int(status.st_mtime),
        "size": None if status is None else status.st_size,
    }
    return Entry(item.name, content, acl_of(splunkd, request, item), ("_reload", "move"))


def _check_name(name: str) -> None:
    if not names_file(name):
        raise HttpError(400, f"A lookup file cannot be named {name!r}.")
    if name.endswith(_ELSEWHERE):
        raise HttpError(501, f"minisplunk reads CSV files alone as lookups, and no '{name}'.")
    if not name.endswith(SUFFIXES):
        raise HttpError(400, f"The name of a lookup file ends in {' or '.join(SUFFIXES)}: {name!r}.")


def _path(layers: Layers, to: Level, name: str) -> Path:
    try:
        return path_to_write(layers, to, name)
    except ConfError as error:
        raise HttpError(400, error.message) from error


@contextmanager
def _new_file(path: Path, staged: BinaryIO) -> Iterator[None]:
    """With a file that was not there; without it again when the block raises."""
    with replacing(path) as file:
        shutil.copyfileobj(staged, file)
    try:
        yield
    except BaseException:
        remove_file(path)
        raise


@contextmanager
def _staged(splunkd: Splunkd, given: str, name: str) -> Iterator[BinaryIO]:
    """The file at a path of the staging area, which is gone from there after the block. HttpError 400 for any other."""
    folder = splunkd.splunk.folder.absolute() / STAGING
    path = Path(os.path.normpath(given))
    if "\0" in given or path == folder or not path.is_relative_to(folder):
        raise HttpError(400, "Source file is outside of staging area")
    try:
        if _leads_elsewhere(path, folder):
            raise HttpError(400, "Source file is outside of staging area")
        found = path.lstat()
        with plain_files.opened(path) as file:
            if not stat.S_ISREG(found.st_mode) or not os.path.samestat(found, os.fstat(file.fileno())):
                raise HttpError(400, "Source file is outside of staging area")
            if not (name.endswith(".gz") or _is_text(file)):
                raise HttpError(400, _NO_TEXT)
            yield file
    except OSError as error:
        raise HttpError(400, f"Source file cannot be read: {error.strerror or error}") from error
    with suppress(OSError):
        path.unlink()


def _leads_elsewhere(path: Path, folder: Path) -> bool:
    """Whether a link stands between the staging area and a file in it."""
    return any(part.is_symlink() for part in (path, *path.parents) if part.is_relative_to(folder))


def _is_text(file: BinaryIO) -> bool:
    """Whether a file is UTF-8, as the Knowledge Manager Manual, "About lookup table files", asks for."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(1 << 20):
            if b"\0" in piece:
                return False
            decoder.decode(piece)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    file.seek(0)
    return True


STORE = LookupFileStore()
ROUTES = (*routes(STORE), *acl_routes(STORE))
