"""A path or URL as a user gives it -> the parts to replay: of a data set, of all under a folder, or plain files."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from .. import plain_files
from ..conf import bare
from ..errors import DataError, NotFound
from ..ingest.archive import CLOUDTRAIL
from ..ingest.files import Piped
from ..ingest.folders import DATA, RECORDS, files, has_ending
from ..ingest.notes import Notes, plain
from ..ingest.places import Wanted, blobs
from ..ingest.skipped import Skipped
from ..ingest.sourcetypes import Found, NotText, SourceTypes
from .dataset import Fetch, entries, is_dataset
from .given import STANDARD_INPUT, Data, missing, set_apart, split
from .part import Part
from .remote import ATTACK_DATA, WORD, is_url, remote

HOST = "minisplunk"
ATTACK_DATA_SOURCE = "aws_cloudtrail"
"""From its YAML file in attack_data."""
_ALL = Wanted()


def load(
    given: Path | Data,
    *,
    sourcetype: str = "",
    source: str | None = None,
    host: str | None = None,
    types: SourceTypes | None = None,
    fetch: Fetch | None = None,
    apart: Collection[Path] = (),
    wanted: Wanted = _ALL,
    skipped: list[Skipped] | None = None,
) -> list[Part]:
    """The source type is the one given with the path; else that of the data set, which says sources and host too; else
    `sourcetype`; else what `types` find (without: by the props.conf of a Splunk that has no app), whose notes say it.

    `source` is the file's path and `host` "minisplunk", or the data set's id, unless given. Files of a data set that
    are not there are fetched if `fetch` is given; files of a folder that are `apart`, or not `wanted`, are left out. Of
    a file without a source type the beginning is read, no others yet; but standard input and a FIFO that is named
    itself are read to their end. Raises NotFound, and DataError for a faulty data set; folders inside of one that
    cannot be read are `skipped`, without that they are a DataError too.
    """
    data = given if isinstance(given, Data) else Data(given)
    path, said = data.path, data.sourcetype or sourcetype
    types = SourceTypes(bare().written("props"), Notes()) if types is None else types
    endings = RECORDS if said == CLOUDTRAIL else DATA
    if data.place:
        return _in_place(data.place, endings, wanted, Part(Path(), said, source or "", host or HOST), types)
    if path == STANDARD_INPUT or plain_files.is_fifo(path):
        piped = _piped(path)
        return [_typed(replace(piped, sourcetype=said, source=source or piped.source, host=host or HOST), types)]
    if not path.exists():
        raise NotFound(missing(str(path)))
    listed = [entry for dataset in _datasets(path) for entry in entries(dataset, fetch)]
    if listed:
        return [
            Part(file, data.sourcetype or entry.sourcetype, source or entry.source, host or entry.host)
            for entry in listed
            for file in files(entry.path)
        ]
    found = files(path, endings, None if said == CLOUDTRAIL else types.notes, wanted, skipped)
    if path.is_dir() and apart:
        found = [file for file in found if file.resolve() not in apart]
    return [_typed(Part(file, said, source or plain(str(file)), host or HOST), types) for file in found]


def load_all(
    given: Sequence[Path | Data],
    *,
    sourcetype: str = "",
    types: SourceTypes,
    wanted: Wanted = _ALL,
    skipped: list[Skipped] | None = None,
) -> list[Part]:
    """As `load`. A file that is given with a source type is not read again as one of a folder."""
    apart = set_apart(data for data in given if isinstance(data, Data))
    return [
        part
        for data in given
        for part in load(data, sourcetype=sourcetype, types=types, apart=apart, wanted=wanted, skipped=skipped)
    ]


def load_named(
    name: str,
    fetch: Fetch,
    *,
    sourcetype: str = "",
    source: str | None = None,
    host: str | None = None,
    types: SourceTypes | None = None,
    apart: Collection[Path] = (),
    wanted: Wanted = _ALL,
    skipped: list[Skipped] | None = None,
) -> list[Part]:
    """As `load`, also for a URL, which becomes the source of its events, and for the word `attack_data`.

    Raises what `fetch` does, too.
    """
    if name == WORD:
        return load(fetch(ATTACK_DATA), sourcetype=CLOUDTRAIL, source=source or ATTACK_DATA_SOURCE, host=host)
    if not is_url(name):
        return load(
            Data.of(name),
            sourcetype=sourcetype,
            source=source,
            host=host,
            types=types,
            fetch=fetch,
            apart=apart,
            wanted=wanted,
            skipped=skipped,
        )
    name, said = split(name)
    at = remote(name)
    data = Data(fetch(at), said)
    return load(data, sourcetype=sourcetype, source=source or at.url, host=host, types=types, fetch=fetch)


def _in_place(url: str, endings: frozenset[str], wanted: Wanted, like: Part, types: SourceTypes) -> list[Part]:
    found = blobs(url, wanted)
    if [blob.url for blob in found] != [url]:  # of a folder, not a file that is named itself
        found = [blob for blob in found if has_ending(blob.url, endings)]
    if not found:
        raise NotFound(f"There is no file ending in {', '.join(sorted(endings))} at {url}, of those that are wanted")
    return [_typed(replace(like, path=blob, source=like.source or blob.url), types) for blob in found]


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


def _typed(part: Part, types: SourceTypes) -> Part:
    """The part with a source type. What cannot be read at all is left to whoever reads it, with all such files."""
    if part.sourcetype:
        return part
    try:
        found = types.of(part.path, part.source, part.piped)
    except NotText as error:
        return replace(part, sourcetype=CLOUDTRAIL, refused=f"{error} {_otherwise(part)}")
    except (DataError, NotFound):
        return replace(part, sourcetype=CLOUDTRAIL)
    if found.sourcetype != CLOUDTRAIL:
        types.notes.add(*_said(part, found))
    return replace(part, sourcetype=found.sourcetype)


def _said(part: Part, found: Found) -> tuple[str, str]:
    """The kind of a remark, and the remark."""
    kind = "named" if found.named else found.sourcetype
    return f"source type {kind}", f"{part.path} is read as {found.sourcetype}, since {found.why}. {_otherwise(part)}"


def _otherwise(part: Part) -> str:
    name = STANDARD_INPUT if part.source == "stdin" and part.piped else part.path
    return f"For another source type write {name}:SOURCETYPE"
