"""A lookup file's name and where it is to be in; its path, whose it is, and whether somebody may write it, out.

Whoever may change an object may write its file: a user their own, others what an access list lets them
(default.meta.spec). Splunk looks at these lists only where limits.conf and transforms.conf both ask for it
(outputlookup_check_permission, check_permission); here they always count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..dataclass import dataclass
from ..disk import remove_file, renamed
from ..errors import ConfError
from . import roles
from .layers import SYSTEM, Layers, names_file
from .metadata import ObjectPath
from .objects import NOBODY, Access, Owned, Scope, ViewFor, allows, views
from .view import Level, View

LOOKUPS = "lookups"
CONTEXTS = ("app", "user", "system")
"""Where a lookup file may be made (limits.conf.spec, [outputlookup] create_context)."""


@dataclass(frozen=True, slots=True)
class LookupFile(Owned):
    """A lookup file as its namespace sees it."""

    path: Path


def files(layers: Layers, see: ViewFor, scope: Scope, name: str | None = None) -> Iterator[LookupFile]:
    """The lookup files in a namespace, or those of that name. NotFound for an app that is not installed."""
    for view, level in views(layers, see, scope):
        for file, (at, path) in view.lookup_files().items():
            if name in (None, file) and level in (None, at):
                of = (LOOKUPS, file)
                yield LookupFile(of, at, Access.to(layers, at, of), True, path)


@contextmanager
def moved_file(layers: Layers, item: LookupFile, to: Level) -> Iterator[None]:
    """With a file at another level from the block on, which makes the layers; where it was when the block raises.

    ConfError where one is there already, or for a place that cannot be; NotWritten.
    """
    path = path_to_write(layers, to, item.name)
    if path.exists():
        raise ConfError("Cannot overwrite existing app object")
    with renamed(item.path, path):
        yield


@contextmanager
def removed_file(item: LookupFile) -> Iterator[None]:
    """Without a file, in the same way."""
    aside = item.path.with_name(f".{item.name}.removed")
    with renamed(item.path, aside):
        yield
    remove_file(aside)


def without_file(layers: Layers, item: LookupFile) -> Layers:
    """The layers when a file is gone: it is no longer among the files there, nor has its app anything to say of it."""
    layers = layers.with_lookups(item.level)
    return layers if item.level.user is not None else layers.without_rules(item.level.app, item.of)


def level_of(context: str, app: str, user: str) -> Level:
    """Where a file of one of CONTEXTS is. Nobody has nothing of their own."""
    return Level(SYSTEM) if context == "system" else Level(app, user if context == "user" and user != NOBODY else None)


def path_to_write(layers: Layers, level: Level, name: str) -> Path:
    """Where a lookup file is, or is to be. Raises ConfError for a name or a folder that leads elsewhere."""
    path = layers.folder(level) / LOOKUPS / name
    if not names_file(name) or (level.user is not None and not names_file(level.user)):
        raise ConfError(f"a lookup file cannot be named {name!r}")
    for place in (path.parent, path):
        if place.is_symlink():
            raise ConfError("is a link, and such are not written through", place)
    if path.exists() and not path.is_file():
        raise ConfError("is no plain file", path)
    return path


def may_write(view: View, layers: Layers, level: Level, of: ObjectPath, user: str, held: Collection[str]) -> bool:
    """Whether a user with these roles may write a lookup file, or make it, or write what else a lookup has."""
    if level.user is not None:
        return level.user == user
    if roles.ALL_OBJECTS in roles.capabilities(view, held):
        return True
    rules = layers.app_or_system(level.app).metadata
    return user == rules.owner(of) != NOBODY or allows(rules.write(of), roles.with_imported(view, held))


def shown_roles(held: Iterable[str]) -> str:
    """Roles as splunkd's refusals name them."""
    return f"{{ {', '.join(sorted(held))} }}"
