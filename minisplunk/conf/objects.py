"""All layers and a namespace in; the objects of a conf file out: where each stands, whose it is, who may use it.

A namespace is an app and an owner, either of which may be any (REST API User Manual, "Namespace"). An owner sees what
apps hold and their own; of one name the own counts. With a wildcard each object is there on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..errors import ConfError
from . import metadata
from .layers import SYSTEM, Layers
from .metadata import ObjectPath
from .parser import Conf, Stanza
from .view import Level, View

NOBODY = "nobody"
EVERYONE = "*"
ViewFor = Callable[[str, str], View]
"""The view of an app and a user, with the roles of whoever asks."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A namespace; None is any app, any owner. The owner `nobody` has nothing of their own."""

    app: str | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class ConfObject:
    """A stanza of a conf file as its namespace sees it, inherited settings and all.

    `sharing`: user, app, global (exported), or system; `read` and `write`: the roles that may; `removable`: something
    of it was written at its level, so that this can be taken away.
    """

    conf: str
    stanza: Stanza
    level: Level
    owner: str
    sharing: str
    read: tuple[str, ...]
    write: tuple[str, ...]
    removable: bool

    @property
    def name(self) -> str:
        return self.stanza.name

    def writable(self, user: str, roles: Iterable[str]) -> bool:
        """Whether a user with these roles may change it (default.meta.spec): the owner, or who has write access."""
        if self.level.user is not None:
            return self.level.user == user
        return user == self.owner != NOBODY or allows(self.write, roles)


def allows(listed: Iterable[str], roles: Iterable[str]) -> bool:
    """Whether an access list names one of the roles, or everyone."""
    return not {EVERYONE, *roles}.isdisjoint(listed)


def objects(layers: Layers, see: ViewFor, conf: str, scope: Scope, name: str | None = None) -> Iterator[ConfObject]:
    """The objects of a conf file in a namespace, or those of that name. NotFound for an app that is not installed."""
    for view, level in _views(layers, see, scope):
        stanzas, levels = view.conf(conf).stanzas, view.levels(conf)
        for stanza in stanzas.values() if name is None else filter(None, [stanzas.get(name)]):
            if level in (None, levels[stanza.name]):
                yield _object(layers, conf, stanza, levels[stanza.name])


def _views(layers: Layers, see: ViewFor, scope: Scope) -> Iterator[tuple[View, Level | None]]:
    """What is seen in each app and by each owner of a namespace, and the level to take from it; None is any."""
    if scope.app is not None and scope.owner is not None:
        yield see(scope.app, scope.owner), None
        return
    if scope.app is not None:
        yield see(scope.app, NOBODY), None
    else:
        yield from ((see(app, NOBODY), Level(app)) for app in (*(app.id for app in layers.apps), SYSTEM))
    for user, app in layers.owned():
        if app == (scope.app or app) and user == (scope.owner or user):
            yield see(app, user), Level(app, user)


def _object(layers: Layers, conf: str, stanza: Stanza, level: Level) -> ConfObject:
    removable = stanza.name in layers.local(level).get(conf, Conf()).stanzas
    if level.user is not None:
        return ConfObject(conf, stanza, level, level.user, "user", (), (), removable)
    rules, of = layers.app_or_system(level.app).metadata, (conf, stanza.name)
    sharing = SYSTEM if level.app == SYSTEM else "global" if rules.exported(of) else "app"
    return ConfObject(conf, stanza, level, rules.owner(of), sharing, rules.read(of), rules.write(of), removable)


def shipped(layers: Layers, level: Level, conf: str, name: str) -> bool:
    """Whether an app's default/ has a stanza of that name."""
    if level.user is not None:
        return False
    return name in layers.app_or_system(level.app).default.get(conf, Conf()).stanzas


def exists(layers: Layers, level: Level, conf: str, name: str) -> bool:
    """Whether there is a stanza of that name at this very level."""
    return name in layers.local(level).get(conf, Conf()).stanzas or shipped(layers, level, conf, name)


def shared(
    layers: Layers, item: ConfObject, sharing: str, owner: str, read: Iterable[str] | None, write: Iterable[str] | None
) -> Layers:
    """The layers with an object shared: `user` makes it the owner's own, `app` and `global` everybody's.

    `read` and `write`: the roles that may; None leaves them as they are. ConfError as for `moved`.
    """
    if sharing == "user":
        return moved(layers, item, Level(item.level.app, owner))
    of = (item.conf, item.name)
    layers = moved(layers, item, Level(item.level.app))
    return ruled(layers, item.level.app, of, sharing, read, write).with_rules(item.level.app, of, {"owner": owner})


def ruled(
    layers: Layers, app: str, of: ObjectPath, sharing: str, read: Iterable[str] | None, write: Iterable[str] | None
) -> Layers:
    """The layers with an object of an app, or the app itself, exported (`global`) or not, and with its roles."""
    rules = layers.app_or_system(app).metadata
    access = metadata.access(rules.read(of) if read is None else read, rules.write(of) if write is None else write)
    return layers.with_rules(app, of, {"access": access, "export": SYSTEM if sharing == "global" else "none"})


def moved(layers: Layers, item: ConfObject, to: Level, owner: str = "") -> Layers:
    """The layers with an object at another level, and there, in an app, with an owner, if it is to have one.

    ConfError when it came with an app, or one is there already.
    """
    if item.level == to:
        return layers
    if not item.removable or shipped(layers, item.level, item.conf, item.name):
        raise ConfError(f"{item.name} came with the app {item.level.app}, and stays in it")
    if exists(layers, to, item.conf, item.name):
        raise ConfError("Cannot overwrite existing app object")
    layers = removed(layers.with_settings(to.app, item.conf, item.name, own_settings(layers, item), user=to.user), item)
    return layers.with_rules(to.app, (item.conf, item.name), {"owner": owner}) if owner not in ("", NOBODY) else layers


def removed(layers: Layers, item: ConfObject) -> Layers:
    """The layers without what was written of an object, and without the rules that were made for it."""
    layers = layers.without_stanza(item.level, item.conf, item.name)
    if item.level.user is not None or shipped(layers, item.level, item.conf, item.name):
        return layers
    return layers.without_rules(item.level.app, (item.conf, item.name))


def own_settings(layers: Layers, item: ConfObject) -> dict[str, str]:
    """What was written of an object at its level."""
    settings = layers.local(item.level)[item.conf].stanzas[item.name].settings
    return {key: setting.value for key, setting in settings.items()}
