"""The JSON schemas of minisplunk's verbs in; docs/json.md, with a table of keys below each mark `keys:`, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from minisplunk.cli.documents import schema

from .build import write as write_file
from .errors import os_error

PAGE = Path("docs", "json.md")
_TABLE = re.compile(r"(<!-- keys: (\w+)(?:\.(\w+))? -->\n)(?:\n(?:\|.*\n)+)?")
_TYPES = {"string": "text", "boolean": "true or false", "null": "null"}

Schema = Mapping[str, Any]


def render(text: str) -> str:
    """The page with its tables as the schemas have them. A mark says `VERB.NAME`, or the verb alone where its document
    is no type of its own; KeyError for one that names no document."""
    return _TABLE.sub(lambda mark: f"{mark[1]}\n{_table(mark[2], mark[3])}", text)


def write(root: Path) -> Path:
    """Write the page, whole or not at all; where it is."""
    path = root / PAGE
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise os_error("read", path, error, "its tables are written, the rest of it is not") from error
    write_file(path, render(text).encode())
    return path


def _table(verb: str, name: str | None) -> str:
    whole = schema(verb)
    types: Mapping[str, Schema] = whole["$defs"]
    rows = _rows(types[name] if name else whole, "", types)
    return "".join(f"{line}\n" for line in ("| Key | Value | It is |", "| --- | --- | --- |", *rows))


def _rows(node: Schema, above: str, types: Mapping[str, Schema]) -> Iterator[str]:
    """A row for each key, and for those of the objects in it: `stages[]` is each of a list, `*` any key."""
    node = _meant(node, types)
    if node.get("type") == "array":
        yield from _rows(node["items"], f"{above}[]", types)
    elif isinstance(node.get("additionalProperties"), dict):
        yield from _rows(node["additionalProperties"], _below(above, "*"), types)
    for key, value in node.get("properties", {}).items():
        name = _below(above, key)
        yield f"| `{name}` | {_type(value, types)} | {value['description']} |"
        yield from _rows(value, name, types)


def _below(above: str, key: str) -> str:
    return f"{above}.{key}" if above else key


def _meant(node: Schema, types: Mapping[str, Schema]) -> Schema:
    """What a reference leads to; of several possibilities, the one that is not null, if there is one."""
    if "$ref" in node:
        return types[node["$ref"].rpartition("/")[2]]
    others = [one for one in node.get("anyOf", ()) if one.get("type") != "null"]
    return _meant(others[0], types) if len(others) == 1 else node


def _type(node: Schema, types: Mapping[str, Schema]) -> str:
    if "anyOf" in node:
        return " or ".join(sorted((_type(one, types) for one in node["anyOf"]), key=lambda text: text == "null"))
    if "enum" in node:
        return ", ".join(f"`{value}`" for value in node["enum"])
    node = _meant(node, types)
    if node["type"] == "array":
        return f"list of {_type(node['items'], types)}s".replace("texts", "text")
    kind: str = node["type"]
    return _TYPES.get(kind, kind)
