"""The system's, the apps' and the users' conf files in; what a context sees of them, each setting with its file, out.

Which of several settings counts is ruled by the Admin Manual, "Configuration file precedence": per key, not per stanza.

- Global context (indexing, limits, indexes): system/local, the apps' local/ in ASCII order of their names, the apps'
  default/ in the same order, system/default.
- App and user context (searching): the user's own settings in the app, the app's local/ and default/, then what the
  other apps export, local/ before default/ of each, the apps in reverse order of their names; system/local and
  system/default last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from ..errors import ConfError, NotFound
from .app import App, confs, load, lookups
from .local import write
from .metadata import Metadata, Object
from .parser import DEFAULT, Conf, Setting, Stanza

ALWAYS_THERE = frozenset({"search", "launcher", "system"})
"""Apps that each Splunk has, and that hold nothing here unless an app of that name is installed."""
_FILE_NAME = re.compile(r"[^./\\:\0][^/\\:\0]*")


@dataclass(frozen=True, slots=True)
class Personal:
    """What one user has of their own in one app: `etc/users/<user>/<app>`."""

    root: Path
    local: Mapping[str, Conf]
    lookups: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class _Layer:
    """Conf files of one folder. The context sees all their objects where there is no metadata; else those that it
    exports, if `exports` asks for that, and that it lets one of the roles read, unless these are None."""

    confs: Mapping[str, Conf]
    lookups: Mapping[str, Path]
    metadata: Metadata | None = None
    exports: bool = False
    roles: frozenset[str] | None = None

    def sees(self, of: Object) -> bool:
        if self.metadata is None:
            return True
        if self.exports and not self.metadata.exported(of):
            return False
        return self.roles is None or self.metadata.readable(of, self.roles)

    def stanzas(self, conf: str) -> Iterator[tuple[Stanza, Mapping[str, Setting]]]:
        """The visible stanzas of a conf file with their visible settings."""
        for stanza in self.confs.get(conf, Conf()).stanzas.values():
            of = (conf, stanza.name)
            if self.metadata is not None and self.metadata.by_key(of):
                settings = {key: value for key, value in stanza.settings.items() if self.sees((*of, key))}
                if settings:
                    yield stanza, settings
            elif self.sees(of):
                yield stanza, stanza.settings


@dataclass(frozen=True, slots=True)
class View:
    """What one context sees. Conf files are merged when asked for, once."""

    _layers: tuple[_Layer, ...]
    _written: dict[str, Conf] = field(default_factory=dict)
    _inherited: dict[str, Conf] = field(default_factory=dict)

    def conf(self, name: str) -> Conf:
        """A conf file, named without `.conf`, as it counts here: each stanza has what it inherits from [default]."""
        if name not in self._inherited:
            self._inherited[name] = _inherit(self.written(name))
        return self._inherited[name]

    def written(self, name: str) -> Conf:
        """As `conf`, but stanzas hold only what is written in them, for files whose stanzas are combined before
        [default] comes in (props.conf: source, host and source type)."""
        if name not in self._written:
            self._written[name] = _merge(layer.stanzas(name) for layer in reversed(self._layers))
        return self._written[name]

    def lookup_file(self, name: str) -> Path:
        """The lookup file of a name that counts here; NotFound when none is visible."""
        for layer in self._layers:
            if name in layer.lookups and layer.sees(("lookups", name)):
                return layer.lookups[name]
        raise NotFound(f"The lookup file '{name}' does not exist or is not available.")


@dataclass(frozen=True, slots=True)
class Layers:
    """All there is to be seen: the system, the installed apps, and the users' own by (user, app).

    `users_root` is `etc/users`, where the first setting of a user's own makes a folder.
    """

    system: App
    apps: tuple[App, ...] = ()
    users: Mapping[tuple[str, str], Personal] = field(default_factory=dict)
    users_root: Path | None = None

    def app(self, name: str) -> App:
        """An installed app; NotFound when there is none of that name."""
        for app in self.apps:
            if app.id == name:
                return app
        raise NotFound(f"The app '{name}' is not installed.")

    def global_context(self) -> View:
        """What indexing sees: every enabled app, whatever it exports."""
        apps = sorted(self._enabled(), key=lambda app: app.id)
        local = (_Layer(app.local, app.lookups) for app in apps)
        default = (_Layer(app.default, {}) for app in apps)
        system, base = self._system()
        return View((system, *local, *default, base))

    def context(self, app: str, user: str = "nobody", roles: Iterable[str] | None = None) -> View:
        """What a search sees that `user` runs in `app`; NotFound when the app is not installed.

        With `roles`, objects that none of them may read are out of sight; None is a user who may read everything,
        as admin does.
        """
        asked = None if roles is None else frozenset(roles)
        layers = []
        if (user, app) in self.users:
            personal = self.users[user, app]
            layers.append(_Layer(personal.local, personal.lookups))
        if app not in ALWAYS_THERE:
            self.app(app)
        layers += _app_layers((found for found in self._enabled() if found.id == app), exports=False, roles=asked)
        others = sorted((found for found in self._enabled() if found.id != app), key=lambda app: app.id, reverse=True)
        layers += _app_layers(others, exports=True, roles=asked)
        return View((*layers, *self._system()))

    def with_app(self, app: App) -> Layers:
        """These layers with an app installed, or upgraded."""
        return replace(self, apps=(*(other for other in self.apps if other.id != app.id), app))

    def with_settings(
        self, app: str, conf: str, stanza: str, changes: Mapping[str, str | None], *, user: str | None = None
    ) -> Layers:
        """Write settings of a stanza (None takes one away) to the app's local/, or to the user's own; the new layers.

        NotFound for an app that is not installed; ConfError for what a conf file cannot hold, or cannot be written.
        """
        for name in (conf, *(() if user is None else (user,))):
            if not _FILE_NAME.fullmatch(name):
                raise ConfError(f"a conf file, or a user's folder, cannot be named {name!r}")
        if user is None:
            changed = self.app(app)
            written = write(changed.root / "local" / f"{conf}.conf", stanza, changes)
            return self.with_app(replace(changed, local={**changed.local, conf: written}))
        if app not in ALWAYS_THERE:
            self.app(app)
        if self.users_root is None:
            raise ConfError(f"there is no folder for the settings of user {user!r}")
        personal = self.users.get((user, app)) or Personal(self.users_root / user / app, {}, {})
        written = write(personal.root / "local" / f"{conf}.conf", stanza, changes)
        personal = replace(personal, local={**personal.local, conf: written})
        return replace(self, users={**self.users, (user, app): personal})

    def _enabled(self) -> Iterator[App]:
        return (app for app in self.apps if app.enabled)

    def _system(self) -> tuple[_Layer, _Layer]:
        return _Layer(self.system.local, self.system.lookups), _Layer(self.system.default, {})


@cache
def system() -> App:
    """Splunk's defaults that matter, as an app named `system`; read once."""
    return load(Path(__file__).parent.parent / "system")


