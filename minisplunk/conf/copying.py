"""The layers of one Splunk in; the same, in a folder `etc` of another one, out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from .app import App
from .layers import Layers, Personal
from .parser import Conf

WRITTEN = ("apps", "users", "system")
_SCRIPTS = "alert_actions"


def copied(layers: Layers, etc: Path) -> Layers:
    """These layers with all that they may write to below `etc`, which holds the same files afterwards.

    Where the disk can do that a file is the same one under two names, since none is ever written in its place: see
    `disk.replace_files`. The conf files are not read again, so their settings name the files that they were read from,
    save those of alert actions.
    """
    assert layers.etc is not None and not layers.unsaved
    for name in WRITTEN:
        if (layers.etc / name).is_dir():
            shutil.copytree(layers.etc / name, etc / name, copy_function=_linked, symlinks=True)
    move = _Moved(layers.etc, etc)
    return replace(
        layers,
        etc=etc,
        apps=tuple(move.app(app) for app in layers.apps),
        users={key: move.personal(one) for key, one in layers.users.items()},
    )


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one that knows no links
        shutil.copy2(source, target)


def unlinked(etc: Path) -> None:
    """Make each file one of its own, where programs are to run that may write into one in its place."""
    for file in [file for file in etc.rglob("*") if file.is_file() and file.lstat().st_nlink > 1]:
        own = file.with_name(f".{file.name}.own")
        shutil.copy2(file, own)
        own.replace(file)


class _Moved:
    """What lies below one folder, below another."""

    def __init__(self, before: Path, after: Path) -> None:
        self.before, self.after = str(before), str(after)

    def app(self, app: App) -> App:
        return replace(
            app,
            root=self.path(app.root),
            default=self.scripts(app.default),
            local=self.scripts(app.local),
            lookups=self.paths(app.lookups),
            models=self.paths(app.models),
            local_models=self.paths(app.local_models),
        )

    def scripts(self, confs: Mapping[str, Conf]) -> Mapping[str, Conf]:
        """The programs of an app are found beside its alert_actions.conf, so that is the one of the copy."""
        if (conf := confs.get(_SCRIPTS)) is None:
            return confs
        moved = {
            name: replace(
                stanza,
                settings={key: replace(one, file=self.path(Path(one.file))) for key, one in stanza.settings.items()},
            )
            for name, stanza in conf.stanzas.items()
        }
        return {**confs, _SCRIPTS: replace(conf, stanzas=moved)}

    def personal(self, one: Personal) -> Personal:
        root, lookups, models = self.path(one.root), self.paths(one.lookups), self.paths(one.models)
        return replace(one, root=root, lookups=lookups, models=models)

    def path(self, path: Path) -> Path:
        inside = str(path).startswith(self.before + os.sep)
        return Path(self.after + str(path)[len(self.before) :]) if inside else path

    def paths(self, named: Mapping[str, Path]) -> dict[str, Path]:
        return {name: self.path(path) for name, path in named.items()}
