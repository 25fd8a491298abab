"""Links in the pages and forms of the app: each leads to a file of the app, to a heading, or to an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

from .. import markdown
from ..finding import Finding
from ..unpacked import Unpacked
from .text import texts

SCHEMES = frozenset({"http", "https", "mailto"})
WEB = frozenset({".html", ".xml"})
"""Shown by Splunk Web, where a path that begins with / is one of its own pages."""
ATTRIBUTE = re.compile(r"\b(?:href|src)\s*=\s*[\"']([^\"']*)[\"']")
WHY = "who has only the app cannot follow it"


def links_lead_somewhere(app: Unpacked) -> Iterator[Finding]:
    """A file that stayed in the repository is not there for those who install the app."""
    for name, data in texts(app):
        for line, target in _links(name, data.decode("utf-8", "replace")):
            if fault := _fault(app, name, target):
                yield Finding(name, line, f"the link {target or '()'} {fault}", WHY)


def _links(name: str, text: str) -> Iterator[tuple[int, str]]:
    suffix = PurePosixPath(name).suffix
    if suffix == ".md":
        yield from markdown.links(text)
    elif suffix in WEB:
        for number, line in enumerate(text.splitlines(), 1):
            yield from ((number, target) for target in ATTRIBUTE.findall(line))


def _fault(app: Unpacked, name: str, target: str) -> str:
    """What is wrong with a link in the file `name`; empty for nothing."""
    parts = urlsplit(target)
    if parts.scheme:
        return "" if parts.scheme in SCHEMES and (parts.netloc or parts.scheme == "mailto") else "is no web address"
    if PurePosixPath(name).suffix in WEB and target.startswith("/"):
        return ""
    if not (parts.path or parts.fragment):
        return "leads nowhere"
    file = normpath(join(str(PurePosixPath(name).parent), unquote(parts.path))) if parts.path else name
    if file not in app.files and not any(app.under(file)):
        return "leads to no file of the app"
    if parts.fragment and parts.fragment not in markdown.anchors(app.files.get(file, b"").decode("utf-8", "replace")):
        return "leads to no heading"
    return ""
