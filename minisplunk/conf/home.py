"""A Splunk's folder `etc` in; the layers of conf files that are in it, over those that each Splunk has, out."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from .app import App, confs, found, load, lookups, metadata, models
from .layers import BUILT_IN, SYSTEM, Layers, Personal
from .metadata import Metadata
from .parser import Conf
from .view import View

_OURS = Path(__file__).parent.parent
_EMPTY = (
    "audit authentication collections commands datamodels distsearch event_renderers eventtypes federated "
    "global-banner health inputs macros messages metric_alerts metric_rollups multikv outputs restmap searchbnf "
    "segmenters serverclass tags telemetry times transactiontypes ui-prefs ui-tour user-prefs viewstates "
    "visualizations web-features workflow_actions workload_pools workload_rules"
)
"""Conf files that each Splunk has, of whose defaults none matters here. Clients look whether they are there."""


@cache
def system() -> App:
    """Splunk's defaults that matter, as an app named `system`; read once."""
    app = load(_OURS / SYSTEM)
    return replace(app, default={**dict.fromkeys(_EMPTY.split(), Conf()), **app.default})


@cache
def bare() -> View:
    """What indexing sees on a Splunk without any app."""
    return Layers(system()).global_context()


@cache
def _built_in(name: str) -> App:
    return load(_OURS / "apps" / name)


def home(etc: Path) -> Layers:
    """The layers of `etc`: its system/local, apps/ and users/, each of which may be missing.

    The conf files are read as Splunk reads them: faults that it passes over are the apps' warnings.
    """
    folders = {folder.name: folder for folder in _folders(etc / "apps")}
    apps = [_with_local(_built_in(name), folders.pop(name, etc / "apps" / name)) for name in BUILT_IN]
    apps += [found(folder) for folder in folders.values()]
    users = {
        (user.name, app.name): Personal(
            app, confs(app / "local", strict=False), lookups(app / "lookups"), models(app / "local")
        )
        for user in _folders(etc / "users")
        for app in _folders(user)
    }
    return Layers(_with_local(system(), etc / SYSTEM), tuple(apps), users, etc)


def _with_local(app: App, folder: Path) -> App:
    """An app of minisplunk's own with what was written on this Splunk; or what was installed in its place."""
    if app.id != SYSTEM and (folder / "default" / "app.conf").is_file():
        return load(folder, strict=False)
    written = metadata(folder / "metadata", strict=False).local
    return replace(
        app,
        root=app.root if app.id == SYSTEM else folder,
        local=confs(folder / "local", strict=False),
        metadata=Metadata(app.metadata.default, written),
        lookups=lookups(folder / "lookups"),
        local_models=models(folder / "local"),
    )


def _folders(parent: Path) -> list[Path]:
    return [path for path in sorted(parent.glob("[!.]*")) if path.is_dir()]
