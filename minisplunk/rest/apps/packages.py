"""apps/local/{name}/package: an app packed into an archive on the server's disk, and fetched from there.

REST API Reference, "Application endpoint descriptions". [unverified]: that the app's local/ is part of it, and that the
archive is fetched below /services, where a session is needed.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from ... import plain_files
from ...conf.archive import packed
from ...conf.layers import names_file
from ...conf.roles import ALL_OBJECTS
from ...disk import replace_file
from ...engine import Splunk
from ..eai import Answer, Feed
from ..eai.namespaces import missing
from ..http import HttpError, Request, Response, Route
from ..instance import Splunkd
from .local import about, find

_FOLDER = Path("share", "splunk", "app_packages")
"""Below $SPLUNK_HOME."""
_SUFFIX, _FETCHED = ".spl", "static/app-packages"


def package(splunkd: Splunkd, request: Request) -> Answer:
    """Where the archive is: its path, and the URL that it can be fetched from."""
    app = find(splunkd, request, request.args["name"])
    path = _path(splunkd.splunk, app.id)
    files = {file.relative_to(app.root).as_posix(): file for file in app.root.rglob("*") if _is_plain(file)}
    try:
        archive = packed(app.id, files)
    except OSError as error:
        raise HttpError(400, f"The app {app.id} cannot be packed: {error.strerror or error}") from error
    replace_file(path, archive)
    url = f"{splunkd.info.origin}/services/{_FETCHED}/{quote(app.id, safe='')}{_SUFFIX}"
    return Feed("localapps", [about(splunkd, request, app, {"name": app.id, "path": str(path), "url": url})])


def fetch(splunkd: Splunkd, request: Request) -> Answer:
    file = request.args["file"]
    path = _path(splunkd.splunk, file.removesuffix(_SUFFIX))
    if not file.endswith(_SUFFIX) or not names_file(file) or not plain_files.exists(path):
        raise missing(file)
    return Response(plain_files.read(path), media_type="application/octet-stream")


def _is_plain(file: Path) -> bool:
    """A link may lead out of the app."""
    return file.is_file() and not file.is_symlink()


def _path(splunk: Splunk, app: str) -> Path:
    return splunk.folder / _FOLDER / f"{app}{_SUFFIX}"


ROUTES = (
    Route("GET", "apps/local/{name}/package", package, capability=ALL_OBJECTS),
    Route("GET", f"{_FETCHED}/{{file}}", fetch, capability=ALL_OBJECTS),
)
