"""Feeds of plain entries, which have a name, and a text or nothing: no access lists, no pages (10.6)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

import orjson

from ..http import Request, Response
from ..instance import Splunkd
from .envelope import JSON, XML, Messages, iso
from .markup import PROLOGUE, escaped

_NEVER = "1970-01-01T00:00:00+00:00"


def plain_feed(
    splunkd: Splunkd,
    request: Request,
    title: str,
    path: str,
    entries: Mapping[str, str | None],
    *,
    status: int = 200,
    messages: Messages = (),
) -> Response:
    """Names, and the texts of those that have one; each entry is a step below `path`."""
    links = {name: f"{path}/{quote(name, safe='')}" for name in entries}
    if request.output_mode == "json":
        return Response(_json(splunkd, path, entries, links, messages), status, JSON)
    return Response(_atom(splunkd, title, path, entries, links, messages), status, XML)


def _json(
    splunkd: Splunkd, path: str, entries: Mapping[str, str | None], links: Mapping[str, str], messages: Messages
) -> bytes:
    info, shown = splunkd.info, []
    for name, text in entries.items():
        here = links[name]
        entry = {"name": name, "id": info.origin + here, "updated": _NEVER, "links": {"alternate": here}}
        shown.append(entry if text is None else {**entry, "content": text})
    document = {
        "links": {},
        "origin": info.origin + path,
        "updated": iso(splunkd.splunk.clock.now()),
        "generator": {"build": info.build, "version": info.version},
        "entry": shown,
        **({"messages": [{"type": kind, "text": text} for kind, text in messages]} if messages else {}),
    }
    try:
        return orjson.dumps(document)
    except TypeError:  # text that is no Unicode
        return json.dumps(document).encode()


def _atom(
    splunkd: Splunkd,
    title: str,
    path: str,
    entries: Mapping[str, str | None],
    links: Mapping[str, str],
    messages: Messages,
) -> bytes:
    info = splunkd.info
    lines = [
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:s="http://dev.splunk.com/ns/rest">',
        f"  <title>{escaped(title)}</title>",
        f"  <id>{escaped(info.origin + path)}</id>",
        f"  <updated>{iso(splunkd.splunk.clock.now())}</updated>",
        f'  <generator build="{escaped(info.build)}" version="{escaped(info.version)}"/>',
        "  <author>\n    <name>Splunk</name>\n  </author>",
    ]
    if messages:
        said = (f'    <s:msg type="{escaped(kind)}">{escaped(text)}</s:msg>' for kind, text in messages)
        lines += ["  <s:messages>", *said, "  </s:messages>"]
    for name, text in entries.items():
        here = escaped(links[name])
        lines += [
            "  <entry>",
            f"    <title>{escaped(name)}</title>",
            f"    <id>{escaped(info.origin)}{here}</id>",
            f"    <updated>{_NEVER}</updated>",
            f'    <link href="{here}" rel="alternate"/>',
            *(() if text is None else [f'    <content type="text">{escaped(text)}</content>']),
            "  </entry>",
        ]
    return (PROLOGUE + "\n".join((*lines, "</feed>\n"))).encode(errors="replace")
