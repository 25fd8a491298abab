"""data/inputs/oneshot: a file of the server's disk, indexed once, at once.

REST API Reference, "Input endpoint descriptions". The events are on disk when this is answered, so no input is ever on
its way. Who has edit_monitor may name any file that the server may read, as with splunkd. A file of which only a part
can be read leaves that part, and is refused with the reason.
"""

from __future__ import annotations

import logging
from pathlib import Path

from ... import plain_files
from ...errors import DataError, NotFound
from ...ingest.notes import Notes
from ...ingest.sourcetypes import SourceTypes
from ...replay import Part
from ..eai import SYSTEM_ACL, Answer, Entry, Feed
from ..eai.arguments import arguments, check, new_name
from ..eai.namespaces import missing
from ..eai.paging import paged
from ..http import HttpError, Request, Route
from ..instance import Splunkd
from .inputs import CAN_LIST

_log = logging.getLogger(__name__)

_CAN_EDIT = "edit_monitor"
_ARGUMENTS = ("host", "index", "rename-source", "source", "sourcetype")
_UNSUPPORTED = ("host_regex", "host_segment")


def list_(splunkd: Splunkd, request: Request) -> Answer:
    return paged(request, "oneshot", (), links=("create",))


def get(splunkd: Splunkd, request: Request) -> Answer:
    raise missing(request.args["name"])


def create(splunkd: Splunkd, request: Request) -> Answer:
    """`name`: the path of the file."""
    path, given = Path(new_name(request)), arguments(request)
    if named := next((name for name in _UNSUPPORTED if given.get(name)), None):
        raise HttpError(501, f"minisplunk does not support the argument '{named}' of oneshot inputs.")
    check(given, (*_ARGUMENTS, *_UNSUPPORTED))
    if not plain_files.exists(path) or not path.is_file():
        raise HttpError(400, f"In handler 'oneshotinput': unable to open file: path='{path}' error='No such file'")
    notes, index = Notes(), given.get("index") or "default"
    sourcetype = given.get("sourcetype") or _sourcetype(splunkd, path, notes)
    source = given.get("rename-source") or given.get("source") or str(path)
    part = Part(path, sourcetype, source, given.get("host") or splunkd.info.server_name)
    try:
        splunkd.splunk.replay(part, index="main" if index == "default" else index, notes=notes)
    except (DataError, NotFound) as error:
        raise HttpError(400, error.message) from error
    for note in notes:
        _log.warning("%s", note)
    content = {"sourcetype": sourcetype, "index": index, "source": source}
    return Feed("oneshot", [Entry(str(path), content, SYSTEM_ACL)], links=("create",), status=201)


def _sourcetype(splunkd: Splunkd, path: Path, notes: Notes) -> str:
    return SourceTypes(splunkd.splunk.contexts.everywhere.written("props"), notes).of(path, str(path)).sourcetype


ROUTES = (
    Route("GET", "data/inputs/oneshot", list_, capability=CAN_LIST),
    Route("POST", "data/inputs/oneshot", create, capability=_CAN_EDIT),
    Route("GET", "data/inputs/oneshot/{name}", get, capability=CAN_LIST),
)
