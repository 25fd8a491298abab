"""A file at a URL -> the same file in the cache folder: whole and verified, or not there."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urljoin

from ..errors import MinisplunkError
from ..ingest.notes import Notes
from .remote import ATTACK_DATA, Remote

if TYPE_CHECKING:
    from requests import RequestException, Response

CACHE = "MINISPLUNK_CACHE"
"""The environment variable that names another cache folder."""
TIMEOUT = (10.0, 60.0)
_SIZE = 1 << 18
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_WEB_PAGES = (b"<!doctype html", b"<html")
_OURS = "tests/data/attack_data/aws_failed_mfa"


class FetchError(MinisplunkError):
    """A file cannot be downloaded, or does not have the hash that was given for it."""


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where downloads are kept: $MINISPLUNK_CACHE, or minisplunk's place in the cache folder of the platform."""
    from platformdirs import user_cache_path  # noqa: PLC0415  only needed for a download

    return Path(environment[CACHE]) if environment.get(CACHE) else user_cache_path("minisplunk", appauthor=False)


def fetch(remote: Remote, cache: Path, notes: Notes) -> Path:
    """The file, downloaded unless an earlier download is good. Raises FetchError.

    Without a hash nothing shows whether an earlier download is still current: it is used, and `notes` says so.
    """
    path = _place(remote, cache)
    if is_cached(remote, cache):
        if remote.sha256 is None:
            notes.add("cached", f"{remote.url} was fetched before, and {path} is used; remove that to fetch it again")
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with _whole(path) as file:
        _download(remote, file)
    return path


def is_cached(remote: Remote, cache: Path) -> bool:
    """Whether there is an earlier download; where the hash is known, it has to match."""
    path = _place(remote, cache)
    return path.is_file() and remote.sha256 in (None, _sha256(path))


def _place(remote: Remote, cache: Path) -> Path:
    key = remote.sha256 or "url-" + hashlib.sha256(remote.url.encode()).hexdigest()
    return cache / key[:36] / remote.name


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while chunk := file.read(_SIZE):
            digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which becomes `path` at the end of the block, or vanishes if that fails."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        try:
            yield file  # type: ignore[misc]  # a wrapper of a BinaryIO
            file.flush()
            os.fsync(file.fileno())
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            file.close()
            Path(file.name).unlink(missing_ok=True)
            with suppress(OSError):  # the folder holds another download
                path.parent.rmdir()
            raise


def _download(remote: Remote, file: BinaryIO) -> None:
    import requests  # noqa: PLC0415  it takes longer to load than all that replays a file

    digest = hashlib.sha256()
    settings: dict[str, Any] = {
        "headers": {"Accept-Encoding": "identity"},  # a .gz is stored as it is, not unpacked
        "hooks": {"response": lambda answer, **_: _check_way(remote, answer)},
    }
    try:
        with requests.get(remote.url, stream=True, timeout=TIMEOUT, **settings) as answer:
            _check_answer(remote, answer)
            start = b""
            for chunk in answer.iter_content(_SIZE):
                if not start:
                    start = chunk[:256]
                    _check_start(remote, start)
                digest.update(chunk)
                file.write(chunk)
    except requests.RequestException as error:
        raise FetchError(_failed(remote, error)) from error
    if remote.sha256 not in (None, digest.hexdigest()):
        raise FetchError(f"{remote.url}: the sha256 of what came is {digest.hexdigest()}, and not {remote.sha256}")


def _check_way(remote: Remote, answer: Response) -> None:
    """Before a redirect is followed."""
    if answer.is_redirect and remote.sha256 is None:
        to = urljoin(answer.url, answer.headers["Location"])
        if not Remote.trusted(to):
            raise FetchError(
                f"{remote.url} leads to {to}, where anybody on the way may change the data; say its sha256"
            )


def _check_answer(remote: Remote, answer: Response) -> None:
    if answer.status_code != 200:
        raise FetchError(f"{remote.url}: the server answers {answer.status_code} {answer.reason or ''}".rstrip())


def _check_start(remote: Remote, start: bytes) -> None:
    if start.startswith(_LFS_POINTER):
        raise FetchError(
            f"{remote.url}: a Git LFS pointer, not the data itself; GitHub gives that at https://media.githubusercontent.com/"
            "media/OWNER/REPOSITORY/BRANCH/PATH"
        )
    if start.lstrip().lower().startswith(_WEB_PAGES):
        raise FetchError(f"{remote.url}: a web page, not data; give the address of the file itself (GitHub: Raw)")


def _failed(remote: Remote, error: RequestException) -> str:
    import requests  # noqa: PLC0415

    if isinstance(error, requests.exceptions.SSLError):
        return f"{remote.url}: its certificate cannot be verified, or it speaks no TLS"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return f"{remote.url}: the connection was cut before all had come; try again"
    if isinstance(error, requests.Timeout):
        return f"{remote.url}: no answer in time"
    if isinstance(error, requests.ConnectionError):
        more = f" The data set of this repository needs no network: {_OURS}" if remote == ATTACK_DATA else ""
        return f"{remote.url} cannot be reached: is there a network, and is this its address?{more}"
    return f"{remote.url}: {error}"
