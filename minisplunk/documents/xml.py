"""XML text in; its fields by spath's names, or the values at one path, out: `book.title`, `book.title{@year}`.

Search Reference, spath: a location step is an element's name, an index in braces counts the children of that name from
1, `{}` stands for all of them, `{@name}` is an attribute. Names carry the root's, as others have checked on Splunk
10.4.0 for KV_MODE = xml, and prefixes as they are written. [unverified]: an element with children is no field, and at a
path comes as the XML within it; an element that is not closed has no text; an empty attribute is a value.

Only what leads to a wanted field is looked at: who reads one field of an event does not read the event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .. import lazy_re
from ..dataclass import dataclass
from ..values import Value, multivalue
from .markup import ELEMENT, NAME, Element, Markup, begins

MOST_LEVELS = 256
"""Elements deeper within each other than that are not read (libxml2, xmlParserMaxDepth)."""
_MOST_NAMES = 4096
"""So many names of fields are kept from one document to the next."""
_MOST_WANTED = 64
"""A name may hold points too, so to a field with many points there are many ways."""
_FEW = 8
"""So many names are looked for one by one."""

_FIELD = lazy_re.compile(r"([^{}]+)(?:\{@([^{}]+)\})?")
_STEP = lazy_re.compile(r"(?P<name>[^.{}]+)(?P<braces>(?:\{[^{}]*\})*)(?:\.|$)")
_BRACES = lazy_re.compile(r"\{([^{}]*)\}")

Fields = dict[str, Value]


class Reader:
    """Reads the fields of these names that a text has, or all. It keeps names that it has made; not safe for threads
    that read at once."""

    def __init__(self, wanted: Iterable[str] | None = None) -> None:
        self._names = None if wanted is None else frozenset(wanted)
        self._wanted = None if self._names is None else _Wanted.of(self._names)
        self._every = _Every()

    def fields(self, document: str) -> Fields:
        """In the order of the document; what occurs repeatedly is multivalued."""
        fields: Fields = {}
        if self._wanted is not None:
            self._wanted.read(Markup(document), 0, len(document), fields)
            return fields
        if self._every.count > _MOST_NAMES:
            self._every = _Every()
        self._every.read(Markup(document), 0, len(document), fields)
        if self._names is None:
            return fields
        return {name: value for name, value in fields.items() if name in self._names}


def flatten(document: str) -> Fields:
    """The text of each element without children, and all attributes; those that occur repeatedly are multivalued."""
    return Reader().fields(document)


class _Every:
    """The fields of the elements at one place, and of those within. Names are added as they come; `count`: how many."""

    def __init__(self, text: str = "", root: _Every | None = None) -> None:
        self.text = text
        self._prefix = f"{text}." if text else ""
        self._root = root or self
        self._children: dict[str, _Every] = {}
        self._attributes: dict[str, str] = {}
        self.count = 0

    def read(self, markup: Markup, begin: int, end: int, fields: Fields, level: int = 1) -> bool:
        """Adds all fields of what is between two places; whether there is an element."""
        plain, found = markup.plain, False
        while (begin := plain.find("<", begin, end)) >= 0:
            element = ELEMENT.match(plain, begin, end)
            if element is None:
                begin += 1
                continue
            found = True
            name, inside, text, closed = element.group(1, 2, 3, 4)
            child = self._children.get(name) or self._added(name)
            if "=" in inside:
                child._read_attributes(markup, element, fields)
            begin = element.end()
            if text is None:
                continue
            inner, stop = element.span(3)
            if closed is None:
                stop, begin = markup.closing(element, end)
                if child._has_elements(markup, inner, stop, fields, level + 1):
                    continue
            if stop < begin:
                _add(fields, child.text, markup.text(inner, stop))
        return found

    def _has_elements(self, markup: Markup, begin: int, end: int, fields: Fields, level: int) -> bool:
        """Adds the fields of these elements too, where they are not too deep."""
        if level > MOST_LEVELS:
            return markup.next_element(begin, end) is not None
        return self.read(markup, begin, end, fields, level)

    def _added(self, name: str) -> _Every:
        self._root.count += 1
        child = self._children[name] = _Every(self._prefix + name, self._root)
        return child

    def _read_attributes(self, markup: Markup, element: Element, fields: Fields) -> None:
        for attribute, value in markup.attributes(element):
            name = self._attributes.get(attribute)
            if name is None:
                self._root.count += 1
                name = self._attributes[attribute] = f"{self.text}{{@{attribute}}}"
            _put(fields, name, value)


class _Wanted:
    """The wanted fields of elements of one name, and of those within. `text`, `attributes`: the names of the fields."""

    def __init__(self, name: str = "") -> None:
        self.text: str | None = None
        self.attributes: dict[str, str] = {}
        self._children: dict[str, _Wanted] = {}
        self._starts: tuple[str, ...] = ()
        self._begins = begins(name) if name else None

    @classmethod
    def of(cls, names: Iterable[str]) -> _Wanted | None:
        """Above the roots; None when there are too many ways to fields of these names."""
        above = cls()
        for name in names:
            match = _FIELD.fullmatch(name)
            if match is not None and not above._lead(match[1], name, match[2], _MOST_WANTED):
                return None
        return above if above._size() <= _MOST_WANTED else None

    def _lead(self, rest: str, name: str, attribute: str | None, most: int) -> bool:
        """Adds the ways to a field: each point of `rest` may end the name of an element. False when there are more."""
        for point in (*(match.start() for match in re.finditer(r"\.", rest)), len(rest)):
            if most <= 0:
                return False
            if not re.fullmatch(NAME, rest[:point]):
                continue
            child = self._children.setdefault(rest[:point], _Wanted(rest[:point]))
            if point < len(rest) and not child._lead(rest[point + 1 :], name, attribute, most // 2):
                return False
            if point == len(rest) and attribute is None:
                child.text = name
            elif point == len(rest):
                child.attributes[str(attribute)] = name
        starts = sorted(f"<{name}" for name in self._children)
        firsts = [start for start in starts if not any(start.startswith(other) for other in starts if other != start)]
        self._starts = tuple(firsts) if len(firsts) <= _FEW else ("<",)
        return True

    def _size(self) -> int:
        return 1 + sum(child._size() for child in self._children.values())

    def read(self, markup: Markup, begin: int, end: int, fields: Fields) -> None:
        """Adds the wanted fields of what is between two places. What cannot be one of them is passed over."""
        plain = markup.plain
        places = [begin - 1] * len(self._starts)
        while (place := self._next(plain, places, begin, end)) >= 0:
            if begin < place and (begin := markup.until(place, begin, end)) > place:
                continue
            element = ELEMENT.match(plain, place, end)
            if element is None:
                begin = place + 1
                continue
            name, inside, text, closed = element.group(1, 2, 3, 4)
            child = self._children.get(name)
            if child is None:
                begin = markup.content(element, end)[1]
                continue
            if child.attributes and "=" in inside:
                for attribute, value in markup.attributes(element):
                    if attribute in child.attributes:
                        _put(fields, child.attributes[attribute], value)
            begin = element.end()
            if text is None:
                continue
            inner, stop = element.span(3)
            if closed is None:
                stop, begin = markup.closing(element, end, child._begins)
                if child._children:
                    child.read(markup, inner, stop, fields)
            if child.text and stop < begin and (closed or markup.next_element(inner, stop) is None):
                _add(fields, child.text, markup.text(inner, stop))

    def _next(self, plain: str, places: list[int], begin: int, end: int) -> int:
        """Where the next element may be that is wanted; -1 for nowhere. `places`: where each start was found last."""
        if len(places) == 1:
            return plain.find(self._starts[0], begin, end)
        for number, start in enumerate(self._starts):
            if places[number] < begin:
                places[number] = plain.find(start, begin, end)
                if places[number] < 0:
                    places[number] = end
        place = min(places, default=end)
        return place if place < end else -1


def _add(fields: Fields, name: str, value: str) -> None:
    """An empty text is none."""
    if value:
        _put(fields, name, value)


def _put(fields: Fields, name: str, value: str) -> None:
    have = fields.get(name)
    if have is None:
        fields[name] = value
    elif isinstance(have, list):
        have.append(value)
    else:
        fields[name] = [str(have), value]


# One path


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


def at_path(document: str, path: Path) -> Value:
    """The values at a path, null for none; an element with children gives the XML within it."""
    values: list[str] = []
    if len(path.steps) <= MOST_LEVELS:
        _at(Markup(document), path, 0, 0, len(document), values)
    return multivalue(values)


def _at(markup: Markup, path: Path, step: int, begin: int, end: int, values: list[str]) -> None:
    """Adds what lies at a path, from one of its steps on, between two places."""
    (name, index), number = path.steps[step], 0
    start = begins(name)
    while (place := markup.plain.find(f"<{name}", begin, end)) >= 0:
        begin = markup.until(place, begin, end)
        element = ELEMENT.match(markup.plain, place, end) if begin == place else None
        if element is None:
            begin = max(begin, place + 1)
            continue
        stop, begin = markup.content(element, end, start if element[1] == name else None)
        if element[1] != name:
            continue
        number += 1
        if index not in (None, number):
            continue
        if step + 1 < len(path.steps):
            if element[4] is None:
                _at(markup, path, step + 1, element.end(2) + 1, stop, values)
        elif path.attribute is not None:
            values += (value for attribute, value in markup.attributes(element) if attribute == path.attribute)
        elif stop < begin and (value := _inner(markup, element.end(2) + 1, stop)):
            values.append(value)


def _inner(markup: Markup, begin: int, end: int) -> str:
    if markup.next_element(begin, end) is None:
        return markup.text(begin, end)
    return markup.shown[begin:end].strip()
