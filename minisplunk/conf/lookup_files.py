"""Where a search is to write a lookup file in; the level, and whether its user may write it there, out.

Whoever may change an object may write its file: a user their own, others what an access list lets them
(default.meta.spec). Splunk looks at these lists only where limits.conf and transforms.conf both ask for it
(outputlookup_check_permission, check_permission); here they always count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from . import roles
from .layers import SYSTEM, Layers
from .metadata import ObjectPath
from .objects import NOBODY, allows
from .view import Level, View

CONTEXTS = ("app", "user", "system")
"""Where a lookup file may be made (limits.conf.spec, [outputlookup] create_context)."""


def level_of(context: str, app: str, user: str) -> Level:
    """Where a file of one of CONTEXTS is. Nobody has nothing of their own."""
    return Level(SYSTEM) if context == "system" else Level(app, user if context == "user" and user != NOBODY else None)


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
