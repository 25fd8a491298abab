"""The app in; its views of Dashboard Studio out, and what is wrong with their definition as such."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from ...finding import Finding
from ...unpacked import Unpacked
from ..views import elements
from ..web import VIEWS
from .document import Document, Value, read

WHY = "Splunk Web cannot show the view"


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`file`: its XML, in which the lines are counted."""

    file: str
    definition: Value

    @property
    def data_sources(self) -> Mapping[str, Value]:
        return self.definition.at("dataSources").members

    @property
    def visualizations(self) -> Mapping[str, Value]:
        return self.definition.at("visualizations").members

    @property
    def inputs(self) -> Mapping[str, Value]:
        return self.definition.at("inputs").members

    @property
    def items(self) -> Mapping[str, Value]:
        """What the layout places: visualizations and inputs."""
        return {**self.visualizations, **self.inputs}

    @property
    def handlers(self) -> Iterator[tuple[str, Value, Value]]:
        """(id, item, handler) of each event handler of the items."""
        for name, item in self.items.items():
            for handler in item.at("eventHandlers").items:
                yield name, item, handler

    def finding(self, at: Value, what: str, why: str) -> Finding:
        return Finding(self.file, at.line, what, why)


def definitions_are_json(app: Unpacked) -> Iterator[Finding]:
    """A view of version 2 has a definition: a JSON object, in which no name stands twice."""
    for file, data in app.under(VIEWS):
        try:
            document = _document(data)
        except expat.ExpatError:
            continue  # xml_is_well_formed says so
        except _NoDefinition as error:
            yield Finding(file, error.line, f"its definition {error}", WHY)
            continue
        if document is None:
            continue
        for line, what in document.faults:
            yield Finding(file, line, f"its definition {what}", "what counts is anybody's guess")
        if not isinstance(document.value.content, dict):
            yield Finding(file, document.value.line, "its definition is no object", WHY)


def dashboards(app: Unpacked) -> Iterator[Dashboard]:
    """The views of Dashboard Studio that can be read, in the order of their names."""
    for file, data in app.under(VIEWS):
        try:
            document = _document(data)
        except (expat.ExpatError, _NoDefinition):
            continue
        if document is not None:
            yield Dashboard(file, document.value)


class _NoDefinition(Exception):
    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def _document(data: bytes) -> Document | None:
    """The definition of a view; None for Simple XML. ExpatError, _NoDefinition."""
    root = elements(data)[0]
    if root.tag != "dashboard" or root.attributes.get("version") != "2":
        return None
    text, line = _definition(data)
    if not text.strip():
        raise _NoDefinition(line, "is missing")
    try:
        return read(text, line)
    except json.JSONDecodeError as error:
        raise _NoDefinition(line + error.lineno - 1, f"is no JSON: {error.msg}") from error
    except RecursionError as error:
        raise _NoDefinition(line, "is nested too deep") from error


def _definition(data: bytes) -> tuple[str, int]:
    """The text of the element <definition>, and the line that it begins on; empty where there is none."""
    parser = expat.ParserCreate()
    pieces: list[str] = []
    lines = [1]
    path: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        path.append(tag)

    def end(_: str) -> None:
        path.pop()

    def text(piece: str) -> None:
        if path == ["dashboard", "definition"]:
            if not pieces:
                lines[0] = parser.CurrentLineNumber
            pieces.append(piece)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(data, True)
    return "".join(pieces), lines[0]
