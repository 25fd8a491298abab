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
import stat
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ... import plain_files
from ...conf import Level
from ...conf.file_objects import FileObject
from ...conf.files import LOOKUPS
from ...conf.layers import names_file
from ...engine import Splunk
from ...lookups.csv import SUFFIXES, header
from ..eai import Content
from ..eai.acl import acl_routes
from ..eai.collection import routes
from ..eai.files import DATA, FileStore
from ..eai.namespaces import check_writable
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
SHAPE = Shape(
    "data/lookup-table-files",
    title="lookup-table-files",
    required=(DATA,),
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


class LookupFileStore(FileStore):
    """The files in the lookups folders."""

    def target(self, splunkd: Splunkd, request: Request, item: FileObject) -> Level:
        check_writable(splunkd, request, item)
        return item.level

    def data(
        self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]
    ) -> AbstractContextManager[BinaryIO]:
        return _staged(splunkd, settings[DATA], name)

    def content(self, item: FileObject) -> dict[str, Content]:
        """A file that is gone has neither size nor time."""
        try:
            status = item.path.stat()
        except OSError:
            status = None
        return {
            DATA: str(item.path),
            "fields_array": header(item.path) if item.name.endswith(SUFFIXES) else None,
            "lastModifiedTime": None if status is None else int(status.st_mtime),
            "size": None if status is None else status.st_size,
        }

    def check_name(self, name: str) -> None:
        if not names_file(name):
            raise HttpError(400, f"A lookup file cannot be named {name!r}.")
        if name.endswith(_ELSEWHERE):
            raise HttpError(501, f"minisplunk reads CSV files alone as lookups, and no '{name}'.")
        if not name.endswith(SUFFIXES):
            raise HttpError(400, f"The name of a lookup file ends in {' or '.join(SUFFIXES)}: {name!r}.")


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


STORE = LookupFileStore(SHAPE, LOOKUPS)
ROUTES = (*routes(STORE), *acl_routes(STORE))
