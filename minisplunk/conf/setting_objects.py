"""All layers and a namespace in; settings of a conf file that are objects of their own, such as LOOKUP-<class>, out.

Splunk shares an automatic lookup, or a calculated field, by itself, not its whole stanza: metadata files name it as
`[props/<stanza>/<key>]` (default.meta.spec).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..dataclass import dataclass
from ..errors import ConfError
from .layers import Layers
from .metadata import ObjectPath
from .objects import Access, Owned, Scope, ViewFor, views
from .parser import Conf, Setting
from .view import Level, View

BETWEEN = " : "
"""What stands between stanza and key in the name of such an object."""


@dataclass(frozen=True, slots=True)
class SettingObject(Owned):
    """One setting of a stanza. `called`: its name."""

    setting: Setting
    called: str

    @property
    def conf(self) -> str:
        return self.of[0]

    @property
    def stanza(self) -> str:
        return self.of[1]

    @property
    def name(self) -> str:
        return self.called


def name_of(stanza: str, key: str) -> str:
    return f"{stanza}{BETWEEN}{key}"


def setting_objects(
    layers: Layers,
    see: ViewFor,
    conf: str,
    scope: Scope,
    wanted: Callable[[str], bool],
    name: str | None = None,
    called: Callable[[str, str], str] = name_of,
) -> Iterator[SettingObject]:
    """The settings whose keys are wanted, in a namespace; with `name`, that one. One with an empty value is switched
    off, and none. `called`: what names one, by its stanza and key. NotFound for an app that is not installed."""
    for view, level in views(layers, see, scope):
        for (stanza, key), (at, setting) in _settings(view, conf, wanted).items():
            if setting.value and name in (None, called(stanza, key)) and level in (None, at):
                of = (conf, stanza, key)
                removable = _local(layers, at, of) is not None
                yield SettingObject(of, at, Access.to(layers, at, of), removable, setting, called(stanza, key))


def moved_setting(layers: Layers, item: SettingObject, to: Level) -> Layers:
    """The layers with a setting at another level. ConfError when it came with an app, or one is there already."""
    if item.level == to:
        return layers
    if not item.removable or _shipped(layers, item.level, item.of):
        raise ConfError(f"{item.name} came with the app {item.level.app}, and stays in it")
    if setting_exists(layers, to, item.conf, item.stanza, item.setting.key):
        raise ConfError("Cannot overwrite existing app object")
    layers = layers.with_settings(to.app, item.conf, item.stanza, {item.setting.key: item.setting.value}, user=to.user)
    return removed_setting(layers, item)


def removed_setting(layers: Layers, item: SettingObject) -> Layers:
    """The layers without what was written of a setting, nor its stanza if that is all there was of it, nor the rules
    that were made for it."""
    written = layers.local(item.level)[item.conf].stanzas[item.stanza]
    if written.settings.keys() == {item.setting.key}:
        layers = layers.without_stanza(item.level, item.conf, item.stanza)
    else:
        gone = {item.setting.key: None}
        layers = layers.with_settings(item.level.app, item.conf, item.stanza, gone, user=item.level.user)
    if item.level.user is not None or _shipped(layers, item.level, item.of):
        return layers
    return layers.without_rules(item.level.app, item.of)


def setting_exists(layers: Layers, level: Level, conf: str, stanza: str, key: str) -> bool:
    """Whether there is such a setting at this very level."""
    of = (conf, stanza, key)
    return _local(layers, level, of) is not None or _shipped(layers, level, of)


def _settings(view: View, conf: str, wanted: Callable[[str], bool]) -> dict[tuple[str, str], tuple[Level, Setting]]:
    """By stanza and key, each setting with where it stands, as it counts here."""
    return {
        (stanza.name, key): (layer.level, setting)
        for layer in reversed(view.layers)
        for stanza, settings in layer.stanzas(conf)
        for key, setting in settings.items()
        if wanted(key)
    }


def _local(layers: Layers, level: Level, of: ObjectPath) -> Setting | None:
    return layers.local(level).get(of[0], Conf()).find(of[1], of[2])


def _shipped(layers: Layers, level: Level, of: ObjectPath) -> bool:
    """Whether an app's default/ has such a setting."""
    return level.user is None and layers.app_or_system(level.app).default.get(of[0], Conf()).find(*of[1:]) is not None
