"""The folder `lookups` of a library as contentctl has it in; an app with these lookups out.

A lookup is a YAML file with a `name` and how it matches; its rows are in the `filename` that it names, else in a CSV
file of its own name. Those of a KV store begin empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..conf import Conf, Setting, Stanza
from ..conf.app import App
from ..conf.files import LOOKUPS
from ..content.library import YAML
from ..errors import DataError
from .reading import document

_MATCHING = ("default_match", "min_matches", "max_matches", "case_sensitive_match")


def with_lookups(app: App, folder: Path) -> App:
    """What cannot be read is left out: a search that needs it says so."""
    transforms, collections, files = dict[str, Stanza](), dict[str, Stanza](), dict[str, Path]()
    for file in sorted(folder.glob("*")):
        if file.suffix.lower() == ".csv":
            files[file.name] = file
        elif file.suffix.lower() in YAML:
            for name, settings in _lookup(file):
                transforms[name] = _stanza(name, file, settings)
                if collection := settings.get("collection"):
                    collections[collection] = _stanza(collection, file, {})
    confs = {**app.default, "transforms": Conf(transforms), "collections": Conf(collections)}
    lookups = {**app.files.get(LOOKUPS.name, {}), **files}
    return replace(app, default=confs, files={**app.files, LOOKUPS.name: lookups})


def _lookup(file: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        said = document(file, str(file)).value
    except DataError:
        return
    if not isinstance(said, dict) or not isinstance(said.get("name"), str):
        return
    settings = {key: _text(said[key]) for key in _MATCHING if said.get(key) is not None}
    if said.get("match_type"):
        settings["match_type"] = _text(said["match_type"])
    if said.get("collection") or said.get("lookup_type") == "kvstore":
        fields = said.get("fields_list") or said.get("fields") or []
        settings |= {"external_type": "kvstore", "collection": str(said.get("collection") or said["name"])}
        settings["fields_list"] = _text(["_key", *fields] if isinstance(fields, list) else fields)
    else:
        settings["filename"] = str(said.get("filename") or f"{file.stem}.csv")
    yield said["name"], settings


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _stanza(name: str, file: Path, settings: Mapping[str, str]) -> Stanza:
    return Stanza(name, file, 1, {key: Setting(key, value, file, 1) for key, value in settings.items()})
