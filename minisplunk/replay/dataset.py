"""The YAML file of a data set in attack_data's format -> what it lists: file, source and source type.

The format of today (splunk/attack_data, bin/dataset_schema.json) has `datasets`, each with name, path, source and
sourcetype; the one before, files named `*_old.yml` there, has `dataset`, a list of URLs, and `sourcetypes`. Ours may
also have a URL as a path, and then the `sha256` of what it gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import plain_files
from ..errors import DataError, NotFound
from .remote import Remote, is_url

ENDINGS = frozenset({".yml", ".yaml"})
Fetch = Callable[[Remote], Path]
"""Downloads a file, and returns its path."""
_NAMES_DATA = re.compile(r"^(?:datasets|dataset)\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """One file of a data set; `host` is the data set's id, as attack_data's replay.py sends it."""

    path: Path
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
    listed = list((_present if "datasets" in document else _past)(document, path, fetch))
    if not listed:
        raise DataError(f"{path}: the data set lists no files")
    return listed


def _present(document: dict[str, Any], path: Path, fetch: Fetch | None) -> Iterator[DatasetFile]:
    datasets = document["datasets"]
    if not isinstance(datasets, list):
        raise DataError(f"{path}: datasets is no list")
    for number, item in enumerate(datasets):
        values = item if isinstance(item, dict) else {}
        for key in ("path", "source", "sourcetype"):
            if not isinstance(values.get(key), str) or not values[key]:
                raise DataError(f"{path}: datasets[{number}] has no {key}")
        sha256 = values.get("sha256")
        if is_url(values["path"]):
            file = _fetched(path, Remote(values["path"], None if sha256 is None else str(sha256)), fetch)
        elif sha256 is None:
            file = _resolved(path, values["path"])
        else:
            raise DataError(f"{path}: datasets[{number}] has a sha256, which only a URL can have")
        yield DatasetFile(file, values["source"], values["sourcetype"], _host(document, path))


def _past(document: dict[str, Any], path: Path, fetch: Fetch | None) -> Iterator[DatasetFile]:
    urls, sourcetypes = document.get("dataset"), document.get("sourcetypes")
    if not isinstance(urls, list) or not isinstance(sourcetypes, list) or not sourcetypes:
        raise DataError(f"{path}: no data set: neither datasets, nor lists of dataset and sourcetypes")
    if len(sourcetypes) not in (1, len(urls)):
        raise DataError(f"{path}: {len(urls)} files, but {len(sourcetypes)} source types: which is which is not said")
    for number, url in enumerate(map(str, urls)):
        try:
            file = _resolved(path, url[url.find("/datasets/") :] if "/datasets/" in url else url)
        except NotFound:
            if not is_url(url):
                raise
            file = _fetched(path, Remote(url), fetch)
        yield DatasetFile(file, str(url), str(sourcetypes[number % len(sourcetypes)]), _host(document, path))


def _host(document: dict[str, Any], path: Path) -> str:
    return str(document.get("id") or path.stem)


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


def _fetched(dataset: Path, remote: Remote, fetch: Fetch | None) -> Path:
    if fetch is None:
        raise NotFound(
            f"{dataset}: the file {remote.url} is not there; `minisplunk replay` fetches it, or git lfs pull"
        )
    return fetch(remote)
