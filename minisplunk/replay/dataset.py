"""The YAML file of a data set in attack_data's format -> what it lists: file, source and source type.

The format of today (splunk/attack_data, bin/dataset_schema.json) has `datasets`, each with name, path, source and
sourcetype; the one before, files named `*_old.yml` there, has `dataset`, a list of URLs, and `sourcetypes`. Ours may
also have a URL as a path, and then the `sha256` of what it gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .. import lazy_re, plain_files
from ..dataclass import dataclass
from ..errors import DataError, NotFound
from .remote import Remote, is_url

ENDINGS = frozenset({".yml", ".yaml"})
Fetch = Callable[[Remote], Path]
"""Downloads a file, and returns its path."""
_NAMES_DATA = lazy_re.compile(r"^(?:datasets|dataset)\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """One file of a data set; `host` is the data set's id, as attack_data's replay.py sends it."""

    path: Path
    source: str
    sourcetype: str
    host: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as a data set names it: by a path, empty for none, or where there is no such file by a URL, empty for
    none, and its hash. The others are those of DatasetFile."""

    path: str
    url: str
    sha256: str | None
    source: str
    sourcetype: str
    host: str


def is_dataset(path: Path) -> bool:
    """Whether a file is YAML that names data sets, even if it is faulty."""
    if path.suffix.lower() not in ENDINGS or not path.is_file():
        return False
    return _NAMES_DATA.search(plain_files.read(path).decode("utf-8", "replace")) is not None


def entries(path: Path, fetch: Fetch | None = None) -> list[DatasetFile]:
    """Files that are not there are fetched from their URLs if `fetch` is given.

    Raises DataError with file and line for a faulty data set, NotFound for a file of it that is not there.
    """
    return [DatasetFile(_found(path, item, fetch), item.source, item.sourcetype, item.host) for item in listed(path)]


def listed(path: Path) -> list[Listed]:
    """The files that a data set names, at least one, be they there or not. Raises DataError as `entries`."""
    import yaml  # noqa: PLC0415  it takes longer to load than a file of records takes to read

    try:
        document = yaml.safe_load(plain_files.read(path))
    except yaml.MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f"{error.problem_mark.line + 1}:"
        raise DataError(f"{path}:{line} not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise DataError(f"{path}: not YAML: {error}") from error
    if not isinstance(document, dict):
        raise DataError(f"{path}: no data set: not a mapping of keys to values")
    items = list((_present if "datasets" in document else _past)(document, path))
    if not items:
        raise DataError(f"{path}: the data set lists no files")
    return items


def _present(document: dict[str, Any], path: Path) -> Iterator[Listed]:
    datasets = document["datasets"]
    if not isinstance(datasets, list):
        raise DataError(f"{path}: datasets is no list")
    for number, item in enumerate(datasets):
        values = item if isinstance(item, dict) else {}
        for key in ("path", "source", "sourcetype"):
            if not isinstance(values.get(key), str) or not values[key]:
                raise DataError(f"{path}: datasets[{number}] has no {key}")
        written, sha256 = values["path"], values.get("sha256")
        url = written if is_url(written) else ""
        if sha256 is not None and not url:
            raise DataError(f"{path}: datasets[{number}] has a sha256, which only a URL can have")
        sha256 = None if sha256 is None else str(sha256)
        yield Listed("" if url else written, url, sha256, values["source"], values["sourcetype"], _host(document, path))


def _past(document: dict[str, Any], path: Path) -> Iterator[Listed]:
    urls, sourcetypes = document.get("dataset"), document.get("sourcetypes")
    if not isinstance(urls, list) or not isinstance(sourcetypes, list) or not sourcetypes:
        raise DataError(f"{path}: no data set: neither datasets, nor lists of dataset and sourcetypes")
    if len(sourcetypes) not in (1, len(urls)):
        raise DataError(f"{path}: {len(urls)} files, but {len(sourcetypes)} source types: which is which is not said")
    for number, written in enumerate(map(str, urls)):
        below = written[written.find("/datasets/") :] if "/datasets/" in written else written
        url = written if is_url(written) else ""
        yield Listed(below, url, None, written, str(sourcetypes[number % len(sourcetypes)]), _host(document, path))


def _host(document: dict[str, Any], path: Path) -> str:
    return str(document.get("id") or path.stem)


def _found(dataset: Path, item: Listed, fetch: Fetch | None) -> Path:
    try:
        if item.path:
            return _resolved(dataset, item.path)
    except NotFound:
        if not item.url:
            raise
    remote = Remote(item.url, item.sha256)
    if fetch is None:
        raise NotFound(
            f"{dataset}: the file {remote.url} is not there; `minisplunk replay` fetches it, or git lfs pull"
        )
    return fetch(remote)


def _resolved(dataset: Path, written: str) -> Path:
    """Paths that start with /datasets/ are from the root of the repository, others from the data set's own folder."""
    if not written.startswith("/datasets/"):
        candidates = [dataset.parent / written]
    else:
        candidates = [folder / written[1:] for folder in dataset.resolve().parents]
        candidates.append(dataset.parent / Path(written).name)
    for candidate in candidates:
        if candidate.exists():
            return candidate
    raise NotFound(f"{dataset}: the file {written} is not there; fetch it (git lfs pull), or mend the path")
