"""A view of Dashboard Studio in, as it lies in the app; the searches of its data sources out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from minisplunk.engine import Splunk
from minisplunk.values import Row
from tests.detection.staging import APP

VIEWS = Path(__file__).parents[2] / "default" / "data" / "ui" / "views"
NAMES = tuple(sorted(file.stem for file in VIEWS.glob("*.xml")))
Looking = tuple[str, tuple[str, ...]]
ADMIN: Looking = ("admin", ("admin",))
"""Who looks, and the roles."""
_TOKEN = re.compile(r"\$([\w.]+)(\|s)?\$")


@dataclass(frozen=True)
class View:
    name: str
    definition: Mapping[str, Any]

    @classmethod
    def read(cls, name: str) -> View:
        text = ElementTree.parse(VIEWS / f"{name}.xml").findtext("definition")
        assert text is not None
        return cls(name, json.loads(text))

    def defaults(self) -> dict[str, str]:
        """The tokens as they are when the page opens."""
        options = [item["options"] for item in self.definition.get("inputs", {}).values()]
        tokens = {option["token"]: option["defaultValue"] for option in options}
        for name in [option["token"] for option in options if "," in option["defaultValue"]]:
            tokens[f"{name}.earliest"], tokens[f"{name}.latest"] = tokens.pop(name).split(",")
        return tokens

    def query(self, source: str) -> str:
        """The search of a data source, with those that it extends in front; tokens are still in it."""
        options = self.definition["dataSources"][source]["options"]
        return f"{self.query(options['extend'])}\n{options['query']}" if "extend" in options else options["query"]

    def window(self, source: str) -> tuple[str, str]:
        """Earliest and latest, with tokens."""
        options = self.definition["dataSources"][source]["options"]
        if "extend" in options:
            return self.window(options["extend"])
        usual = self.definition.get("defaults", {}).get("dataSources", {}).get("ds.search", {}).get("options", {})
        window = options.get("queryParameters") or usual["queryParameters"]
        return window["earliest"], window["latest"]

    def results(self, splunk: Splunk, source: str, look: Looking = ADMIN, **tokens: str) -> list[Row]:
        """What the data source finds, as one search; the page runs the same in pieces."""
        values = {**self.defaults(), **tokens}
        query, earliest, latest = (filled(text, values) for text in (self.query(source), *self.window(source)))
        return splunk.search(query, app=APP, earliest=earliest, latest=latest, user=look[0], roles=look[1]).results


def filled(text: str, tokens: Mapping[str, str]) -> str:
    """With the values of tokens; the filter `|s` puts one into quotes."""

    def value(match: re.Match[str]) -> str:
        token = tokens[match[1]]
        return '"{}"'.format(token.replace("\\", "\\\\").replace('"', '\\"')) if match[2] else token

    return _TOKEN.sub(value, text)
