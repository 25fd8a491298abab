"""A lookup file's name and where it is to be in; its path, and whether somebody may write it, out.

Whoever may change an object may write its file: a user their own, others what an access list lets them
(default.meta.spec). Splunk looks at these lists only where limits.conf and transforms.conf both ask for it
(outputlookup_check_permission, check_permission); here they always count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from ..errors import ConfError
from . import roles
from .layers import SYSTEM, Layers, names_file
from .metadata import ObjectPath
from .objects import NOBODY, allows
from .view import Level, View

LOOKUPS = "lookups"
CONTEXTS = ("app", "user", "system")
"""Where a lookup file may be made (limits.conf.spec, [outputlookup] create_context)."""


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
