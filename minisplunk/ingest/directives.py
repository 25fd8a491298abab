"""Data in; its parts, each with the kind of event that its ***SPLUNK*** directive says, out.

props.conf.spec, HEADER_MODE: with `always` every such line, with `firstline` the first alone rewrites host, source,
source type and index of what follows, and is no event; with `none`, or without the setting, it is text. [unverified]:
that HEC and receivers/simple look at the setting of the source type that a body is sent with, that a directive begins
its line, and that what it does not name stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .. import lazy_re
from ..conf.parser import Setting
from ..errors import UnsupportedConf
from ..sources import Meta

ALWAYS, FIRST_LINE, NONE = "always", "firstline", "none"
_LINE = lazy_re.compile(rb"^[ \t]*\*\*\*SPLUNK\*\*\*([^\r\n]*)[\r\n]+", re.MULTILINE)
_PAIR = lazy_re.compile(r'\s*(\w+)\s*=\s*(?:"([^"]*)"|([^\s"]+))')
_NAMES = frozenset({"host", "source", "sourcetype", "index"})
_LONGEST = 1 << 16
"""Bytes that a directive may have."""


def header_mode(setting: Setting | None) -> str:
    """Raises ConfError."""
    mode = NONE if setting is None or not setting.value.strip() else setting.value.strip().lower()
    if mode not in (ALWAYS, FIRST_LINE, NONE) and setting is not None:
        raise setting.error(f"HEADER_MODE is none of {ALWAYS}, {FIRST_LINE}, {NONE}")
    return mode


def parts(chunks: Iterable[bytes], meta: Meta, mode: str) -> Iterator[tuple[Meta, Iterator[bytes]]]:
    """`meta`: what the data comes as. Each part is to be read to its end before the next is asked for.

    Constant memory. Raises UnsupportedConf for a directive that says something else.
    """
    pieces = iter(chunks) if mode == NONE else _pieces(chunks, only_first=mode == FIRST_LINE)
    kind: Meta | None = meta

    def part() -> Iterator[bytes]:
        nonlocal kind
        current, kind = kind, None
        for piece in pieces:
            if isinstance(piece, str):
                assert current is not None
                kind = _rewritten(current, piece)
                return
            yield piece

    while kind is not None:
        yield kind, part()


def _pieces(chunks: Iterable[bytes], *, only_first: bool) -> Iterator[bytes | str]:
    """The data, with the text of each directive as a str in its place."""
    held = b""
    looking = True
    for chunk in chunks:
        data, held = held + chunk, b""
        if looking:
            end = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
            if len(data) - end <= _LONGEST:  # what is longer is no directive
                data, held = data[:end], data[end:]
        start = 0
        for found in _LINE.finditer(data) if looking else ():
            before = data[start : found.start()]
            if only_first and before.strip():
                break
            yield before
            yield found[1].decode("utf-8", "replace")
            start = found.end()
            if only_first:
                break
        looking = looking and not (only_first and (start or data.strip()))
        yield data[start:]
    if directive := _LINE.fullmatch(held + b"\n") if looking else None:
        yield directive[1].decode("utf-8", "replace")
    else:
        yield held


def _rewritten(meta: Meta, text: str) -> Meta:
    said: dict[str, str] = {}
    position = 0
    while text[position:].strip():
        pair = _PAIR.match(text, position)
        if pair is None or pair[1] not in _NAMES:
            raise UnsupportedConf(f"***SPLUNK***{text}, of which only {', '.join(sorted(_NAMES))} are done")
        said[pair[1]] = pair[2] or pair[3] or ""
        position = pair.end()
    return meta._replace(**{name: value for name, value in said.items() if value})
