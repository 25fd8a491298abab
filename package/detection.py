"""An app's folder in; its detection out: the saved search with its documentation, and the confs that it leans on.

Which key of the stanza holds what is written in README/savedsearches.conf.spec.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minisplunk.conf.parser import Conf, Setting, Stanza, read
from minisplunk.errors import ConfError
from minisplunk.spl.macros import Macro, expand, macro, stanza_name, unevaluated

MARK = "action.correlationsearch.enabled"


@dataclass(frozen=True, slots=True)
class UsedMacro:
    """A macro that the search calls. `name` is its stanza's, with the number of arguments; `empty` means `search *`."""

    name: str
    definition: str
    description: str

    @property
    def bare_name(self) -> str:
        return self.name.partition("(")[0]

    @property
    def empty(self) -> bool:
        return self.definition == "search *"


@dataclass(frozen=True, slots=True)
class Detection:
    """The stanza of the detection, and the two confs that its search leans on."""

    stanza: Stanza
    macros: Conf
    props: Conf

    def text(self, key: str) -> str:
        """The value of a key; ConfError where it is missing or empty."""
        return self._setting(key).value

    def member(self, key: str, name: str) -> str:
        """A member of a JSON object, as text; ConfError where there is no such thing."""
        value = _json(self._setting(key))
        if not isinstance(value, dict) or name not in value:
            raise self._setting(key).error(f"{key} is no JSON object with {name}")
        return str(value[name])

    def texts(self, key: str) -> list[str]:
        """A JSON list of strings; ConfError for anything else."""
        value = _json(self._setting(key))
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._setting(key).error(f"{key} is no JSON list of strings")
        return value

    def records(self, key: str, *fields: str) -> list[dict[str, Any]]:
        """Those objects of a JSON list that have all these fields, at least one; ConfError for anything else."""
        value = _json(self._setting(key))
        records = [item for item in value if isinstance(item, dict) and item.keys() >= set(fields)] if value else []
        if not isinstance(value, list) or not records:
            raise self._setting(key).error(f"{key} is no JSON list with an object of {', '.join(fields)}")
        return records

    def annotation(self, framework: str) -> list[str]:
        """What the detection is mapped to in a framework (`nist`, `cve`, ...), nothing where it is not mapped."""
        setting = self._setting("action.correlationsearch.annotations")
        value = _json(setting)
        if not isinstance(value, dict):
            raise setting.error(f"{setting.key} is no JSON object")
        values = value.get(framework, [])
        return [str(item) for item in values] if isinstance(values, list) else [str(values)]

    @property
    def slug(self) -> str:
        """The label as a file name, as Splunk's security content names its detections."""
        return slug(self.text("action.correlationsearch.label"))

    def used_macros(self) -> list[UsedMacro]:
        """The macros that the search calls, nested ones included, each once, in the order of their calls."""
        used: dict[str, UsedMacro] = {}

        def find(name: str, arguments: int) -> Macro | None:
            stanza = self.macros.stanzas.get(stanza_name(name, arguments))
            if stanza is None:
                return None
            used[stanza.name] = UsedMacro(stanza.name, stanza.get("definition"), stanza.get("description"))
            return macro(name, arguments, {key: setting.value for key, setting in stanza.settings.items()})

        expand(self.text("search"), find, unevaluated)
        return list(used.values())

    def calculated_fields(self) -> set[str]:
        """The fields that the app calculates for any source type."""
        return {
            key.partition("-")[2] for stanza in self.props.stanzas.values() for key in stanza.settings if _is_eval(key)
        }

    def _setting(self, key: str) -> Setting:
        setting = self.stanza.settings.get(key)
        if setting is None or not setting.value:
            raise ConfError(f"[{self.stanza.name}] says nothing under {key}", self.stanza.file, self.stanza.line)
        return setting


def load(root: Path) -> Detection:
    """The one detection of the app in `root`; ConfError where a conf is broken or there is not exactly one."""
    file = root / "default" / "savedsearches.conf"
    stanzas = list(_marked(read(file)))
    if len(stanzas) != 1:
        raise ConfError(f"{len(stanzas)} stanzas set {MARK} = 1; the page documents exactly one detection", file)
    return Detection(stanzas[0], read(root / "default" / "macros.conf"), read(root / "default" / "props.conf"))


def slug(name: str) -> str:
    """A name in lower case with underscores, as in the addresses of Splunk's security content."""
    return "_".join(name.lower().split())


def _marked(conf: Conf) -> Iterator[Stanza]:
    return (stanza for stanza in conf.stanzas.values() if stanza.flag(MARK))


def _is_eval(key: str) -> bool:
    # the prefix is not case-sensitive: "Configure calculated fields with props.conf", Knowledge Manager Manual
    return key.upper().startswith("EVAL-")


def _json(setting: Setting) -> Any:
    try:
        return json.loads(setting.value)
    except ValueError as error:
        raise setting.error(f"{setting.key} is no JSON: {error}") from error
