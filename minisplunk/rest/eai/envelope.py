"""Feeds and messages in, the bytes of splunkd's Atom and JSON envelopes out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import orjson

from ..http import Request, Response
from ..instance.info import ServerInfo
from . import links
from .entry import Acl, Content, Entry, Feed
from .markup import PROLOGUE, dictionary, escaped
from .paging import PER_PAGE

JSON = "application/json; charset=UTF-8"
XML = "text/xml; charset=UTF-8"
_FIELDS = ("optional", "required", "wildcard")
_NAMESPACES = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:s="http://dev.splunk.com/ns/rest" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
)
Messages = Sequence[tuple[str, str]]
"""Pairs of kind and text."""


def render(feed: Feed, request: Request, info: ServerInfo, now: float) -> Response:
    """A feed as the request asks for it: JSON when output_mode says so, Atom otherwise. `now`: epoch seconds."""
    if request.output_mode == "json":
        return Response(_dumped(_json(feed, request, info, now)), feed.status, JSON)
    body = _entry_alone(feed, request, info) if feed.single else _atom(feed, request, info, now)
    return Response((PROLOGUE + body).encode(), feed.status, XML)


def messages(pairs: Messages, request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that is nothing but messages, as errors are."""
    if request.output_mode.startswith("json"):
        document = {"messages": _messages_json(pairs)}
        return Response(_dumped(document), status, JSON, headers or {})
    lines = "".join(f'    <msg type="{escaped(kind)}">{escaped(text)}</msg>\n' for kind, text in pairs)
    body = f"{PROLOGUE}<response>\n  <messages>\n{lines}  </messages>\n</response>\n"
    return Response(body.encode(), status, XML, headers or {})


def _dumped(document: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(document)
    except TypeError:  # an integer beyond 64 bits, or text that is no Unicode
        return json.dumps(document).encode()


def iso(moment: float) -> str:
    """Epoch seconds as splunkd writes the time of an entry."""
    return datetime.fromtimestamp(int(moment), timezone.utc).isoformat()


def _precise(moment: float) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="milliseconds")


def _json(feed: Feed, request: Request, info: ServerInfo, now: float) -> dict[str, Any]:
    path = links.of_feed(request)
    return {
        "links": links.below(path, feed.links),
        "origin": info.origin + path,
        "updated": iso(now),
        "generator": {"build": info.build, "version": info.version},
        "entry": [_entry_json(entry, request, info) for entry in feed.entries],
        "paging": {"total": _total(feed), "perPage": _per_page(request), "offset": feed.offset},
        **({} if feed.messages is None else {"messages": _messages_json(feed.messages)}),
    }


def _entry_json(entry: Entry, request: Request, info: ServerInfo) -> dict[str, Any]:
    path = links.of_entry(request, entry)
    document = {
        "name": entry.name,
        "id": info.origin + path,
        "updated": iso(entry.updated),
        **({} if entry.published is None else {"published": _precise(entry.published)}),
        "links": {"alternate": path, **links.relations(entry, path)},
        "author": author(entry),
        "acl": acl_content(entry.acl),
    }
    if entry.fields is not None:
        document["fields"] = {kind: list(entry.fields.get(kind, ())) for kind in _FIELDS}
    return {**document, "content": _ordered({**entry.content, "eai:acl": None})}


def _messages_json(pairs: Messages) -> list[dict[str, str]]:
    return [{"type": kind, "text": text} for kind, text in pairs]


def _atom(feed: Feed, request: Request, info: ServerInfo, now: float) -> str:
    path = links.of_feed(request)
    return "\n".join(
        (
            f"<feed {_NAMESPACES}>",
            f"  <title>{escaped(feed.title)}</title>",
            f"  <id>{escaped(info.origin + path)}</id>",
            f"  <updated>{iso(now)}</updated>",
            f'  <generator build="{escaped(info.build)}" version="{escaped(info.version)}"/>',
            "  <author>\n    <name>Splunk</name>\n  </author>",
            *_links(links.below(path, feed.links)),
            f"  <opensearch:totalResults>{_total(feed)}</opensearch:totalResults>",
            f"  <opensearch:itemsPerPage>{_per_page(request)}</opensearch:itemsPerPage>",
            f"  <opensearch:startIndex>{feed.offset}</opensearch:startIndex>",
            _messages_atom(feed.messages),
            *(_entry_atom(entry, request, info) for entry in feed.entries),
            "</feed>\n",
        )
    )


def _entry_alone(feed: Feed, request: Request, info: ServerInfo) -> str:
    return "".join(_entry_atom(entry, request, info, f" {_NAMESPACES}") + "\n" for entry in feed.entries)


def _entry_atom(entry: Entry, request: Request, info: ServerInfo, attributes: str = "") -> str:
    path = links.of_entry(request, entry)
    content: dict[str, Content] = {**entry.content, "eai:acl": acl_content(entry.acl)}
    if entry.fields is not None:
        content["eai:attributes"] = {f"{kind}Fields": list(entry.fields.get(kind, ())) for kind in _FIELDS}
    return "\n".join(
        (
            f"<entry{attributes}>",
            f"  <title>{escaped(entry.name)}</title>",
            f"  <id>{escaped(info.origin + path)}</id>",
            f"  <updated>{iso(entry.updated)}</updated>",
            *(() if entry.published is None else (f"  <published>{_precise(entry.published)}</published>",)),
            *_links({"alternate": path}),
            f"  <author>\n    <name>{escaped(author(entry))}</name>\n  </author>",
            *_links(links.relations(entry, path)),
            f'  <content type="text/xml">{dictionary(_ordered(content))}</content>',
            "</entry>",
        )
    )


def _links(paths: Mapping[str, str]) -> list[str]:
    return [f'  <link href="{escaped(path)}" rel="{escaped(relation)}"/>' for relation, path in paths.items()]


def _messages_atom(pairs: Messages | None) -> str:
    if not pairs:
        return "  <s:messages/>"
    lines = (f'    <s:msg type="{escaped(kind)}">{escaped(text)}</s:msg>' for kind, text in pairs)
    return "\n".join(("  <s:messages>", *lines, "  </s:messages>"))


def acl_content(acl: Acl) -> dict[str, Content]:
    """An entry that belongs to no app cannot be shared, and is shown without the keys about sharing."""
    sharing = ("can_change_perms", "can_share_app", "can_share_global", "can_share_user") if acl.app else ()
    shown: dict[str, Content] = {
        "app": acl.app,
        "can_list": True,
        "can_write": acl.modifiable,
        "modifiable": acl.modifiable,
        "owner": acl.owner,
        "perms": None if acl.sharing == "user" else {"read": list(acl.read), "write": list(acl.write)},
        "removable": acl.removable,
        "sharing": acl.sharing,
        **dict.fromkeys(sharing, acl.modifiable),
    }
    return _ordered(shown)


def author(entry: Entry) -> str:
    """Who an entry says has made it."""
    return entry.author or entry.acl.owner


def _ordered(content: Mapping[str, Content]) -> dict[str, Content]:
    return {key: content[key] for key in sorted(content)}


def _total(feed: Feed) -> int:
    return len(feed.entries) if feed.total is None else feed.total


def _per_page(request: Request) -> int:
    count = request.get("count")
    return int(count) if count.isascii() and count.isdecimal() else PER_PAGE