def home(etc: Path) -> Layers:
    """The layers of a Splunk's folder `etc`: its system/local, apps/ and users/, each of which may be missing.

    The conf files are read as Splunk reads them: faults that it passes over are the apps' warnings.
    """
    base = replace(system(), local=confs(etc / "system" / "local", strict=False))
    apps = [load(folder, strict=False) for folder in _folders(etc / "apps")]
    users = {
        (user.name, app.name): Personal(app, confs(app / "local", strict=False), lookups(app / "lookups"))
        for user in _folders(etc / "users")
        for app in _folders(user)
    }
    return Layers(base, tuple(apps), users, etc / "users")


def _folders(parent: Path) -> list[Path]:
    return [path for path in sorted(parent.glob("[!.]*")) if path.is_dir()]


def _app_layers(apps: Iterable[App], *, exports: bool, roles: frozenset[str] | None) -> Iterator[_Layer]:
    for app in apps:
        yield _Layer(app.local, app.lookups, app.metadata, exports, roles)
        yield _Layer(app.default, {}, app.metadata, exports, roles)


def _merge(layers: Iterable[Iterable[tuple[Stanza, Mapping[str, Setting]]]]) -> Conf:
    """Layers, lowest first, as one conf; a stanza has the place of its highest layer."""
    merged: dict[str, tuple[Stanza, dict[str, Setting]]] = {}
    for layer in layers:
        for stanza, settings in layer:
            below = merged.get(stanza.name)
            merged[stanza.name] = (stanza, {**below[1], **settings} if below else dict(settings))
    return Conf({name: replace(stanza, settings=settings) for name, (stanza, settings) in merged.items()})


def _inherit(conf: Conf) -> Conf:
    default = conf.stanzas.get(DEFAULT)
    if default is None:
        return conf
    return Conf(
        {
            name: replace(stanza, settings={**default.settings, **stanza.settings})
            for name, stanza in conf.stanzas.items()
        }
    )
