"""All layers and a namespace in; the objects that are files of apps and users out, such as lookup files and views.

It is known of each whose it is and who may use it, as of objects of conf files; and one can be moved and removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import plain_files
from ..dataclass import dataclass
from ..disk import remove_file, renamed
from ..errors import ConfError
from .files import Kind
from .layers import Layers, names_file
from .objects import Access, Owned, Scope, ViewFor, views
from .view import Level

MOST_BYTES = 200
"""Of a file's name, which leaves room for what it is called meanwhile."""


@dataclass(frozen=True, slots=True)
class FileObject(Owned):
    """A file as its namespace sees it."""

    kind: Kind
    path: Path


def file_objects(
    layers: Layers, see: ViewFor, kind: Kind, scope: Scope, name: str | None = None
) -> Iterator[FileObject]:
    """The files of a kind in a namespace, or those of that name. NotFound for an app that is not installed."""
    for view, level in views(layers, see, scope):
        for file, (at, path) in view.files(kind).items():
            if name in (None, file) and level in (None, at):
                of = (kind.name, file)
                removable = file in layers.files(at).get(kind.name, {})
                yield FileObject(of, at, Access.to(layers, at, of), removable, kind, path)


def path_to_write(layers: Layers, level: Level, kind: Kind, name: str) -> Path:
    """Where a file is, or is to be. Raises ConfError for a name or a folder that leads elsewhere."""
    folder = layers.folder(level)
    path = kind.path(folder, name)
    if not names_file(name) or (level.user is not None and not names_file(level.user)):
        raise ConfError(f"{kind.noun} cannot be named {name!r}")
    if len(path.name.encode()) > MOST_BYTES:
        raise ConfError(f"the name of {kind.noun} has {MOST_BYTES} bytes at most: {name[:40]!r}...")
    for place in (path, *path.relative_to(folder).parents):
        if (folder / place).is_symlink():
            raise ConfError("is a link, and such are not written through", folder / place)
    if plain_files.exists(path) and not path.is_file():
        raise ConfError("is no plain file", path)
    return path


def file_exists(layers: Layers, level: Level, kind: Kind, name: str) -> bool:
    """Whether there is such a file at this very level."""
    return plain_files.exists(path_to_write(layers, level, kind, name)) or is_shipped(layers, level, kind, name)


@contextmanager
def moved_file(layers: Layers, item: FileObject, to: Level) -> Iterator[None]:
    """With a file at another level from the block on, which makes the layers; where it was when the block raises.

    ConfError when it came with an app, where one is there already, or for a place that cannot be; NotWritten.
    """
    if not item.removable or is_shipped(layers, item.level, item.kind, item.name):
        raise ConfError(f"{item.name} came with the app {item.level.app}, and stays in it")
    if file_exists(layers, to, item.kind, item.name):
        raise ConfError("Cannot overwrite existing app object")
    with renamed(item.path, path_to_write(layers, to, item.kind, item.name)):
        yield


@contextmanager
def removed_file(item: FileObject) -> Iterator[None]:
    """Without a file, in the same way."""
    aside = item.path.with_name(f".{item.path.name}.removed")
    with renamed(item.path, aside):
        yield
    remove_file(aside)


def without_file(layers: Layers, item: FileObject) -> Layers:
    """The layers when a file is gone: it is no longer among the files there, nor has its app anything to say of it."""
    layers = layers.with_files(item.level)
    if item.level.user is not None or is_shipped(layers, item.level, item.kind, item.name):
        return layers
    return layers.without_rules(item.level.app, item.of)


def is_shipped(layers: Layers, level: Level, kind: Kind, name: str) -> bool:
    """Whether an app came with such a file."""
    return level.user is None and name in layers.app_or_system(level.app).shipped.get(kind.name, {})
