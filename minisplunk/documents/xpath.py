"""An XPath expression in; what it finds in a piece of XML, out.

Search Reference, xpath, "Usage": the syntax is that of Python's xml.etree.ElementTree, here without steps up, and with
an attribute or `text()` as the last step. The piece is put into a root element, so it may be several elements, and one
that begins with an XML declaration or a DOCTYPE cannot be read (the same page); hence no document brings entities of
its own. Elements may stand within each other as deep as libxml2, which the command's script reads with, allows.

Elements are looked at once for each step, however deep they are: ElementTree's own search takes as many turns as there
are ways that lead to an element.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ..dataclass import dataclass

_NAME = r"[A-Za-z_][\w.\-]*"
_VALUE = r"""(?:'[^']*'|"[^"]*")"""
_TEST = rf"\[\s*(@?{_NAME}|\.)(?:\s*(!?=)\s*({_VALUE}))?\s*\]"
_STEP = re.compile(
    rf"(?P<slashes>/{{0,2}})(?P<name>{_NAME}|\*|\.)(?:\[\s*(?P<position>[1-9]\d{{0,8}}|last\(\)(?:-[1-9]\d{{0,8}})?)\s*\])?"
    rf"(?P<tests>(?:{_TEST})*)"
)
_TESTS = re.compile(_TEST)
_LAST = re.compile(rf"/(@{_NAME}|text\(\))")
_EMPTY = "Null"
MOST_LEVELS = 256
"""libxml2, xmlParserMaxDepth."""


class NoXml(ValueError):
    """The piece cannot be read as XML."""


@dataclass(frozen=True, slots=True)
class Step:
    """`deep`: from all that is within the elements so far, too; `place`: among the like-named of one element, from its
    end when negative."""

    deep: bool
    name: str
    place: int | None
    tests: tuple[Callable[[Element], bool], ...]

    @classmethod
    def of(cls, match: re.Match[str]) -> Step | None:
        """None for what XPath reads in another way, or nobody writes."""
        name, position = match["name"], match["position"]
        tests = tuple(_TESTS.findall(match["tests"]))
        if (name in ("*", ".") and position) or (name == "." and (tests or match["slashes"] == "//")):
            return None
        if any(of == "." and not sign for of, sign, _ in tests):
            return None
        place = None
        if position:
            before = position.removeprefix("last()").removeprefix("-")
            place = -1 - int(before or 0) if position.startswith("last") else int(position) - 1
        return cls(match["slashes"] == "//", name, place, tuple(_test(*test) for test in tests))

    def taken(self, elements: Sequence[Element]) -> list[Element]:
        """The elements that it leads to, from some others; each once."""
        if self.deep:
            within: dict[int, Element] = {}
            for element in elements:
                if id(element) not in within:
                    within.update((id(inner), inner) for inner in element.iter())
            elements = list(within.values())
        if self.name == ".":
            return list(elements)
        return [child for element in elements for child in self._children(element) if self._passes(child)]

    def _children(self, element: Element) -> Sequence[Element]:
        children = [child for child in element if self.name in ("*", child.tag)]
        if self.place is None:
            return children
        return [children[self.place]] if -len(children) <= self.place < len(children) else ()

    def _passes(self, element: Element) -> bool:
        return all(test(element) for test in self.tests)


def _test(of: str, sign: str, quoted: str) -> Callable[[Element], bool]:
    """`[@name]`, `[name]`, and both with a value; `[.='value']`."""
    value, equal = quoted[1:-1], sign == "="
    if of.startswith("@"):
        name = of[1:]
        return lambda element: (own := element.get(name)) is not None and (not sign or (own == value) is equal)
    if of == ".":
        return lambda element: ("".join(element.itertext()) == value) is equal
    return lambda element: any(
        child.tag == of and (not sign or ("".join(child.itertext()) == value) is equal) for child in element
    )


@dataclass(frozen=True, slots=True)
class XPath:
    """`last`: `@name`, `text()`, or nothing; `above`: whether it begins above the root, which it then may find."""

    steps: tuple[Step, ...]
    last: str
    above: bool

    @classmethod
    def read(cls, path: str) -> XPath | None:
        """None for what is no XPath of this kind."""
        steps: list[Step] = []
        position = 0
        while position < len(path) and not (steps and _LAST.fullmatch(path, position)):
            match = _STEP.match(path, position)
            step = match and Step.of(match)
            if match is None or step is None or (steps and not match["slashes"]):
                return None
            steps.append(step)
            position = match.end()
        return cls(tuple(steps), path[position + 1 :], path.startswith("//")) if steps else None

    def find(self, piece: str) -> list[str]:
        """The values in the order of the piece. Raises NoXml."""
        root = _read(f"<data>{piece}</data>")
        document = Element("document")
        document.append(root)
        elements: list[Element] = [document if self.above else root]
        for step in self.steps:
            elements = step.taken(elements)
        found = {id(element) for element in elements}
        if self.last == "text()":
            return [text for text in _texts(root, found) if text]
        return [value for element in root.iter() if id(element) in found for value in self._values(element)]

    def _values(self, element: Element) -> Iterator[str]:
        """[unverified]: an element with others in it comes as XML, with the text up to the next tag."""
        if self.last:
            if (value := element.get(self.last[1:])) is not None:
                yield value
        elif len(element):
            yield ElementTree.tostring(element, encoding="unicode").replace(" />", "/>")
        else:
            yield element.text or _EMPTY


def _read(document: str) -> Element:
    """Raises NoXml, also for elements that are too deep within each other."""
    parser: ElementTree.XMLPullParser[Element] = ElementTree.XMLPullParser(("start", "end"))
    try:
        parser.feed(document)
        parser.close()
    except (ElementTree.ParseError, ValueError) as error:
        raise NoXml(str(error)) from error
    events: Iterator[Any] = parser.read_events()
    _, root = next(events)
    level = 1
    for event, _ in events:
        level += 1 if event == "start" else -1
        if level > MOST_LEVELS:
            raise NoXml("nested too deeply")
    return cast(Element, root)


def _texts(element: Element, found: set[int]) -> Iterator[str | None]:
    """What stands in the elements found, outside of others, in the order of the document."""
    inside = id(element) in found
    if inside:
        yield element.text
    for child in element:
        yield from _texts(child, found)
        if inside:
            yield child.tail
