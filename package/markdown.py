"""A Markdown text in; its sections, its links and the anchors of its headings, out. What is code is left alone.

And names in, their Markdown out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
HEADING = re.compile(r"^(#{1,6}) +(.+?)(?: +#+)? *$")
LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\s*\)")
REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)>?")
CODE = re.compile(r"(`+).+?\1")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a heading of the second level; the first part, without a heading, is what is above."""

    heading: str
    text: str


def code(names: Iterable[str]) -> str:
    """Names as code, in their order."""
    return ", ".join(f"`{name}`" for name in sorted(set(names)))


def sections(text: str) -> list[Section]:
    """The parts of a page in their order. Their texts, joined, are the page."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line, is_code in _lines(text):
        heading = None if is_code else HEADING.match(line)
        if heading and heading[1] == "##":
            parts.append((heading[2], []))
        parts[-1][1].append(line)
    return [Section(heading, "".join(f"{line}\n" for line in lines)) for heading, lines in parts]


def links(text: str) -> Iterator[tuple[int, str]]:
    """(line, counted from 1; target) of each link and picture."""
    for number, (line, is_code) in enumerate(_lines(text), 1):
        if not is_code:
            prose = CODE.sub("", line)
            yield from ((number, found[1]) for found in (*LINK.finditer(prose), *REFERENCE.finditer(prose)))


def anchors(text: str) -> set[str]:
    """What a link may name behind a #: the anchors that GitHub makes of the headings."""
    found: dict[str, int] = {}
    names = set()
    for line, is_code in _lines(text):
        heading = None if is_code else HEADING.match(line)
        if heading:
            name = anchor(heading[2])
            number = found[name] = found.get(name, -1) + 1
            names.add(f"{name}-{number}" if number else name)
    return names


def anchor(heading: str) -> str:
    """As GitHub makes it: lower case, blanks to hyphens, nothing but letters, digits, hyphens and underscores."""
    signs = (sign for sign in heading.lower().replace(" ", "-") if sign.isalnum() or sign in "-_")
    return "".join(signs)


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """The lines, and whether each is in a block of code or at its ends."""
    fence = ""
    # not splitlines, which ends a line at signs that Markdown takes for blanks
    for line in text.removesuffix("\n").split("\n") if text else ():
        mark = FENCE.match(line)
        if fence:
            yield line, True
            if mark and mark[1].startswith(fence):
                fence = ""
        else:
            fence = mark[1] if mark else ""
            yield line, bool(mark)
