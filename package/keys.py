"""The types of what verbs print, and of case files, in; pages of docs/ with a table of keys at each mark, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from minisplunk.cli.documents import schema
from minisplunk.testing import form

from .build import write as write_file
from .errors import os_error

JSON = Path("docs", "json.md")
CASES = Path("docs", "case-files.md")
_TABLE = re.compile(r"(<!-- keys: (\w+)(?:\.(\w+))? -->\n)(?:\n(?:\|.*\n)+)?")
_NUMBER = {"type": "number"}
_TYPES = {"string": "text", "boolean": "true or false", "null": "null"}

Schema = Mapping[str, Any]


def render(text: str) -> str:
    """A page with its tables as the types have them. A mark `keys:` says `VERB.NAME`, or the verb alone where its
    document is no type of its own, or `case.NAME`; KeyError for one that names no type."""
    return _TABLE.sub(lambda mark: f"{mark[1]}\n{_table(_rows_of(mark[2], mark[3]))}", text)


def write(root: Path, page: Path) -> Path:
    """Write a page, whole or not at all; where it is."""
    path = root / page
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise os_error("read", path, error, "its tables are written, the rest of it is not") from error
    write_file(path, render(text).encode())
    return path


def _table(rows: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in ("| Key | Value | It is |", "| --- | --- | --- |", *rows))


def _rows_of(verb: str, name: str | None) -> Iterator[str]:
    if verb == "case" and name:
        return _own_rows(name)
    whole = schema(verb)
    types: Mapping[str, Schema] = whole["$defs"]
    return _rows(types[name] if name else whole, "", types)


def _own_rows(name: str) -> Iterator[str]:
    """The keys of a type of case files that are its own, and none of those in them."""
    kinds: Mapping[str, Any] = vars(form)
    whole, above = msgspec.json.schema(kinds[name]), set(kinds[name].__base__.__struct_fields__)
    for key, value in whole["$defs"][name]["properties"].items():
        if key not in above:
            kind = _type(value, whole["$defs"]).removesuffix(" or null")  # it need not be said
            yield f"| `{key}` | {kind} | {value['description']} |"


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
        kinds = [
            _type(one, types) for one in node["anyOf"] if one.get("type") != "integer" or _NUMBER not in node["anyOf"]
        ]
        return " or ".join(sorted(kinds, key=lambda text: text == "null"))
    if "enum" in node:
        return ", ".join(f"`{value}`" for value in node["enum"])
    node = _meant(node, types)
    if node["type"] == "array":
        return f"list of {_type(node['items'], types)}s".replace("texts", "text")
    kind: str = node["type"]
    return _TYPES.get(kind, kind)
