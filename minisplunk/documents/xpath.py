"""An XPath expression in; what it finds in a piece of XML, out.

Search Reference, xpath, "Usage": the syntax is that of Python's xml.etree.ElementTree, with an attribute or `text()` as
the last step. Of what that library reads otherwise than XPath does, nothing is taken: a number stands right after a
name, and no step leads up. The piece is put into a root element, so it may be several elements, and one that begins
with an XML declaration or a DOCTYPE cannot be read (the same page); hence no document brings entities of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_NAME = r"[A-Za-z_][\w.\-]*"
_VALUE = r"""\s*!?=\s*(?:'[^']*'|"[^"]*")"""
_POSITION = r"\[\s*(?:[1-9]\d*|last\(\)(?:-[1-9]\d*)?)\s*\]"
_TEST = rf"\[\s*(?:@{_NAME}(?:{_VALUE})?|{_NAME}(?:{_VALUE})?|\.{_VALUE})\s*\]"
_NAMED = rf"(?:{_NAME}(?:{_POSITION})?|\*)(?:{_TEST})*"
_STEP = rf"(?:\.|{_NAMED})"
_PATH = re.compile(rf"(?P<elements>(?://{_NAMED}|/?{_STEP})(?:/{_STEP}|//{_NAMED})*)(?:/(?P<last>@{_NAME}|text\(\)))?")
_EMPTY = "Null"


class NoXml(ValueError):
    """The piece cannot be read as XML."""


@dataclass(frozen=True, slots=True)
class XPath:
    """`elements`: a path of ElementTree's; `last`: `@name`, `text()`, or nothing; `above`: whether the path begins
    above the root, which it then may find."""

    elements: str
    last: str
    above: bool

    @classmethod
    def read(cls, path: str) -> XPath | None:
        """None for what is no XPath of this kind."""
        match = _PATH.fullmatch(path)
        if match is None:
            return None
        elements = match["elements"]
        absolute = elements.startswith("/")
        return cls(f".{elements}" if absolute else elements, match["last"] or "", elements.startswith("//"))

    def find(self, piece: str) -> list[str]:
        """The values in the order of the piece. Raises NoXml."""
        try:
            root = ElementTree.fromstring(f"<data>{piece}</data>")
            document = Element("document")
            document.append(root)
            start = document if self.above else root
            found = {id(element) for element in start.findall(self.elements)}
            if self.last and not self.last.startswith("@"):
                return [text for text in _texts(root, found) if text]
            return [value for element in root.iter() if id(element) in found for value in self._values(element)]
        except (ElementTree.ParseError, RecursionError, ValueError) as error:
            raise NoXml(str(error)) from error

    def _values(self, element: Element) -> Iterator[str]:
        """[unverified]: an element with others in it comes as XML, with the text up to the next tag."""
        if self.last.startswith("@"):
            if (value := element.get(self.last[1:])) is not None:
                yield value
        elif len(element):
            yield ElementTree.tostring(element, encoding="unicode").replace(" />", "/>")
        else:
            yield element.text or _EMPTY


def _texts(element: Element, found: set[int]) -> Iterator[str | None]:
    """What stands in the elements found, outside of others, in the order of the document."""
    inside = id(element) in found
    if inside:
        yield element.text
    for child in element:
        yield from _texts(child, found)
        if inside:
            yield child.tail
