"""Collections whose entries are files of apps and users: what they see, where they write, whom they refuse.

A file is written beside its place first, so that nobody sees half of it; and when the settings that tell of it cannot
be written, it is as it was.
"""

from __future__ import annotations

import shutil
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from ... import plain_files
from ...conf import Layers, Level
from ...conf.file_objects import (
    FileObject,
    file_exists,
    file_objects,
    moved_file,
    path_to_write,
    removed_file,
    without_file,
)
from ...conf.files import Kind
from ...conf.objects import NOBODY, Scope
from ...dataclass import dataclass
from ...disk import remove_file, replacing
from ..http import HttpError, Request
from ..instance import Splunkd
from .entry import Content, Entry
from .namespaces import acl_of, all_objects, check_addable, level, views_of
from .objects import ObjectStore

DATA = "eai:data"
"""The argument that says what is in a file."""


@dataclass(frozen=True)
class FileStore(ObjectStore[FileObject]):
    """`kind`: which files."""

    kind: Kind

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        self.check_name(name)
        to, layers = level(splunkd, request, self.kind.name), splunkd.splunk.layers
        check_addable(splunkd, request, to, (self.kind.name, name))
        if file_exists(layers, to, self.kind, name):
            raise HttpError(409, f"An object with name={name} already exists")
        with self.data(splunkd, request, name, settings) as data:
            self._write(splunkd, request, to, name, data)
        return self.shown(splunkd, request, name, to)

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        item = self.one(splunkd, request, name)
        to = self.target(splunkd, request, item)
        if DATA in settings:
            with self.data(splunkd, request, name, settings) as data:
                self._write(splunkd, request, to, name, data)
        return self.shown(splunkd, request, name, to)

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        item = self.removable(splunkd, request, name)
        with removed_file(item):
            splunkd.splunk.update(lambda layers: without_file(layers, item))

    def place(self, splunkd: Splunkd, item: FileObject, to: Level, rules: Callable[[Layers], Layers]) -> None:
        if to == item.level:
            splunkd.splunk.update(rules)
            return
        with moved_file(splunkd.splunk.layers, item, to):
            splunkd.splunk.update(lambda layers: rules(without_file(layers, item).with_files(to)))

    def within(self, splunkd: Splunkd, request: Request, where: Scope, name: str | None = None) -> Iterable[FileObject]:
        return file_objects(splunkd.splunk.layers, views_of(splunkd, request), self.kind, where, name)

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[FileObject], Entry]:
        return partial(self._entry, splunkd, request)

    # What a collection says of its files

    @abstractmethod
    def data(
        self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]
    ) -> AbstractContextManager[BinaryIO]:
        """What a file is to hold; HttpError for what it cannot."""

    @abstractmethod
    def content(self, item: FileObject) -> dict[str, Content]:
        """What an entry shows beside whose it is. The file may be gone, which somebody else has removed."""

    def check_name(self, name: str) -> None:
        """HttpError for a name that no new file can have, beside those that lead elsewhere."""

    def _write(self, splunkd: Splunkd, request: Request, to: Level, name: str, data: BinaryIO) -> None:
        """A new object of an app is its maker's, unless that one may give it away."""
        layers = splunkd.splunk.layers
        path = path_to_write(layers, to, self.kind, name)
        if plain_files.exists(path):
            _replace(path, data)
            return
        of, made = (self.kind.name, name), to.user is None and not file_exists(layers, to, self.kind, name)
        owner = {"owner": request.who.user} if made and not all_objects(splunkd, request) else {}

        def change(layers: Layers) -> Layers:
            layers = layers.with_files(to)
            return layers.with_rules(to.app, of, owner) if owner else layers

        with _new_file(path, data):
            splunkd.splunk.update(change)

    def _entry(self, splunkd: Splunkd, request: Request, item: FileObject) -> Entry:
        about: dict[str, Content] = {
            "disabled": False,
            "eai:appName": item.level.app,
            "eai:userName": item.level.user or NOBODY,
        }
        move = ("move",) if item.removable else ()
        return Entry(item.name, {**about, **self.content(item)}, acl_of(splunkd, request, item), ("_reload", *move))


def _replace(path: Path, data: BinaryIO) -> None:
    with replacing(path) as file:
        shutil.copyfileobj(data, file)


@contextmanager
def _new_file(path: Path, data: BinaryIO) -> Iterator[None]:
    """With a file that was not there; without it again when the block raises."""
    _replace(path, data)
    try:
        yield
    except BaseException:
        remove_file(path)
        raise
