"""The entries of a feed in; the rows that the rest command makes of them, out.

What is within a value stands behind a dot, as in `eai:acl.perms.read`; several values make a multivalue field. Booleans
are 1 and 0, as Atom has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...values import Row, multivalue
from ..http import Request
from ..instance.info import ServerInfo
from . import links
from .entry import Content, Entry, Feed
from .envelope import acl_content, author, iso
from .filtering import texts


def rows(feed: Feed, request: Request, info: ServerInfo) -> Iterator[Row]:
    for entry in feed.entries:
        content: dict[str, Content] = {
            **entry.content,
            "eai:acl": acl_content(entry.acl),
            **_about(entry, info.origin + links.of_entry(request, entry)),
            "splunk_server": info.server_name,
        }
        yield {name: value for name, value in _flat(content) if value is not None}


def _about(entry: Entry, address: str) -> dict[str, Content]:
    published = {} if entry.published is None else {"published": iso(entry.published)}
    return {
        "title": entry.name,
        "id": address,
        "author": author(entry),
        "updated": iso(entry.updated),
        **published,
    }


def _flat(content: Mapping[str, Content], before: str = "") -> Iterator[tuple[str, str | list[str] | None]]:
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, multivalue(texts(value))  # type: ignore[misc]
