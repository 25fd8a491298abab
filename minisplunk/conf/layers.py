"""The system's, the apps' and the users' conf files in; what a context sees of them, and the files changed, out.

Which of several settings counts is ruled by the Admin Manual, "Configuration file precedence": per key, not per stanza.

- Global context (indexing, roles, indexes): system/local, the apps' local/ in ASCII order of their names, the apps'
  default/ in the same order, system/default.
- App and user context (searching): the user's own settings in the app, the app's local/ and default/, then what the
  other apps export, local/ before default/ of each, the apps in reverse order of their names; system/local and
  system/default last. Some files are global wherever they are read (`view.GLOBAL`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import Any

from .. import lazy_re
from ..dataclass import dataclass
from ..disk import replace_files
from ..errors import ConfError, NotFound
from . import local
from .app import App
from .files import Files, Kind, written
from .metadata import Metadata, ObjectPath, stanza_of
from .parser import Conf, parse
from .view import Layer, Level, View

Edit = Callable[[bytes, Path], bytes]
"""A conf file as it is, and where it lies, for errors -> the file as it is to be."""

SYSTEM = "system"
USER_PREFS = "user-prefs"
BUILT_IN = ("launcher", "search", "splunk_httpinput", USER_PREFS)
"""Apps that each Splunk has."""
ALWAYS_THERE = frozenset({*BUILT_IN, SYSTEM})
_LONGEST_NAME = 240
"""Bytes; file systems take 255, and what is written beside a file for a moment has a few more than its name."""
_FILE_NAME = lazy_re.compile(r"(?!\.)[^/\\:\0\ud800-\udfff]+")


def names_file(name: str) -> bool:
    """Whether a file, or a folder of a user, may have this name: it leads nowhere else, is not hidden, and is text that
    file systems take."""
    return _FILE_NAME.fullmatch(name) is not None and len(name.encode()) <= _LONGEST_NAME


@dataclass(frozen=True, slots=True)
class Personal:
    """What one user has of their own in one app: `etc/users/<user>/<app>`."""

    root: Path
    local: Mapping[str, Conf]
    files: Files


@dataclass(frozen=True, slots=True)
class Layers:
    """All configuration: of the system, of the installed apps, and the users' own by (user, app).

    It never changes: what sets settings gives new layers. `etc` is where they are written; `unsaved`: the files that
    are to be written so that they are as these layers say, None for one that is to be gone.
    """

    system: App
    apps: tuple[App, ...] = ()
    users: Mapping[tuple[str, str], Personal] = field(default_factory=dict)
    etc: Path | None = None
    unsaved: Mapping[Path, bytes | None] = field(default_factory=dict, repr=False)

    def app(self, name: str) -> App:
        """An installed app; NotFound when there is none of that name."""
        for app in self.apps:
            if app.id == name:
                return app
        raise NotFound(f"The app '{name}' is not installed.")

    def owned(self) -> Iterator[tuple[str, str]]:
        """User and app of each user's own settings, without those in apps that have been removed."""
        apps = {*ALWAYS_THERE, *(app.id for app in self.apps)}
        return ((user, app) for user, app in self.users if app in apps)

    def global_context(self) -> View:
        """What indexing sees: every enabled app, whatever it exports."""
        layers = self._everywhere()
        return View(layers, layers)

    def context(self, app: str, user: str = "nobody", roles: Iterable[str] | None = None) -> View:
        """What a search sees that `user` runs in `app`; NotFound when the app is not installed.

        With `roles`, objects that none of them may read are out of sight; None is a user who may read everything,
        as admin does.
        """
        readers = None if roles is None else frozenset(roles)
        layers = []
        if (user, app) in self.users:
            personal = self.users[user, app]
            layers.append(Layer(Level(app, user), personal.local, personal.files))
        if app not in ALWAYS_THERE:
            self.app(app)
        layers += _app_layers((one for one in self._enabled() if one.id == app), exports=False, roles=readers)
        others = sorted((one for one in self._enabled() if one.id != app), key=lambda app: app.id, reverse=True)
        layers += _app_layers(others, exports=True, roles=readers)
        return View((*layers, *self._system()), self._everywhere())

    def folder(self, level: Level) -> Path:
        """Where what is written at a level lies. NotFound for an app that is not installed."""
        if level.user is None:
            return self._folder(self.app_or_system(level.app))
        if level.app not in ALWAYS_THERE:
            self.app(level.app)
        return self._writable / "users" / level.user / level.app

    def local(self, level: Level) -> Mapping[str, Conf]:
        """The conf files that were written at a level; an app's default/ is not among them."""
        if level.user is None:
            return self.app_or_system(level.app).local
        personal = self.users.get((level.user, level.app))
        return {} if personal is None else personal.local

    def files(self, level: Level) -> Files:
        """The lookup files, views and the like that were written at a level; what an app shipped is not among them."""
        if level.user is None:
            return self.app_or_system(level.app).files
        personal = self.users.get((level.user, level.app))
        return {} if personal is None else personal.files

    def app_or_system(self, name: str) -> App:
        """An installed app, or the system; NotFound when there is none of that name."""
        return self.system if name == SYSTEM else self.app(name)

    # The methods below return the layers as they are to be. Nothing is on disk until they are saved, all at once.

    def saved(self) -> Layers:
        """Write the files of these layers that have changed; these layers, with nothing left to write.

        Raises NotWritten, and all files are then as they were.
        """
        replace_files(self.unsaved)
        return replace(self, unsaved={})

    def with_app(self, app: App) -> Layers:
        """These layers with an app installed, or upgraded."""
        return replace(self, apps=(*(other for other in self.apps if other.id != app.id), app))

    def without_app(self, name: str) -> Layers:
        """These layers without an app; NotFound when there is none of that name."""
        gone = self.app(name)
        return replace(self, apps=tuple(app for app in self.apps if app is not gone))

    def with_settings(
        self, app: str, conf: str, stanza: str, changes: Mapping[str, str | None], *, user: str | None = None
    ) -> Layers:
        """With settings of a stanza (None takes one away) in the app's local/, or in the user's own.

        Without changes the stanza is there afterwards, if only its name. NotFound for an app that is not installed;
        ConfError for what a conf file cannot hold.
        """
        return self._rewritten(Level(app, user), conf, partial(local.changed, stanza=stanza, changes=changes))

    def without_stanza(self, level: Level, conf: str, stanza: str) -> Layers:
        """Without what was written of a stanza at a level; NotFound when there is none of that name there."""
        if stanza not in self.local(level).get(conf, Conf()).stanzas:
            raise NotFound(f"Could not find object id={stanza}")
        return self._rewritten(level, conf, partial(local.without, stanza=stanza))

    def with_file(self, level: Level, conf: str) -> Layers:
        """With a conf file, which is empty; one that was written at this level before stays as it is."""
        return self._rewritten(level, conf, lambda before, path: before)

    def with_files(self, level: Level) -> Layers:
        """With the lookup files, views and the like that there are at a level now."""
        folder = self.folder(level)
        found = written(folder)
        if level.user is None:
            return self._with(replace(self.app_or_system(level.app), files=found))
        return self._with_personal(level.user, level.app, files=found)

    def with_document(self, level: Level, kind: Kind, name: str, content: bytes | None) -> Layers:
        """With a file of a kind at a level; None takes it away, so that what the app came with counts again."""
        for part in (name, *(() if level.user is None else (level.user,))):
            if not names_file(part):
                raise ConfError(f"{kind.noun}, or a user's folder, cannot be named {part!r}")
        path = kind.path(self.folder(level), name)
        found = {other: at for other, at in self.files(level).get(kind.name, {}).items() if other != name}
        if content is not None:
            found[name] = path
        files = {**self.files(level), kind.name: found}
        changed = replace(self, unsaved={**self.unsaved, path: content})
        if level.user is None:
            return changed._with(replace(self.app_or_system(level.app), files=files))
        return changed._with_personal(level.user, level.app, files=files)

    def with_rules(self, app: str, of: ObjectPath, rules: Mapping[str, str | None]) -> Layers:
        """With what an app's metadata say of an object (`export`, `access`, `owner`; None takes one away)."""
        return self._ruled(app, partial(local.changed, stanza=stanza_of(of), changes=rules))

    def without_rules(self, app: str, of: ObjectPath) -> Layers:
        """Without what was written of an object in an app's local.meta, if anything was."""
        if stanza_of(of) not in self.app_or_system(app).metadata.local.stanzas:
            return self
        return self._ruled(app, partial(local.without, stanza=stanza_of(of)))

    def _rewritten(self, level: Level, conf: str, edit: Edit) -> Layers:
        for name in (conf, *(() if level.user is None else (level.user,))):
            if not names_file(name):
                raise ConfError(f"a conf file, or a user's folder, cannot be named {name!r}")
        if level.user is not None:
            return self._rewritten_for(level.user, level.app, conf, edit)
        app = self.app_or_system(level.app)
        edited, written = self._edited(self._folder(app) / "local" / f"{conf}.conf", edit)
        return edited._with(replace(app, local={**app.local, conf: written}))

    def _rewritten_for(self, user: str, app: str, conf: str, edit: Edit) -> Layers:
        level = Level(app, user)
        edited, written = self._edited(self.folder(level) / "local" / f"{conf}.conf", edit)
        return edited._with_personal(user, app, local={**self.local(level), conf: written})

    def _ruled(self, name: str, edit: Edit) -> Layers:
        app = self.app_or_system(name)
        edited, written = self._edited(self._folder(app) / "metadata" / "local.meta", edit)
        return edited._with(replace(app, metadata=Metadata(app.metadata.default, written)))

    def _edited(self, path: Path, edit: Edit) -> tuple[Layers, Conf]:
        """These layers with a file that has changed, and what is in it now."""
        before = self.unsaved.get(path)
        after = edit(local.content(path) if before is None else before, path)
        return replace(self, unsaved={**self.unsaved, path: after}), parse(after, path, strict=False)

    @property
    def _writable(self) -> Path:
        if self.etc is None:
            raise ConfError("there is no folder to write settings to")
        return self.etc

    def _folder(self, app: App) -> Path:
        """Where an app's own settings are written. The system's defaults are part of minisplunk, and never written."""
        return self._writable / SYSTEM if app.id == SYSTEM else app.root

    def _with(self, app: App) -> Layers:
        return replace(self, system=app) if app.id == SYSTEM else self.with_app(app)

    def _with_personal(self, user: str, app: str, **changed: Any) -> Layers:
        """With some of what a user has of their own in an app."""
        personal = self.users.get((user, app)) or Personal(self.folder(Level(app, user)), {}, {})
        return replace(self, users={**self.users, (user, app): replace(personal, **changed)})

    def _enabled(self) -> Iterator[App]:
        return (app for app in self.apps if app.enabled)

    def _everywhere(self) -> tuple[Layer, ...]:
        apps = sorted(self._enabled(), key=lambda app: app.id)
        written = (Layer(Level(app.id), app.local, app.files) for app in apps)
        default = (Layer(Level(app.id), app.default, app.shipped) for app in apps)
        system, base = self._system()
        return (system, *written, *default, base)

    def _system(self) -> tuple[Layer, Layer]:
        level, system = Level(SYSTEM), self.system
        return Layer(level, system.local, system.files), Layer(level, system.default, system.shipped)


def _app_layers(apps: Iterable[App], *, exports: bool, roles: frozenset[str] | None) -> Iterator[Layer]:
    for app in apps:
        yield Layer(Level(app.id), app.local, app.files, app.metadata, exports, roles)
        yield Layer(Level(app.id), app.default, app.shipped, app.metadata, exports, roles)
