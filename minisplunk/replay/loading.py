"""A path or URL as a user gives it -> the parts to replay: of a data set, of all under a folder, or plain files."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from .. import plain_files
from ..conf.parser import Conf
from ..errors import DataError, NotFound
from ..ingest.archive import CLOUDTRAIL, files
from ..ingest.files import Piped
from ..ingest.sourcetypes import sourcetype_of
from .dataset import Fetch, entries, is_dataset
from .part import Part
from .remote import ATTACK_DATA, WORD, is_url, remote

HOST = "minisplunk"
STANDARD_INPUT = Path("-")
"""What a user writes for it; the source of its events is `stdin`."""
ATTACK_DATA_SOURCE = "aws_cloudtrail"
"""From its YAML file in attack_data."""


def load(
    path: Path,
    *,
    sourcetype: str | None = CLOUDTRAIL,
    source: str | None = None,
    host: str | None = None,
    props: Conf | None = None,
    fetch: Fetch | None = None,
) -> list[Part]:
    """A data set says its own source types, sources and host; `sourcetype` is for plain files and folders.

    `source` is the file's path and `host` "minisplunk", or the data set's id, unless given. Without a source type that
    of the source counts, by the stanzas of `props` as written. Files of a data set that are not there are fetched if
    `fetch` is given. The files are not read yet, but standard input and a FIFO that is named itself are, to their end.
    Raises NotFound, and DataError for a faulty data set or a source whose type nothing says.
    """
    if path == STANDARD_INPUT or plain_files.is_fifo(path):
        piped = _piped(path)
        part = replace(piped, sourcetype=sourcetype or "", source=source or piped.source, host=host or HOST)
        return [part if part.sourcetype else _typed(part, props or Conf())]
    if not path.exists():
        raise NotFound(f"There is no file or folder {path}")
    listed = [entry for dataset in _datasets(path) for entry in entries(dataset, fetch)]
    if listed:
        parts = [Part(entry.path, entry.sourcetype, source or entry.source, host or entry.host) for entry in listed]
        return [_at(part, file) for part in parts for file in files(part.path)]
    plain = [Part(file, sourcetype or "", source or str(file), host or HOST) for file in files(path)]
    return [part if part.sourcetype else _typed(part, props or Conf()) for part in plain]


def load_named(
    name: str, fetch: Fetch, *, sourcetype: str = CLOUDTRAIL, source: str | None = None, host: str | None = None
) -> list[Part]:
    """As `load`, also for a URL, which becomes the source of its events, and for the word `attack_data`.

    Raises what `fetch` does, too.
    """
    if name == WORD:
        return load(fetch(ATTACK_DATA), sourcetype=CLOUDTRAIL, source=source or ATTACK_DATA_SOURCE, host=host)
    if is_url(name):
        wanted = remote(name)
        return load(fetch(wanted), sourcetype=sourcetype, source=source or wanted.url, host=host, fetch=fetch)
    return load(Path(name), sourcetype=sourcetype, source=source, host=host, fetch=fetch)


def _piped(path: Path) -> Part:
    if path != STANDARD_INPUT:
        with path.open("rb") as pipe:
            return Part(path, "", str(path), HOST, piped=Piped(pipe))
    if sys.stdin is None:
        raise DataError("standard input is closed, so there is nothing to read there")
    return Part(Path("stdin"), "", "stdin", HOST, piped=Piped(sys.stdin.buffer))


def _datasets(path: Path) -> list[Path]:
    if path.is_dir():
        return [file for file in sorted(path.rglob("*.y*ml")) if is_dataset(file)]
    return [path] if is_dataset(path) else []


def _typed(part: Part, props: Conf) -> Part:
    sourcetype = sourcetype_of(props, part.source)
    if sourcetype is None:
        raise DataError(f"{part.path}: no [source::...] stanza of props.conf says its source type; say which")
    return replace(part, sourcetype=sourcetype)


def _at(part: Part, file: Path) -> Part:
    return replace(part, path=file)
