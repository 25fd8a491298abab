"""What a test names of attack_data, by URL, path, id or folder -> its files: of a local checkout, or fetched.

Git LFS keeps the files of https://github.com/splunk/attack_data; a checkout without them has pointers in their place.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from .. import plain_files
from ..dataclass import dataclass
from ..errors import DataError, NotFound
from ..ingest.notes import Notes
from .dataset import ENDINGS, DatasetFile, Listed, is_dataset, listed
from .fetching import cached, fetch
from .pointer import Pointer
from .remote import Remote, is_url, remote
from .web import PUBLIC, Web

DATASETS = "datasets"
URL = f"https://media.githubusercontent.com/media/splunk/attack_data/master/{DATASETS}/"
_REPOSITORY = "https://github.com/splunk/attack_data"
_ID = re.compile(r"""^id\s*:\s*["']?([^\s"'#]+)""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AttackData:
    """`folder`: a checkout of attack_data, or its folder `datasets`, where files are looked for first; `offline`: what
    is neither there nor in the `cache` (see `fetching.cache_folder`) is not fetched; `web`: see `web.public`."""

    folder: Path | None
    offline: bool
    cache: Path
    web: Web = PUBLIC

    def files(self, named: str, notes: Notes) -> list[DatasetFile]:
        """Of a URL, a path below datasets/ (of a file, a data set's YAML or its folder), a data set's id, or the name
        of its folder. What no data set in the folder says of a file (source, source type, host) is empty.

        Raises NotFound for what is not there, and how to get it; DataError for a faulty data set or name; FetchError
        and NotWritten as `fetch` does. `notes`: what was not verified, and what is a pointer.
        """
        if is_url(named):
            return [self._of_url(remote(named), notes)]
        path = _path(named.removeprefix("/").removeprefix(f"{DATASETS}/"), named)
        there = self._local(path)
        if there is not None and (there.is_dir() or there.suffix.lower() in ENDINGS):
            return self._of_datasets(_datasets(there), notes)
        if there is not None or ("/" in path and PurePosixPath(path).suffix):
            return [self._of_path(path, notes)]
        return self._of_datasets(self._named(named), notes)

    def _of_url(self, wanted: Remote, notes: Notes) -> DatasetFile:
        _, below, path = unquote(urlsplit(wanted.url).path).partition(f"/{DATASETS}/")
        return self._file(_path(path, wanted.url) if below else "", wanted, notes)

    def _of_path(self, path: str, notes: Notes) -> DatasetFile:
        return self._file(path, Remote(URL + quote(path)), notes)

    def _of_datasets(self, datasets: list[Path], notes: Notes) -> list[DatasetFile]:
        """Each file once, though the data set of today and the one before list it."""
        found = [self._of_listed(dataset, item, notes) for dataset in datasets for item in listed(dataset)]
        return list({file.path: file for file in reversed(found)}.values())[::-1]

    def _of_listed(self, dataset: Path, item: Listed, notes: Notes) -> DatasetFile:
        if not item.path:
            file = self._of_url(Remote(item.url, item.sha256), notes)
        else:
            path = self._path_of(dataset, item)
            file = self._of_path(path, notes)
        return replace(file, source=item.source, sourcetype=item.sourcetype, host=item.host)

    def _file(self, path: str, wanted: Remote, notes: Notes) -> DatasetFile:
        """`path`: below datasets/, empty for a file that is not of attack_data."""
        there = self._local(path) if path else None
        pointer = None if there is None else _pointer(there)
        if there is not None and pointer is None:
            return self._described(path, there, notes)
        hint = f"`git lfs pull --include={DATASETS}/{path}`"
        if pointer is not None:
            wanted = replace(wanted, sha256=pointer.sha256)
        if self.offline and (file := cached(wanted, self.cache, notes)) is not None:
            return self._described(path, file, notes)
        if self.offline and pointer is not None:
            raise NotFound(f"{there} is a Git LFS pointer, and nothing is fetched offline: {hint} there gets the file")
        if self.offline:
            where = "no checkout of attack_data is given" if self.folder is None else f"it is not in {self.folder}"
            get = f"{hint} in a checkout of {_REPOSITORY} (--attack-data)" if path else "fetch it while online"
            raise NotFound(f"{wanted.url} is not fetched offline, and {where}: {get} gets it")
        if pointer is not None:
            notes.add(
                "pointer", f"{there} is a Git LFS pointer, so the file is fetched; {hint} there gets it once for all"
            )
        return self._described(path, fetch(wanted, self.cache, notes, self.web), notes)

    def _described(self, path: str, file: Path, notes: Notes) -> DatasetFile:
        """With what a data set beside it says of a file. A faulty one says nothing, which is noted."""
        folder = self._local(str(PurePosixPath(path).parent)) if path else None
        datasets = _datasets(folder) if folder is not None and folder.is_dir() else []
        for item in (item for dataset in datasets for item in self._listing(dataset, path, notes)):
            return DatasetFile(file, item.source, item.sourcetype, item.host)
        return DatasetFile(file, "", "", "")

    def _listing(self, dataset: Path, path: str, notes: Notes) -> list[Listed]:
        """What a data set lists that is at a path."""
        try:
            return [item for item in listed(dataset) if item.path and self._path_of(dataset, item) == path]
        except DataError as error:
            notes.add(str(error), str(error))
            return []

    def _path_of(self, dataset: Path, item: Listed) -> str:
        """Where a listed file is below datasets/; one that was moved there lies beside its data set."""
        beside = dataset.parent.relative_to(self._root() or dataset.parent).as_posix()
        if not item.path.startswith(f"/{DATASETS}/"):
            return _path(f"{beside}/{item.path}", str(dataset))
        path = _path(item.path.removeprefix(f"/{DATASETS}/"), str(dataset))
        moved = f"{beside}/{PurePosixPath(path).name}"
        return moved if self._local(path) is None and self._local(moved) is not None else path

    def _named(self, name: str) -> list[Path]:
        root = self._root()
        if root is None:
            raise NotFound(
                f"{name!r}: data sets are looked up in a checkout of {_REPOSITORY}: name one (--attack-data)"
            )
        catalog = _catalog(root)
        found = catalog.ids.get(name) or [
            dataset for folder in catalog.folders.get(name, ()) for dataset in _datasets(folder)
        ]
        if not found:
            raise NotFound(f"{name!r}: no data set in {root} has this id, and no folder with one has this name")
        folders = sorted({dataset.parent.relative_to(root).as_posix() for dataset in found})
        if len(folders) > 1:
            raise DataError(f"{name!r} names several data sets in {root}: write {' or '.join(folders)}")
        return found

    def _root(self) -> Path | None:
        """The folder `datasets`."""
        if self.folder is None:
            return None
        inner = self.folder / DATASETS
        root = self.folder if self.folder.name == DATASETS and not inner.is_dir() else inner
        if not root.is_dir():
            raise NotFound(f"{self.folder} is no checkout of attack_data: it has no folder {DATASETS}")
        return root

    def _local(self, path: str) -> Path | None:
        """What is at a path below datasets/, links that lead out of there left aside."""
        root = self._root()
        if root is None or not os.path.exists(found := root / path):  # noqa: PTH110 - Path.exists raises for long names
            return None
        if not found.resolve().is_relative_to(root.resolve()):
            raise DataError(f"{found} is a link that leads out of {root}")
        return found


@dataclass(frozen=True, slots=True)
class _Catalog:
    """The data sets of a checkout by their ids, and the folders that have some by their names."""

    ids: dict[str, list[Path]]
    folders: dict[str, list[Path]]


@lru_cache(maxsize=4)
def _catalog(root: Path) -> _Catalog:
    catalog = _Catalog({}, {})
    for dataset in sorted(root.rglob("*.y*ml")):
        if not is_dataset(dataset):
            continue
        if match := _ID.search(plain_files.read(dataset).decode("utf-8", "replace")):
            catalog.ids.setdefault(match[1], []).append(dataset)
        folders = catalog.folders.setdefault(dataset.parent.name, [])
        if dataset.parent not in folders:
            folders.append(dataset.parent)
    return catalog


def _datasets(path: Path) -> list[Path]:
    """The data sets in a folder, those of the past format last; or the one at a path. Raises DataError."""
    if not path.is_dir():
        return [path]
    return sorted(filter(is_dataset, path.glob("*.y*ml")), key=lambda file: (file.stem.endswith("_old"), file.name))


def _path(written: str, named: str) -> str:
    """A path below datasets/, normal. Raises DataError for one that leads out of there."""
    parts = PurePosixPath(written).parts
    if ".." in parts or "\\" in written or "\0" in written or PurePosixPath(written).is_absolute() or not parts:
        raise DataError(f"{named!r} is no path below {DATASETS}/")
    return "/".join(parts)


def _pointer(path: Path) -> Pointer | None:
    try:
        return Pointer.at(path)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from error
