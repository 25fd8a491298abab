r"""Text with delimiters in; names and values, out: the DELIMS and FIELDS of transforms.conf.

transforms.conf.spec, DELIMS and FIELDS: each character of the first list ends a value (or a pair), each of the second
separates a name from its value; with one list and no FIELDS names and values take turns. Delimiters between double
quotes are text, and `\"` is a quotation mark. [unverified]: blanks around a piece are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from .. import lazy_re
from ..conf.parser import Setting

Pairs = Callable[[str], Iterator[tuple[str, str]]]

_ITEM = lazy_re.compile(r'(?:"((?:[^"\\]|\\.)*)"|([^",\s]*))(?:\s*,\s*|\s+|$)', re.DOTALL)
_ESCAPE = lazy_re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r"}
_QUOTED = lazy_re.compile(r'\\(["\\])')


def delimiters(setting: Setting) -> list[str]:
    """The one or two lists of characters of DELIMS; raises ConfError for anything else.

    Public add-ons write lists without quotes as well, a single comma among them; [unverified]: escapes count there.
    """
    text = setting.value.strip()
    lists = [","] if text == "," else quoted_list(setting)
    if '"' not in text:
        lists = [unescaped(each) for each in lists]
    if not 1 <= len(lists) <= 2 or not all(lists):
        raise setting.error("DELIMS must be one or two lists of characters")
    return lists


def quoted_list(setting: Setting) -> list[str]:
    """The items of a list such as `"|", "="` or `a, "b c"`; raises ConfError for anything else. transforms.conf.spec,
    FIELDS: what has blanks or commas in it is quoted; so both may stand between two others. [unverified]: nothing
    between two commas is an item without a name."""
    text = setting.value.strip()
    items, position = [], 0
    while position < len(text):
        item = _ITEM.match(text, position)
        if item is None:
            raise setting.error(f"{setting.key} is no list of quoted texts: {setting.value!r}")
        position = item.end()
        items.append(item[2] if item[1] is None else unescaped(item[1]))
    return items


def unescaped(text: str) -> str:
    r"""A list of characters, of which `\t`, `\n` and the like stand for one."""
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), text)


def splitter(delims: Sequence[str], names: Sequence[str], *, once: bool = False) -> Pairs:
    """Names and values of a text; values may be empty. `once`: a value that holds what separates it from its name, and
    is not in quotes, is left out (Search Reference, extract, kvdelim)."""
    if len(delims) > 1:
        between, sign = _pieces(delims[0], consecutive=True), re.compile(f"[{re.escape(delims[1])}]")
        return lambda text: _split_pairs(between(text), sign, once)
    pieces = _pieces(delims[0], consecutive=not names)
    if names:
        return lambda text: ((name, _value(piece)) for name, piece in zip(names, pieces(text), strict=False))

    def alternating(text: str) -> Iterator[tuple[str, str]]:
        values = [_value(piece) for piece in pieces(text)]
        yield from zip_longest(values[::2], values[1::2], fillvalue="")

    return alternating


def _pieces(delimiters: str, *, consecutive: bool) -> Callable[[str], Iterator[str]]:
    """Cuts a text at the delimiters. `consecutive`: several of them in a row count as one."""
    piece = re.compile(rf'(?:"(?:[^"\\]|\\.)*"|[^{re.escape(delimiters)}])*', re.DOTALL)
    delimiter = re.compile(f"[{re.escape(delimiters)}]")

    def pieces(text: str) -> Iterator[str]:
        found = quoted(text) if '"' in text else delimiter.split(text)
        return filter(None, found) if consecutive else iter(found)

    def quoted(text: str) -> Iterator[str]:
        position = 0
        while position <= len(text):
            match = piece.match(text, position)
            assert match is not None  # it matches the empty text as well
            yield match[0]
            position = match.end() + 1

    return pieces


def _split_pairs(pieces: Iterator[str], sign: re.Pattern[str], once: bool) -> Iterator[tuple[str, str]]:
    for piece in pieces:
        name, *value = sign.split(piece, maxsplit=1)
        if value and not (once and sign.search(value[0]) and not value[0].lstrip().startswith('"')):
            yield _value(name), _value(value[0])


def _value(piece: str) -> str:
    piece = piece.strip()
    if len(piece) > 1 and piece[0] == piece[-1] == '"':
        return _QUOTED.sub(r"\1", piece[1:-1])
    return piece
