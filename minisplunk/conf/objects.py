"""All layers and a namespace in; the objects of a conf file out: where each stands, whose it is, who may use it.

A namespace is an app and an owner, either of which may be any (REST API User Manual, "Namespace"). An owner sees what
apps hold and their own; of one name the own counts. With a wildcard each object is there on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..dataclass import dataclass
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
class Access:
    """Whose an object is, and who may use it. `sharing`: user, app, global (exported), or system; `read` and `write`:
    the roles that may."""

    owner: str
    sharing: str
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()

    @classmethod
    def to(cls, layers: Layers, level: Level, of: ObjectPath) -> Access:
        """That to an object at a level, by the metadata of its app."""
        if level.user is not None:
            return cls(level.user, "user")
        rules = layers.app_or_system(level.app).metadata
        sharing = SYSTEM if level.app == SYSTEM else "global" if rules.exported(of) else "app"
        return cls(rules.owner(of), sharing, rules.read(of), rules.write(of))


@dataclass(frozen=True, slots=True)
class Owned:
    """An object as its namespace sees it, and where it stands: a stanza, one setting of it, a file.

    `of`: what it is in metadata files; `removable`: something of it was written at its level, so that this can be taken
    away.
    """

    of: ObjectPath
    level: Level
    access: Access
    removable: bool

    @property
    def name(self) -> str:
        return self.of[1]

    @property
    def owner(self) -> str:
        return self.access.owner

    @property
    def sharing(self) -> str:
        return self.access.sharing

    def writable(self, user: str, roles: Iterable[str]) -> bool:
        """Whether a user with these roles may change it (default.meta.spec): the owner, or who has write access."""
        if self.level.user is not None:
            return self.level.user == user
        return user == self.owner != NOBODY or allows(self.access.write, roles)


@dataclass(frozen=True, slots=True)
class ConfObject(Owned):
    """A stanza of a conf file, inherited settings and all."""

    stanza: Stanza

    @property
    def conf(self) -> str:
        return self.of[0]


def allows(listed: Iterable[str], roles: Iterable[str]) -> bool:
    """Whether an access list names one of the roles, or everyone."""
    return not {EVERYONE, *roles}.isdisjoint(listed)


def objects(layers: Layers, see: ViewFor, conf: str, scope: Scope, name: str | None = None) -> Iterator[ConfObject]:
    """The objects of a conf file in a namespace, or those of that name. NotFound for an app that is not installed."""
    for view, level in views(layers, see, scope):
        stanzas, levels = view.conf(conf).stanzas, view.levels(conf)
        for stanza in stanzas.values() if name is None else filter(None, [stanzas.get(name)]):
            if level in (None, levels[stanza.name]):
                yield _object(layers, conf, stanza, levels[stanza.name])


def views(layers: Layers, see: ViewFor, scope: Scope) -> Iterator[tuple[View, Level | None]]:
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
    of, removable = (conf, stanza.name), stanza.name in layers.local(level).get(conf, Conf()).stanzas
    return ConfObject(of, level, Access.to(layers, level, of), removable, stanza)


def shipped(layers: Layers, level: Level, conf: str, name: str) -> bool:
    """Whether an app's default/ has a stanza of that name."""
    if level.user is not None:
        return False
    return name in layers.app_or_system(level.app).default.get(conf, Conf()).stanzas


def exists(layers: Layers, level: Level, conf: str, name: str) -> bool:
    """Whether there is a stanza of that name at this very level."""
    return name in layers.local(level).get(conf, Conf()).stanzas or shipped(layers, level, conf, name)


def shared(
    layers: Layers, item: Owned, sharing: str, owner: str, read: Iterable[str] | None, write: Iterable[str] | None
) -> Layers:
    """The layers with what an app says of an object that is shared; nothing where it is to be a user's own. None leaves
    the roles that may read and write it as they are."""
    if sharing == "user":
        return layers
    app = item.level.app
    return ruled(layers, app, item.of, sharing, read, write).with_rules(app, item.of, {"owner": owner})


def ruled(
    layers: Layers, app: str, of: ObjectPath, sharing: str, read: Iterable[str] | None, write: Iterable[str] | None
) -> Layers:
    """The layers with an object of an app, or the app itself, exported (`global`) or not, and with its roles."""
    rules = layers.app_or_system(app).metadata
    access = metadata.access(rules.read(of) if read is None else read, rules.write(of) if write is None else write)
    return layers.with_rules(app, of, {"access": access, "export": SYSTEM if sharing == "global" else "none"})


def moved(layers: Layers, item: ConfObject, to: Level) -> Layers:
    """The layers with a stanza at another level. ConfError when it came with an app, or one is there already."""
    if item.level == to:
        return layers
    if not item.removable or shipped(layers, item.level, item.conf, item.name):
        raise ConfError(f"{item.name} came with the app {item.level.app}, and stays in it")
    if exists(layers, to, item.conf, item.name):
        raise ConfError("Cannot overwrite existing app object")
    written = own_settings(layers, item)
    return removed(layers.with_settings(to.app, item.conf, item.name, written, user=to.user), item)


def removed(layers: Layers, item: ConfObject) -> Layers:
    """The layers without what was written of an object, and without the rules that were made for it."""
    layers = layers.without_stanza(item.level, item.conf, item.name)
    if item.level.user is not None or shipped(layers, item.level, item.conf, item.name):
        return layers
    return layers.without_rules(item.level.app, item.of)


def own_settings(layers: Layers, item: ConfObject) -> dict[str, str]:
    """What was written of an object at its level."""
    settings = layers.local(item.level)[item.conf].stanzas[item.name].settings
    return {key: setting.value for key, setting in settings.items()}
