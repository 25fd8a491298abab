"""Stanzas in; an app with them, in memory, whose mutants are wanted, out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from minisplunk.conf import App, Conf, Layers, Setting, Stanza, system
from minisplunk.conf.metadata import Metadata
from minisplunk.mutation import Mutated

ROOT = Path("own")


def app(**confs: Mapping[str, Mapping[str, str]]) -> App:
    """`confs`: a conf file each, the settings of its stanzas by their names."""
    default = {name: conf(name, stanzas) for name, stanzas in confs.items()}
    return App("own", ROOT, default, {}, Metadata(Conf(), Conf()), {})


def conf(name: str, stanzas: Mapping[str, Mapping[str, str]]) -> Conf:
    file = ROOT / "default" / f"{name}.conf"
    return Conf(
        {
            stanza: Stanza(stanza, file, 1, {key: Setting(key, value, file, 2) for key, value in settings.items()})
            for stanza, settings in stanzas.items()
        }
    )


def mutated(search: str, macros: Mapping[str, Mapping[str, str]] | None = None, **settings: str) -> Mutated:
    """An app with one saved search, "s"."""
    return of(app(savedsearches={"s": {"search": search, **settings}}, macros=macros or {}))


def of(one: App) -> Mutated:
    return Mutated(Layers(system(), (one,)), one.id)
