"""Where files of events lie that are no files of this machine, such as s3://bucket/prefix -> what is there.

Whatever fsspec reaches is a place; it is imported when the command line names one, and at no other time. Which files
are wanted is said by their dates and names (`Wanted`), so that no more is listed than that.
"""

from __future__ import annotations

import fnmatch
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ..dataclass import dataclass
from ..errors import DataError, NotFound
from ..times import TimeRange

_PLACE = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_DAYS = re.compile(r"/CloudTrail(?:-\w+)?/[^/]+/(\d{4})(?:/(\d\d)(?:/(\d\d))?)?(?=/|$)", re.ASCII)
"""AWS CloudTrail User Guide, "Getting and viewing your CloudTrail log files": the folders of a region."""
_NAMED = re.compile(r"_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/]*$", re.ASCII)
""""CloudTrail log file name format" there: when the file was delivered."""
_SLACK = 86_400 * 1_000_000
"""Events are delivered minutes late as a rule, and hours late at times."""
_BLOCK = 8 << 20
"""Bytes that are asked for at once; a file is mostly smaller."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files under a folder are to be read. `window`: what the dates in AWS's layout are held against, with a day
    of slack on either side; `include`, `exclude`: patterns of paths relative to that folder, `*` for any characters,
    also slashes; one without a slash is of a name alone."""

    window: TimeRange = TimeRange.ALL
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def folder(self, path: str, relative: str) -> bool:
        """Whether there may be such files in a folder. `path`: the whole one, by slashes."""
        return self._in_window(_period(path)) and not _any(self.exclude, relative)

    def file(self, path: str, relative: str) -> bool:
        if self.include and not _any(self.include, relative):
            return False
        return not _any(self.exclude, relative) and self._in_window(_delivered(path))

    @property
    def prunes(self) -> bool:
        """Whether some folders need not be listed."""
        return self.window != TimeRange.ALL or bool(self.exclude)

    def _in_window(self, period: TimeRange) -> bool:
        return period.earliest < self.window.latest + _SLACK and period.latest > self.window.earliest - _SLACK


@dataclass(frozen=True, slots=True)
class Blob:
    """A file in a place. `size`: bytes as it lies there; `modified`: epoch seconds, 0 where the place does not say."""

    url: str
    size: int
    modified: float = 0.0

    def __str__(self) -> str:
        return self.url

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    def opened(self) -> io.BufferedReader:
        """It from the beginning. Raises OSError, then and while it is read."""
        filesystem, path = _filesystem(self.url)
        try:
            return io.BufferedReader(_Reading(filesystem.open(path, "rb", block_size=_BLOCK)), 1 << 20)
        except OSError:
            raise
        except Exception as error:  # each filesystem has exceptions of its own
            raise OSError(_words(error)) from error


At = Path | Blob
"""A file of this machine, or of a place; as text it is what a user calls it."""


def is_place(text: str) -> bool:
    """Whether a text is the URL of a place. What https:// names is fetched instead, see replay.remote."""
    return _PLACE.match(text) is not None


def split_place(text: str) -> tuple[str, str]:
    """The URL of a place, and the source type after a colon of its last part, empty for none."""
    scheme, _, path = text.partition("://")
    above, slash, last = path.rpartition("/")
    name, _, sourcetype = last.partition(":")
    return f"{scheme}://{above}{slash}{name}", sourcetype


def blobs(url: str, wanted: Wanted) -> list[Blob]:
    """The file at a URL, or those under it, in the order of their names; folder by folder where `wanted` leaves some
    out. Raises NotFound, and DataError for a place that cannot be listed."""
    filesystem, root = _filesystem(url)
    try:
        there = filesystem.info(root)
        if there["type"] != "directory":
            return [_blob(filesystem, there)]
        found = [_blob(filesystem, entry) for entry in _below(filesystem, root, wanted)]
    except FileNotFoundError as error:
        raise NotFound(f"There is nothing at {url}") from error
    except Exception as error:  # each filesystem has exceptions of its own
        raise DataError(f"{url}: cannot be listed: {_words(error)}") from error
    return sorted(found, key=lambda blob: blob.url.split("/"))


def _below(filesystem: Any, root: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
    if not wanted.prunes:
        entries = filesystem.find(root, detail=True).values()
        yield from (entry for entry in entries if wanted.file(entry["name"], _relative(entry["name"], root)))
        return
    folders = [root]
    while folders:
        for entry in filesystem.ls(folders.pop(), detail=True):
            name = entry["name"].rstrip("/")
            relative = _relative(name, root)
            if not relative:  # the mark that some tools leave for an empty folder
                continue
            if entry["type"] == "directory":
                if wanted.folder(f"/{name}", relative):
                    folders.append(name)
            elif wanted.file(f"/{name}", relative):
                yield entry


def _relative(name: str, root: str) -> str:
    return name.removeprefix(root).strip("/")


def _filesystem(url: str) -> tuple[Any, str]:
    """fsspec's filesystem, and the path there. Raises DataError where there is none for the URL."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415  few need it

        filesystem, path = url_to_fs(url)
    except ImportError as error:
        scheme = url.partition("://")[0]
        more = "" if "fsspec" in str(error) else f" ({error})"
        raise DataError(
            f"{url}: for {scheme}:// a library is missing{more}: pip install 'minisplunk[s3]' brings those for S3"
        ) from error
    except ValueError as error:
        raise DataError(f"{url}: {error}") from error
    return filesystem, path


def _blob(filesystem: Any, entry: dict[str, Any]) -> Blob:
    modified = entry.get("LastModified") or entry.get("mtime") or entry.get("created") or 0.0
    seconds = modified.timestamp() if isinstance(modified, datetime) else float(modified)
    return Blob(filesystem.unstrip_protocol(entry["name"]), int(entry["size"] or 0), seconds)


class _Reading(io.RawIOBase):
    """A file of fsspec's whose faults are OSErrors."""

    def __init__(self, file: Any) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            return int(self._file.readinto(buffer))
        except OSError:
            raise
        except Exception as error:  # each filesystem has exceptions of its own
            raise OSError(_words(error)) from error

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _any(patterns: tuple[str, ...], relative: str) -> bool:
    name = relative.rpartition("/")[2]
    return any(fnmatch.fnmatchcase(relative if "/" in pattern else name, pattern) for pattern in patterns)


def _period(path: str) -> TimeRange:
    """The year, month or day that a folder in AWS's layout is of; all time for another."""
    if (found := _DAYS.search(path)) is None:
        return TimeRange.ALL
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        begin = datetime(year, month or 1, day or 1, tzinfo=timezone.utc)
        if day:
            end = begin + timedelta(days=1)
        else:
            end = datetime(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1, tzinfo=timezone.utc)
    except (ValueError, OverflowError):  # no such date, so it is something else
        return TimeRange.ALL
    return TimeRange.between(begin.timestamp(), end.timestamp())


def _delivered(path: str) -> TimeRange:
    """When a file was delivered, by its name; the day of its folder, or all time, for another name."""
    if (found := _NAMED.search(path)) is None:
        return _period(path)
    try:
        moment = datetime(*map(int, found.groups()), tzinfo=timezone.utc)  # type: ignore[arg-type,misc]
    except ValueError:
        return TimeRange.ALL
    return TimeRange.between(moment.timestamp(), moment.timestamp() + 1)
