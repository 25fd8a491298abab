"""Collections whose entries are single settings of a conf file, each an object of its own: `<stanza> : <key>`.

A change is written to the namespace of the request, as of stanzas; a removal takes away what was written there.
[unverified]: a setting that would have no effect, as a regular expression that is none, is refused.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from ...conf import Layers, Level, View
from ...conf.metadata import ObjectPath
from ...conf.objects import NOBODY, Scope
from ...conf.parser import Setting
from ...conf.setting_objects import (
    SettingObject,
    moved_setting,
    name_of,
    removed_setting,
    setting_exists,
    setting_objects,
)
from ...dataclass import dataclass
from ...errors import ConfError, UnsupportedConf
from ..http import HttpError, Request
from ..instance import Splunkd
from .entry import Content, Entry
from .namespaces import acl_of, all_objects, check_addable, level, views_of
from .objects import ObjectStore


@dataclass(frozen=True)
class SettingStore(ObjectStore[SettingObject]):
    """`conf`: the conf file."""

    conf: str

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        stanza, key, value = self.made(name, settings)
        to, of = level(splunkd, request, self.conf), (self.conf, stanza, key)
        check_addable(splunkd, request, to, of)
        if setting_exists(splunkd.splunk.layers, to, *of):
            raise HttpError(409, f"An object with name={self.called(stanza, key)} already exists")
        self._write(splunkd, request, to, of, value)
        return self.shown(splunkd, request, self.called(stanza, key), to)

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        item = self.one(splunkd, request, name)
        to = self.target(splunkd, request, item)
        self._write(splunkd, request, to, item.of, self.changed(item, settings))
        return self.shown(splunkd, request, name, to)

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        item = self.removable(splunkd, request, name)
        splunkd.splunk.update(lambda layers: removed_setting(layers, item))

    def place(self, splunkd: Splunkd, item: SettingObject, to: Level, rules: Callable[[Layers], Layers]) -> None:
        splunkd.splunk.update(lambda layers: rules(moved_setting(layers, item, to)))

    def within(
        self, splunkd: Splunkd, request: Request, where: Scope, name: str | None = None
    ) -> Iterable[SettingObject]:
        layers, see = splunkd.splunk.layers, views_of(splunkd, request)
        return setting_objects(layers, see, self.conf, where, self.is_key, name, self.called)

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[SettingObject], Entry]:
        return partial(self._entry, splunkd, request)

    # What a collection says of its settings

    @abstractmethod
    def is_key(self, key: str) -> bool:
        """Whether a setting with this key is an entry."""

    @abstractmethod
    def content(self, item: SettingObject) -> dict[str, Content]:
        """What an entry shows beside its stanza, key and value."""

    @abstractmethod
    def made(self, name: str, settings: Mapping[str, str]) -> tuple[str, str, str]:
        """Stanza, key and value of a new entry; HttpError 400 for what cannot be."""

    @abstractmethod
    def changed(self, item: SettingObject, settings: Mapping[str, str]) -> str:
        """The value of an entry after a change; HttpError likewise."""

    # What it may override

    def called(self, stanza: str, key: str) -> str:
        """The name of an entry."""
        return name_of(stanza, key)

    def check(self, view: View, setting: Setting) -> None:
        """Raises what is wrong with a setting that is to be written; `view`: what is seen where it will be."""

    def _write(self, splunkd: Splunkd, request: Request, to: Level, of: ObjectPath, value: str) -> None:
        """A new object of an app is its maker's, unless that one may give it away."""
        _, stanza, key = of
        try:
            self.check(views_of(splunkd, request)(to.app, to.user or NOBODY), Setting(key, value, "", 0))
        except UnsupportedConf as error:
            raise HttpError(501, error.reason) from error
        except ConfError as error:
            raise HttpError(400, error.reason) from error
        made = to.user is None and not setting_exists(splunkd.splunk.layers, to, *of)
        owner = {"owner": request.who.user} if made and not all_objects(splunkd, request) else {}

        def change(layers: Layers) -> Layers:
            layers = layers.with_settings(to.app, self.conf, stanza, {key: value}, user=to.user)
            return layers.with_rules(to.app, of, owner) if owner else layers

        splunkd.splunk.update(change)

    def _entry(self, splunkd: Splunkd, request: Request, item: SettingObject) -> Entry:
        about = {"attribute": item.setting.key, "stanza": item.stanza, "value": item.setting.value}
        move = ("move",) if item.removable else ()
        return Entry(item.name, {**about, **self.content(item)}, acl_of(splunkd, request, item), ("_reload", *move))
