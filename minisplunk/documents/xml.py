"""An XML document in, its values under spath's names out: `book.title`, `book.title{@year}`.

Search Reference, spath: a location step is an element's name, an index in braces counts the children of that name from
1, `{}` stands for all of them, `{@name}` is an attribute. A document is read up to its first fault, or to where it is
truncated. [unverified]: blanks around a text are dropped, an element with children comes as the XML within it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from ..values import Value

_STEP = re.compile(r"(?P<name>[^.{}]+)(?P<braces>(?:\{[^{}]*\})*)(?:\.|$)")
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Path:
    """Element names from the root on, each with the number among its like-named siblings or None for all."""

    steps: tuple[tuple[str, int | None], ...]
    attribute: str | None = None


def compile_path(path: str) -> Path | None:
    """None for a path that cannot lead to anything in XML."""
    steps: list[tuple[str, int | None]] = []
    attribute: str | None = None
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None or attribute is not None:
            return None
        index: int | None = None
        for inside in _BRACES.findall(match["braces"]):
            if inside.startswith("@"):
                attribute = inside[1:]
            elif inside.isascii() and inside.isdigit():
                index = int(inside)
            elif inside:
                return None
        steps.append((match["name"], index))
        position = match.end()
    return Path(tuple(steps), attribute) if steps else None


def flatten(document: str) -> dict[str, Value]:
    """The text of each element without children, and all attributes; those that occur repeatedly are multivalued."""
    fields: dict[str, list[str]] = {}

    def element(stack: list[Element], inner: str) -> None:
        if not stack[-1].children and inner:
            fields.setdefault(_name(stack), []).append(inner)

    def attributes(stack: list[Element], values: dict[str, str]) -> None:
        for name, value in values.items():
            fields.setdefault(f"{_name(stack)}{{@{name}}}", []).append(value)

    _Reader(document, element, attributes).read()
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def at_path(document: str, path: Path) -> Value:
    """The values at a path, null for none; an element with children gives the XML within it."""
    values: list[str] = []

    def element(stack: list[Element], inner: str) -> None:
        if path.attribute is None and inner and _matches(stack, path):
            values.append(inner)

    def attributes(stack: list[Element], attrs: dict[str, str]) -> None:
        if path.attribute in attrs and _matches(stack, path):
            values.append(attrs[path.attribute])

    _Reader(document, element, attributes).read()
    return values[0] if len(values) == 1 else values or None


@dataclass
class Element:
    """An element whose end has not been read yet. `number`: among its like-named siblings, from 1."""

    name: str
    number: int
    inner_start: int | None = None
    text: list[str] = field(default_factory=list)
    children: Counter[str] = field(default_factory=Counter)


def _name(stack: list[Element]) -> str:
    return ".".join(element.name for element in stack)


def _matches(stack: list[Element], path: Path) -> bool:
    return len(stack) == len(path.steps) and all(
        element.name == name and index in (None, element.number)
        for element, (name, index) in zip(stack, path.steps, strict=True)
    )


class _Stop(Exception):
    """Ends the reading of a document that declares entities of its own, which can grow without bound."""


class _Reader:
    """Calls `attributes` at each start tag, `element` at each end tag with its content.

    The innermost element is the last of the stack that both get.
    """

    def __init__(
        self,
        document: str,
        element: Callable[[list[Element], str], None],
        attributes: Callable[[list[Element], dict[str, str]], None],
    ) -> None:
        self.data = document.lstrip().encode("utf-8", "replace")
        self.element, self.attributes = element, attributes
        self.stack: list[Element] = []
        self.roots: Counter[str] = Counter()
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.CommentHandler = self._other
        self.parser.ProcessingInstructionHandler = self._other
        self.parser.EntityDeclHandler = self._stop

    def read(self) -> None:
        try:
            self.parser.Parse(self.data, True)
        except (expat.ExpatError, _Stop):
            return

    def _start(self, name: str, values: dict[str, str]) -> None:
        self._other()
        siblings = self.stack[-1].children if self.stack else self.roots
        siblings[name] += 1
        self.stack.append(Element(name, siblings[name]))
        self.attributes(self.stack, values)

    def _end(self, name: str) -> None:
        self._other()
        last = self.stack[-1]
        if last.children:
            inner = self.data[last.inner_start : self.parser.CurrentByteIndex].decode()
        else:
            inner = "".join(last.text)
        self.element(self.stack, inner.strip())
        self.stack.pop()

    def _text(self, chars: str) -> None:
        self._other()
        if self.stack:
            self.stack[-1].text.append(chars)

    def _other(self, *ignored: str) -> None:
        """Called for whatever follows a start tag: the content of the element begins there."""
        if self.stack and self.stack[-1].inner_start is None:
            self.stack[-1].inner_start = self.parser.CurrentByteIndex

    def _stop(self, *declaration: object) -> None:
        raise _Stop
