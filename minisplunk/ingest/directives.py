"""A posted body in; its parts, each with the kind of event that its ***SPLUNK*** directive says, out.

props.conf.spec, HEADER_MODE: with `always` every such line, with `firstline` the first alone rewrites host, source,
source type and index of what follows, and is no event; with `none`, or without the setting, it is text. [unverified]:
that HEC and receivers/simple look at the setting of the source type that a body is sent with, that a directive begins
its line, and that what it does not name stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..conf.parser import Setting
from ..errors import UnsupportedConf
from ..sources import Meta

ALWAYS, FIRST_LINE, NONE = "always", "firstline", "none"
MARK = b"***SPLUNK***"
_LINE = re.compile(rb"^[ \t]*\*\*\*SPLUNK\*\*\*([^\r\n]*)[\r\n]*", re.MULTILINE)
_PAIR = re.compile(r'\s*(\w+)\s*=\s*(?:"([^"]*)"|([^\s"]+))')
_NAMES = frozenset({"host", "source", "sourcetype", "index"})


def header_mode(setting: Setting | None) -> str:
    """Raises ConfError."""
    mode = NONE if setting is None or not setting.value.strip() else setting.value.strip().lower()
    if mode not in (ALWAYS, FIRST_LINE, NONE) and setting is not None:
        raise setting.error(f"HEADER_MODE is none of {ALWAYS}, {FIRST_LINE}, {NONE}")
    return mode


def parts(body: bytes, meta: Meta, mode: str) -> Iterator[tuple[Meta, bytes]]:
    """`meta`: what the body is sent as. Raises UnsupportedConf for a directive that says something else."""
    start = 0
    for found in () if mode == NONE else _LINE.finditer(body):
        if mode == FIRST_LINE and body[: found.start()].strip():
            break
        yield meta, body[start : found.start()]
        meta, start = _rewritten(meta, found[1].decode("utf-8", "replace")), found.end()
        if mode == FIRST_LINE:
            break
    yield meta, body[start:]


def is_directive(line: bytes) -> bool:
    return line.lstrip(b" \t").startswith(MARK)


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
