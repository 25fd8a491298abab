"""A file at a URL -> the same file in the cache folder: whole and verified, or not there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..disk import replacing
from ..ingest.notes import Notes
from . import pointer
from .pointer import Pointer
from .remote import ATTACK_DATA, Remote
from .turn import turn
from .web import ANYWHERE, MAX_DOWNLOAD, FetchError, Web

if TYPE_CHECKING:
    from requests import RequestException, Response

CACHE = "MINISPLUNK_CACHE"
"""The environment variable that names another cache folder."""
_SIZE = 1 << 18
_WEB_PAGES = (b"<!doctype html", b"<html")
_OURS = "tests/data/attack_data/aws_failed_mfa"


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where downloads are kept: $MINISPLUNK_CACHE, or minisplunk's place in the cache folder of the platform."""
    from platformdirs import user_cache_path  # noqa: PLC0415  only needed for a download

    return Path(environment[CACHE]) if environment.get(CACHE) else user_cache_path("minisplunk", appauthor=False)


def fetch(remote: Remote, cache: Path, notes: Notes, web: Web = ANYWHERE) -> Path:
    """The file, downloaded unless an earlier download is good. Raises FetchError, and NotWritten for the cache.

    One process downloads a file at a time, others wait for it. What GitHub gives from Git LFS is verified by its
    pointer there. Without any hash nothing shows whether an earlier download is still current, nor what a new one is
    worth: `notes` says so.
    """
    if (path := cached(remote, cache, notes)) is not None:
        return path
    path = _place(remote, cache)
    with turn(path.parent.with_suffix(".lock"), 2 * web.seconds) as ours:
        if is_cached(remote, cache):  # by the one before
            return path
        if not ours:
            raise FetchError(f"{remote.url}: another process has been fetching it for a long time")
        _clear(path.parent)
        try:
            with replacing(path) as file:
                for chunk in _chunks(remote, notes, web):
                    file.write(chunk)
        except BaseException:
            with suppress(OSError):  # the folder holds another download, or could not be made
                path.parent.rmdir()
            raise
    return path


def cached(remote: Remote, cache: Path, notes: Notes) -> Path | None:
    """An earlier download that is good, or that nobody can say anything against."""
    if not is_cached(remote, cache):
        return None
    path = _place(remote, cache)
    if remote.sha256 is None:
        notes.add("cached", f"{remote.url} was fetched before, and {path} is used; remove that to fetch it again")
    return path


def is_cached(remote: Remote, cache: Path) -> bool:
    """Whether there is an earlier download; where the hash is known, it has to match."""
    path = _place(remote, cache)
    return path.is_file() and remote.sha256 in (None, _sha256(path))


def _place(remote: Remote, cache: Path) -> Path:
    key = remote.sha256 or "url-" + hashlib.sha256(remote.url.encode()).hexdigest()
    return cache / key[:36] / remote.name


def _clear(folder: Path) -> None:
    """Remove what a process has left that was killed while it wrote there."""
    for part in folder.glob(".*"):
        with suppress(OSError):
            part.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(_SIZE):
            digest.update(chunk)
    return digest.hexdigest()


def _chunks(remote: Remote, notes: Notes, web: Web) -> Iterator[bytes]:
    """What the server gives, checked as it comes, and as a whole at the end."""
    import requests  # noqa: PLC0415  it takes longer to load than all that replays a file

    wanted = remote.sha256 or _pointed(remote, web)
    digest, size = hashlib.sha256(), 0
    try:
        with web.answer(remote) as answer:
            _check_answer(remote, answer, web, wanted)
            for chunk in answer.iter_content(_SIZE):
                if not size:
                    _check_start(remote, chunk[:256])
                digest.update(chunk)
                size += len(chunk)
                _check_size(remote, size, web)
                yield chunk
    except requests.RequestException as error:
        raise FetchError(_failed(remote, error, web)) from error
    if wanted not in (None, digest.hexdigest()):
        raise FetchError(f"{remote.url}: the sha256 of what came is {digest.hexdigest()}, and not {wanted}")
    if wanted is None:
        notes.add(
            "unverified",
            f"{remote.url}: {size:,} bytes came, as many as its server has announced; no hash says that they are right",
        )


def _pointed(remote: Remote, web: Web) -> str | None:
    """The sha256 that GitHub's pointer to a file says; None where there is none, or none is to be had."""
    import requests  # noqa: PLC0415

    if (there := pointer.of_media(remote)) is None:
        return None
    try:
        with web.answer(there) as answer:
            found = Pointer.read(next(answer.iter_content(pointer.LONGEST + 1), b""))
            known = found is not None and answer.status_code == 200
    except (requests.RequestException, FetchError):
        return None
    if found is None or not known:
        return None
    _check_size(remote, found.size, web)
    return found.sha256


def _check_answer(remote: Remote, answer: Response, web: Web, wanted: str | None) -> None:
    if answer.status_code != 200:
        raise FetchError(f"{remote.url}: the server answers {answer.status_code} {answer.reason or ''}".rstrip())
    length = answer.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit():
        _check_size(remote, int(length), web)
    elif wanted is None and answer.headers.get("Transfer-Encoding", "").lower() != "chunked":
        raise FetchError(f"{remote.url}: the server says no length, so nobody knows whether all comes; say its sha256")


def _check_size(remote: Remote, size: int, web: Web) -> None:
    if web.most is not None and size > web.most:
        raise FetchError(f"{remote.url} is larger than {web.most >> 20:,} MB: set ${MAX_DOWNLOAD} to more megabytes")


def _check_start(remote: Remote, start: bytes) -> None:
    if start.startswith(pointer.VERSION):
        raise FetchError(
            f"{remote.url}: a Git LFS pointer, not the data itself; GitHub gives that at https://media.githubusercontent.com/"
            "media/OWNER/REPOSITORY/BRANCH/PATH"
        )
    if start.lstrip().lower().startswith(_WEB_PAGES):
        raise FetchError(f"{remote.url}: a web page, not data; give the address of the file itself (GitHub: Raw)")


def _failed(remote: Remote, error: RequestException, web: Web) -> str:
    import requests  # noqa: PLC0415

    if isinstance(error, requests.exceptions.SSLError):
        return f"{remote.url}: its certificate cannot be verified, or it speaks no TLS"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return f"{remote.url}: the connection was cut before all had come; try again"
    if isinstance(error, requests.Timeout) or "timed out" in str(error):  # so says a ConnectionError in the middle
        return f"{remote.url}: no answer in time, or not all of it within {web.seconds:,.0f} seconds"
    if isinstance(error, requests.ConnectionError):
        more = f" The data set of this repository needs no network: {_OURS}" if remote == ATTACK_DATA else ""
        return f"{remote.url} cannot be reached: is there a network, and is this its address?{more}"
    return f"{remote.url}: {error}"
