"""Layers of conf files in, the highest first; what a context sees of them, each setting with its file, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import NamedTuple

from ..dataclass import dataclass
from ..errors import ConfError, NotFound
from .metadata import Metadata, ObjectPath
from .parser import DEFAULT, Conf, Setting, Stanza

GLOBAL = frozenset(
    {"authentication", "authorize", "deploymentclient", "distsearch", "indexes", "inputs", "outputs", "restmap"}
    | {"searchbnf", "segmenters", "server", "serverclass", "web"}
)
"""Files of the global context alone (Admin Manual, "Configuration file precedence": lists of files by context)."""


class Level(NamedTuple):
    """Where settings stand: in an app (`system` is one), or, with `user`, in what a user has of their own in it."""

    app: str
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """Conf files of one folder. The context sees all their objects where there is no metadata; else those that it
    exports, if `exports` asks for that, and that it lets one of the roles read, unless these are None."""

    level: Level
    confs: Mapping[str, Conf]
    lookups: Mapping[str, Path]
    metadata: Metadata | None = None
    exports: bool = False
    roles: frozenset[str] | None = None
    models: Mapping[str, Path] = field(default_factory=dict)

    def sees(self, of: ObjectPath) -> bool:
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
    """What one context sees: `layers`, and of GLOBAL files `everywhere`. Conf files are merged when asked for, once."""

    layers: tuple[Layer, ...]
    everywhere: tuple[Layer, ...]
    _written: dict[str, Conf] = field(default_factory=dict)
    _inherited: dict[str, Conf] = field(default_factory=dict)
    _levels: dict[str, Mapping[str, Level]] = field(default_factory=dict)

    def of_indexing(self) -> View:
        """What indexing sees: every enabled app, whatever it exports."""
        return View(self.everywhere, self.everywhere)

    def conf(self, name: str) -> Conf:
        """A conf file, named without `.conf`, as it counts here: each stanza has what it inherits from [default]."""
        if name not in self._inherited:
            self._inherited[name] = _inherit(self.written(name))
        return self._inherited[name]

    def written(self, name: str) -> Conf:
        """As `conf`, but stanzas hold only what is written in them, for files whose stanzas are combined before
        [default] comes in (props.conf: source, host and source type)."""
        if name not in self._written:
            self._written[name] = _merge(layer.stanzas(name) for layer in reversed(self._of(name)))
        return self._written[name]

    def warnings(self, name: str) -> Iterator[ConfError]:
        """What was passed over when a conf file was read, in every layer of it."""
        return (warning for layer in self._of(name) for warning in layer.confs.get(name, Conf()).warnings)

    def names(self) -> list[str]:
        """The conf files that there are here, in order."""
        here = {name for layer in self.layers for name in layer.confs if name not in GLOBAL}
        return sorted(here | {name for layer in self.everywhere for name in layer.confs if name in GLOBAL})

    def levels(self, conf: str) -> Mapping[str, Level]:
        """Where each visible stanza of a conf file stands; of several levels the one that counts first."""
        if conf not in self._levels:
            layers = reversed(self._of(conf))
            self._levels[conf] = {stanza.name: layer.level for layer in layers for stanza, _ in layer.stanzas(conf)}
        return self._levels[conf]

    def lookup_file(self, name: str) -> Path:
        """The lookup file of a name that counts here; NotFound when none is visible."""
        return self._with_lookup(name).lookups[name]

    def level_of_lookup(self, name: str) -> Level:
        """Where that file is."""
        return self._with_lookup(name).level

    def _with_lookup(self, name: str) -> Layer:
        for layer in self.layers:
            if name in layer.lookups and layer.sees(("lookups", name)):
                return layer
        raise NotFound(f"The lookup file '{name}' does not exist or is not available.")

    def lookup_files(self) -> dict[str, tuple[Level, Path]]:
        """The lookup files that count here, by name, and where each is."""
        found: dict[str, tuple[Level, Path]] = {}
        for layer in self.layers:
            for name, path in layer.lookups.items():
                if name not in found and layer.sees(("lookups", name)):
                    found[name] = (layer.level, path)
        return found

    def models(self) -> dict[str, tuple[Level, Path]]:
        """The files of the data models that count here, by the model's name, and where each is."""
        found: dict[str, tuple[Level, Path]] = {}
        for layer in self.layers:
            for name, path in layer.models.items():
                if name not in found and layer.sees(("models", name)):
                    found[name] = (layer.level, path)
        return found

    def _of(self, conf: str) -> tuple[Layer, ...]:
        return self.everywhere if conf in GLOBAL else self.layers


def _merge(layers: Iterable[Iterable[tuple[Stanza, Mapping[str, Setting]]]]) -> Conf:
    """Layers, lowest first, as one conf; a stanza has the place of its highest layer."""
    merged: dict[str, tuple[Stanza, dict[str, Setting]]] = {}
    for layer in layers:
        for stanza, settings in layer:
            below = merged.get(stanza.name)
            merged[stanza.name] = (stanza, {**below[1], **settings} if below else dict(settings))
    return Conf({name: Stanza(name, stanza.file, stanza.line, settings) for name, (stanza, settings) in merged.items()})


def _inherit(conf: Conf) -> Conf:
    default = conf.stanzas.get(DEFAULT)
    if default is None:
        return conf
    return Conf(
        {
            name: Stanza(name, stanza.file, stanza.line, {**default.settings, **stanza.settings})
            for name, stanza in conf.stanzas.items()
        }
    )
