"""XML text in; its elements, their attributes and texts, out: where they begin and end, whatever is wrong with it.

Events are pieces of documents more often than documents: cut off, several elements in a row, a log's words before and
after. So nothing is refused here: what is no element is text. An element ends at the end tag of its name, those of
like-named elements within it aside; without one it goes on to the end of what it stands in. Entities are the five of
XML, and numbers of characters: a document brings no others, and none is fetched. [unverified]: all of this, and that
blanks around a text are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from .. import lazy_re

NAME = r"""[^\W\d][^\s<>/="'&]*"""
_INSIDE = r"""[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*"""
_START = rf"<({NAME})(?=[\s/>])"
ELEMENT = lazy_re.compile(rf"{_START}({_INSIDE})>(?:(?<=/>)|([^<]*)(</\1\s*>)?)")
"""A start tag: 1 is its name, 2 what else is in it; if it is not empty, 3 is the text after it, and 4 the end tag after
that, if one is there."""
_PASSED_OVER = lazy_re.compile(rf"(?:[^<]+|<(?![^\W\d])|{_START}{_INSIDE}>(?:(?<=/>)|[^<]*</\1\s*>))*")
"""Text, and elements without children."""
_TAG = lazy_re.compile(rf"<(/?)({NAME})(?=[\s/>])({_INSIDE})>")
_ATTRIBUTE = lazy_re.compile(r"""([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_NOELEMENT = lazy_re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE[^<>\[]*\[.*?(?:\]\s*>|\Z)|<![A-Z][^<>]*>",
    re.DOTALL,
)
_SPACE = lazy_re.compile(r"\r\n|[\r\n\t]")
_REFERENCE = lazy_re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_FEW = 8

Element = re.Match[str]
"""What ELEMENT matches."""


def begins(name: str) -> re.Pattern[str]:
    """Finds the start tags of elements of one name."""
    return lazy_re.compile(rf"<{re.escape(name)}(?=[\s/>])")


class Markup:
    """A text that is read. `shown`: as it is written; `plain`: of the same length, with blanks for comments, CDATA
    and the like, in which nothing is an element whatever it looks like."""

    def __init__(self, shown: str) -> None:
        self.shown = self.plain = shown
        if ("!" in shown and "<!" in shown) or ("?" in shown and "<?" in shown):  # one character is found quickly
            self.plain = _NOELEMENT.sub(lambda found: " " * len(found[0]), shown)

    def next_element(self, begin: int, end: int) -> Element | None:
        """The first element from a place on."""
        return ELEMENT.search(self.plain, begin, end)

    def until(self, place: int, begin: int, end: int) -> int:
        """The place, if all elements that begin before it end before it; else where the one that it is in ends."""
        while begin < place:
            passed = _PASSED_OVER.match(self.plain, begin, place)
            begin = place if passed is None else passed.end()
            if begin < place:
                element = ELEMENT.match(self.plain, begin, end)
                begin = begin + 1 if element is None else self.content(element, end)[1]
        return begin

    def content(self, element: Element, end: int, start: re.Pattern[str] | None = None) -> tuple[int, int]:
        """Where the content of an element ends, and where what follows it begins; both `end` when it is not closed.
        `start` finds start tags of its name."""
        if element[3] is None:
            return element.end(), element.end()
        if element[4] is not None:
            return element.end(3), element.end()
        return self.closing(element, end, start)

    def closing(self, element: Element, end: int, start: re.Pattern[str] | None = None) -> tuple[int, int]:
        """The same of an element that has more than a text, or no end tag."""
        name = element[1]
        begin, tag = element.start(3), f"</{name}>"
        stop = self.plain.find(tag, begin, end)
        if stop >= 0 and not (
            self._comes(f"<{name}", begin, stop) if start is None else start.search(self.plain, begin, stop)
        ):
            return stop, stop + len(tag)
        if stop < 0 and not self._comes(tag[:-1], begin, end):
            return end, end
        stop = self._pairs.get(element.start(), end)
        last = self.plain.find(">", stop, end)
        return (stop, last + 1) if last >= 0 else (end, end)

    def _comes(self, tag: str, begin: int, end: int) -> bool:
        """Whether a tag that begins so, with no longer name, may be between two places."""
        plain = self.plain
        for _ in range(_FEW):
            place = plain.find(tag, begin, end)
            if place < 0:
                return False
            begin = place + len(tag)
            if not plain[begin : begin + 1].isalnum():
                return True
        return True

    @cached_property
    def _pairs(self) -> dict[int, int]:
        """Where the end tag of each element begins, by where its start tag does; like-named ones pair as brackets."""
        pairs: dict[int, int] = {}
        opened: dict[str, list[int]] = {}
        for tag in _TAG.finditer(self.plain):
            if tag[1]:
                if starts := opened.get(tag[2]):
                    pairs[starts.pop()] = tag.start()
            elif not tag[3].endswith("/"):
                opened.setdefault(tag[2], []).append(tag.start())
        return pairs

    def attributes(self, element: Element) -> Iterator[tuple[str, str]]:
        """The names and values of an element's attributes; values may be empty."""
        for name, one, other in _ATTRIBUTE.findall(self.shown, *element.span(2)):
            yield name, _decoded(_SPACE.sub(" ", one or other))

    def text(self, begin: int, end: int) -> str:
        """What is between two places as text: with characters for entities, without comments and the like."""
        shown = self.shown[begin:end]
        if self.plain is self.shown or shown == self.plain[begin:end]:
            return _decoded(shown).strip()
        parts: list[str] = []
        done = 0
        for found in _NOELEMENT.finditer(shown):
            parts += (_decoded(shown[done : found.start()]), found["data"] or "")
            done = found.end()
        return "".join([*parts, _decoded(shown[done:])]).strip()


def _decoded(text: str) -> str:
    """With characters for entities, and lines that end as XML has it."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    """The character of a reference; the reference itself where XML has no such character."""
    if reference[1]:
        return _ENTITIES[reference[1]]
    code = int(reference[2]) if reference[2] else int(reference[3], 16)
    allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return chr(code) if allowed else reference[0]
