"""What splunkd writes to the action's standard input (payload_format = json), read and checked.

Developing Views and Apps, "Create a custom alert action script": the alert, where splunkd is, a session key of the
search's owner, the results as a file, and the action's parameters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fault import ActionFault

INDEX = "risk"
NO_SEARCH = (
    "the alert has no search_name: this action works for saved searches only, as it reads the risk objects from "
    "their settings, and not for `| sendalert` by hand"
)


@dataclass(frozen=True)
class Payload:
    """`index`: where the risk events go; `owner`: of the saved search, `nobody` where it has none."""

    app: str
    owner: str
    results_file: Path
    server_host: str
    server_uri: str
    session_key: str = field(repr=False)
    sid: str
    search_name: str
    index: str


def read_payload(data: bytes) -> Payload:
    """ActionFault says what is missing, and never repeats the payload."""
    try:
        document = json.loads(data)
    except ValueError:
        raise ActionFault("standard input is no JSON: is payload_format = json set for this action?") from None
    if not isinstance(document, dict):
        raise ActionFault("standard input is no JSON object")
    if not _text(document, "search_name"):
        raise ActionFault(NO_SEARCH)
    return Payload(
        app=_needed(document, "app"),
        owner=_text(document, "owner") or "nobody",
        results_file=Path(_needed(document, "results_file")),
        server_host=_text(document, "server_host"),
        server_uri=_needed(document, "server_uri"),
        session_key=_key(document),
        sid=_needed(document, "sid"),
        search_name=_text(document, "search_name"),
        index=_index(document.get("configuration")),
    )


def _index(configuration: object) -> str:
    if configuration is None:
        return INDEX
    if not isinstance(configuration, Mapping):
        raise ActionFault("configuration in the alert's payload is no JSON object")
    return _text(configuration, "index") or INDEX


def _key(document: Mapping[str, Any]) -> str:
    key = _needed(document, "session_key")
    # anything else would be refused as a header, in words that repeat it
    if not (key.isascii() and key.isprintable()):
        raise ActionFault("session_key in the alert's payload is no session key")
    return key


def _needed(document: Mapping[str, Any], key: str) -> str:
    value = _text(document, key)
    if not value:
        raise ActionFault(f"the alert's payload has no {key}")
    return value


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key)
    if value is not None and not isinstance(value, str):
        raise ActionFault(f"{key} in the alert's payload is no text")
    return (value or "").strip()
