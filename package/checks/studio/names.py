"""Keys of a definition, and options of its types: each is a name that Splunk Web reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ...finding import Finding
from ...unpacked import Unpacked
from .dashboard import Dashboard, dashboards
from .document import Value

WHY = "Splunk Web reads no such name, and does not say so"


@cache
def names() -> dict[str, Any]:
    """What names.yaml says."""
    return yaml.safe_load((Path(__file__).parent / "names.yaml").read_text())  # type: ignore[no-any-return]


def options_of(kind: str) -> frozenset[str]:
    """The options of a type; none for a type that names.yaml does not have."""
    return frozenset(names()["options"].get(kind, ()))


def keys_are_those_of_a_definition(app: Unpacked) -> Iterator[Finding]:
    """Of the definition itself, and of what it is made of."""
    for view in dashboards(app):
        definition = view.definition
        yield from _unknown(view, "the definition", definition, names()["keys"]["definition"])
        for section in ("defaults", "layout"):
            yield from _unknown(view, section, definition.at(section), names()["keys"][section])
        for section in ("dataSources", "visualizations", "inputs"):
            for name, item in definition.at(section).members.items():
                yield from _unknown(view, name, item, names()["keys"][section])
                for handler in item.at("eventHandlers").items:
                    yield from _unknown(view, f"a handler of {name}", handler, names()["keys"]["eventHandlers"])


def options_are_known(app: Unpacked) -> Iterator[Finding]:
    """Of data sources, visualizations, inputs and event handlers, their defaults, and the columns of tables."""
    for view in dashboards(app):
        for name, kind, options in _typed(view):
            if kind.text not in names()["options"]:
                what = f"{name} is a {kind.text or 'thing without a type'}, whose options are not known here"
                yield view.finding(kind, what, "add them to package/checks/studio/names.yaml, or take another type")
                continue
            yield from _unknown(view, name, options, options_of(kind.text), f"option of {kind.text}")
            if kind.text == "splunk.table":
                for field, format in options.at("columnFormat").members.items():
                    of = f"the column {field} of {name}"
                    yield from _unknown(view, of, format, names()["columnFormat"], "option of a column")


def _typed(view: Dashboard) -> Iterator[tuple[str, Value, Value]]:
    """(what it is called, its type, its options)"""
    for name, item in (*view.data_sources.items(), *view.items.items()):
        yield name, item.at("type"), item.at("options")
        for handler in item.at("eventHandlers").items:
            yield f"a handler of {name}", handler.at("type"), handler.at("options")
    for section in ("dataSources", "visualizations"):
        for kind, defaults in view.definition.at("defaults", section).members.items():
            if kind != "global":
                yield f"the default of {kind}", Value(kind, defaults.line), defaults.at("options")


def _unknown(view: Dashboard, name: str, value: Value, known: Iterable[str], of: str = "key") -> Iterator[Finding]:
    for key, member in value.members.items():
        if key not in known:
            yield view.finding(member, f"{name} has {key}, which is no {of}", WHY)
