"""A Markdown text in; its sections, blocks of code, links, pictures and the anchors of its headings, out.

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
ITEM = re.compile(r" *(?:[-*]|\d+\.) ")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
CODE = re.compile(r"(`+).+?\1")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under a heading of the second level; the first part, without a heading, is what is above."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code: the heading above it, its first line (counted from 1), what its fence says of it, its text."""

    heading: str
    line: int
    info: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`alt`: the text for those who do not see it; `target`: where it is, from the page."""

    alt: str
    target: str


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


def blocks(text: str) -> Iterator[Block]:
    """The blocks of code in their order, without their fences and as far to the left as these stand."""
    heading, begun = "", 0
    lines = list(_lines(text))
    for number, (line, is_code) in enumerate(lines, 1):
        if not is_code:
            found = HEADING.match(line)
            heading = found[2] if found else heading
        elif not begun:
            begun = number
        elif (opening := lines[begun - 1][0]) and _closes(line, opening):
            indent = len(opening) - len(opening.lstrip(" "))
            inside = (each[min(indent, len(each) - len(each.lstrip(" "))) :] for each, _ in lines[begun : number - 1])
            info = opening.strip().lstrip("`~").strip()
            yield Block(heading, begun + 1, info, "".join(f"{each}\n" for each in inside))
            begun = 0


def pictures(text: str) -> Iterator[Picture]:
    """The pictures that a page shows."""
    for line, is_code in _lines(text):
        if not is_code:
            yield from (Picture(found[1], found[2]) for found in PICTURE.finditer(CODE.sub("", line)))


def inline_code(text: str) -> Iterator[str]:
    """What stands between backticks in prose and tables; comments are neither."""
    for line, is_code in _lines(text):
        if not is_code and not line.startswith("<!--"):
            yield from (found[0].strip("`").strip() for found in CODE.finditer(line))


def prose(text: str) -> Iterator[str]:
    """Paragraphs and items of lists, each in one line: no headings, tables, comments and code."""
    held: list[str] = []
    for line, is_code in (*_lines(text), ("", False)):
        other = is_code or not line.strip() or line.lstrip().startswith(("|", "#", "<!--"))
        if held and (other or ITEM.match(line)):
            yield " ".join(held)
            held = []
        if not other:
            held.append(line.strip())


def without_pictures(text: str) -> str:
    """Without the lines that are a picture and nothing else, and the blank line after each."""
    kept: list[str] = []
    dropped = False
    for line, is_code in _lines(text):
        alone = not is_code and PICTURE.fullmatch(line.strip()) is not None
        if not alone and not (dropped and not line):
            kept.append(f"{line}\n")
        dropped = alone
    return "".join(kept)


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
            if _closes(line, fence):
                fence = ""
        else:
            fence = mark[1] if mark else ""
            yield line, bool(mark)


def _closes(line: str, opening: str) -> bool:
    """Whether a line ends the block of code that the other one begins."""
    mark, opened = FENCE.match(line), FENCE.match(opening)
    return mark is not None and opened is not None and mark[1].startswith(opened[1])
