"""What Splunk Web shows: the navigation and the dashboards name only views and saved searches that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from ..finding import Finding
from ..unpacked import Unpacked
from . import web
from .web import VIEWS

NAV = "default/data/ui/nav/default.xml"


class Element(NamedTuple):
    tag: str
    attributes: Mapping[str, str]
    line: int


def xml_is_well_formed(app: Unpacked) -> Iterator[Finding]:
    for name, data in app.under("default/data/ui"):
        if name.endswith(".xml"):
            try:
                elements(data)
            except expat.ExpatError as error:
                yield Finding(
                    name, error.lineno, f"is no XML: {expat.ErrorString(error.code)}", "Splunk shows none of it"
                )


def navigation_leads_somewhere(app: Unpacked) -> Iterator[Finding]:
    """Splunk Web silently leaves out an entry whose view does not exist."""
    views = web.views(app)
    searches = app.conf("savedsearches").stanzas
    for element in _elements(app, NAV):
        address = element.attributes.get("href")
        if address is not None and (fault := web.fault(app, address)):
            yield Finding(NAV, element.line, f"the link {address} {fault}", "the entry opens nothing")
        name = element.attributes.get("name")
        if name is None:
            continue
        if element.tag == "view" and name not in views:
            yield Finding(NAV, element.line, f"the view {name} does not exist", "neither here nor in Splunk")
        if element.tag == "saved" and name not in searches:
            yield Finding(NAV, element.line, f"the saved search {name} does not exist", "savedsearches.conf lacks it")


def navigation_begins_somewhere(app: Unpacked) -> Iterator[Finding]:
    """One view is the app's first page; without one it is the first of the navigation, by chance."""
    first = [element for element in _elements(app, NAV) if element.attributes.get("default") == "true"]
    if NAV in app.files and not first:
        yield Finding(NAV, 1, 'no view has default="true"', "the app opens with whatever view comes first")
    for element in first[1:]:
        yield Finding(NAV, element.line, 'a second view has default="true"', "the app opens with one of them")


def dashboards_find_their_searches(app: Unpacked) -> Iterator[Finding]:
    """`<search ref="...">` of a dashboard is a saved search of this app."""
    searches = app.conf("savedsearches").stanzas
    for name, _ in app.under(VIEWS):
        for element in _elements(app, name):
            reference = element.attributes.get("ref")
            if element.tag == "search" and reference is not None and reference not in searches:
                what = f"the saved search {reference} does not exist"
                yield Finding(name, element.line, what, "savedsearches.conf lacks it")


def elements(data: bytes) -> list[Element]:
    """The elements of an XML document, in order, with their lines; ExpatError when it is not well-formed."""
    elements: list[Element] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        elements.append(Element(tag, attributes, parser.CurrentLineNumber))

    parser.StartElementHandler = start
    parser.Parse(data, True)
    return elements


def _elements(app: Unpacked, name: str) -> list[Element]:
    """Those of a file; none where it is missing or broken, which is another check's matter."""
    try:
        return elements(app.files.get(name, b"<nav/>"))
    except expat.ExpatError:
        return []
