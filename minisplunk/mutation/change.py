"""Changes of an app's settings in; the app as it would be with them, in memory alone, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..conf import App, Conf, Setting, Stanza
from ..dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A setting of an app; `conf` is the file without .conf. Without a value the setting is taken away."""

    conf: str
    stanza: str
    key: str
    value: str | None


def changed(app: App, changes: Iterable[Change]) -> App:
    """The app with other settings, as if its author had written them in default/ so; no file is written.

    A case that changes other settings of a conf file has its local/ read again from the disk. So what an app has in a
    local/ of its own is changed only as long as no case does that.
    """
    for change in changes:
        default = _with(_without(app.default, change), change, app)
        app = replace(app, default=default, local=_without(app.local, change))
    return app


def _without(confs: Mapping[str, Conf], change: Change) -> Mapping[str, Conf]:
    stanza = confs.get(change.conf, Conf()).stanzas.get(change.stanza)
    if stanza is None or change.key not in stanza.settings:
        return confs
    settings = {key: setting for key, setting in stanza.settings.items() if key != change.key}
    return _put(confs, change.conf, replace(stanza, settings=settings))


def _with(confs: Mapping[str, Conf], change: Change, app: App) -> Mapping[str, Conf]:
    if change.value is None:
        return confs
    file = app.root / "default" / f"{change.conf}.conf"
    stanza = confs.get(change.conf, Conf()).stanzas.get(change.stanza) or Stanza(change.stanza, file, 1, {})
    setting = Setting(change.key, change.value, stanza.file, stanza.line)
    return _put(confs, change.conf, replace(stanza, settings={**stanza.settings, change.key: setting}))


def _put(confs: Mapping[str, Conf], name: str, stanza: Stanza) -> Mapping[str, Conf]:
    conf = confs.get(name, Conf())
    return {**confs, name: replace(conf, stanzas={**conf.stanzas, stanza.name: stanza})}
