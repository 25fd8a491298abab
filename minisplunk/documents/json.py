"""JSON text in; its fields by Splunk's names, the value at one path, or the complete part of a truncated text out.

Names, as the spath command and automatic extraction make them (Search Reference, spath, <datapath>; props.conf.spec,
JSON_TRIM_BRACES_IN_ARRAY_NAMES): `a.b` for nested objects, `a{}` for the values of an array, `a{}.b` for those of
objects in an array, in the order of the document. Objects and arrays themselves are no fields, empty ones give none.
Values are texts: numbers as they are written, `true` and `false`; an empty text is a value.

[unverified] on a real Splunk: null is the text `null`; of a key written twice in one object the last counts; half a
surrogate pair becomes a question mark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from .. import lazy_re
from ..values import Value

_SPACE = " \t\r\n"
_TRUE, _FALSE, _NULL = "true", "false", "null"
_decode = msgspec.json.Decoder().decode
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_elements = msgspec.json.Decoder(list[msgspec.Raw]).decode
_MINUS_ZERO = lazy_re.compile(r"-0(?!\d)")  # the only whole number that the decoder does not give as it is written
_SURROGATE = lazy_re.compile(r"\\u[dD][89a-fA-F]")


class Inexact(Exception):
    """A quick decoder does not know how a value is written in the document."""


def is_json(document: str) -> bool:
    """Whether a text begins as an object or array does."""
    return document.lstrip(_SPACE)[:1] in ("{", "[")


def scalar(value: bool | int | float | None) -> str:
    """A decoded scalar that is no text, as it is written; raises Inexact where that cannot be known: 1.0, 1e5, -0."""
    if value is None:
        return _NULL
    if value is True:
        return _TRUE
    if value is False:
        return _FALSE
    if type(value) is float or not value:
        raise Inexact
    return str(value)


def _scalar_or_zero(value: bool | int | float | None) -> str:
    """As `scalar`, in a document without any minus zero."""
    return "0" if type(value) is int and not value else scalar(value)


def flatten(document: str) -> dict[str, Value] | None:
    """All fields of an object or array, in the order of the document; None when the text is neither."""
    if not is_json(document):
        return None
    try:
        return fields_of(_decode(document), scalar if _MINUS_ZERO.search(document) else _scalar_or_zero)
    except (msgspec.MsgspecError, Inexact, ValueError, RecursionError):
        return _exact(document)


def _exact(document: str) -> dict[str, Value] | None:
    """Slower than the first attempt: numbers stay as they are written, halves of surrogate pairs are mended."""
    try:
        tree = json.loads(document, parse_int=str, parse_float=str, parse_constant=_refuse)
        fields = fields_of(tree)
    except (ValueError, RecursionError):
        return None
    if fields and _SURROGATE.search(document):
        return {whole(name): _mended(value) for name, value in fields.items()}
    return fields


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _mended(value: Value) -> Value:
    return [whole(text) for text in value] if isinstance(value, list) else whole(str(value))


def whole(text: str) -> str:
    """A text without halves of surrogate pairs, which JSON can spell and no result can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def fields_of(tree: Any, written: Callable[[Any], str] = scalar) -> dict[str, Value]:
    """The fields of a decoded object or array. `written` turns what is no text into one; it may raise Inexact."""
    fields: dict[str, Value] = {}
    if isinstance(tree, dict):
        _object(tree, "", fields, written)
    else:
        _array(tree, "{}", fields, written)
    fields.pop("", None)  # no field has an empty name
    return fields


def _object(members: dict[str, Any], prefix: str, fields: dict[str, Value], written: Callable[[Any], str]) -> None:
    for key, value in members.items():
        name, kind = prefix + key, type(value)
        if kind is str:
            if name in fields:
                _append(fields, name, value)
            else:
                fields[name] = value
        elif kind is dict:
            _object(value, name + ".", fields, written)
        elif kind is list:
            _array(value, name + "{}", fields, written)
        else:
            _append(fields, name, written(value))


def _array(elements: list[Any], name: str, fields: dict[str, Value], written: Callable[[Any], str]) -> None:
    for value in elements:
        if type(value) is dict:
            _object(value, name + ".", fields, written)
        elif type(value) is list:
            _array(value, name + "{}", fields, written)
        else:
            _append(fields, name, value if type(value) is str else written(value))


def _append(fields: dict[str, Value], name: str, text: str) -> None:
    value = fields.get(name)
    if isinstance(value, list):
        value.append(text)
    else:
        fields[name] = text if value is None else [str(value), text]


# One path


def at_path(document: str, path: str) -> Value:
    """The value at a path such as `a.b`, `a{}.b` or `a{1}.b` (the second element); None for nothing.

    Objects and arrays come as their text. Several elements are a multivalue. Search Reference, spath, <datapath>: a
    step is a name with an index in curly brackets, which counts JSON's elements from 0. [unverified]: an array without
    brackets after its name comes as its text; `{}` after an object's name, before a further step, is passed over, as a
    public detection that is tested on Splunk has it for CloudTrail's requestParameters.
    """
    if not path or not is_json(document):
        return None
    try:
        values = [_text(raw) for raw in _at(document.encode("utf-8", "replace"), path)]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return None if not values else values[0] if len(values) == 1 else values


_INDEX = lazy_re.compile(r"\{(\d*)\}")


def _at(raw: bytes | msgspec.Raw, path: str) -> Iterator[msgspec.Raw]:
    """`path` begins with the name of a member, or with the brackets of an array."""
    if index := _INDEX.match(path):
        yield from _among(raw, index[1], path[index.end() :])
    if _first(raw) != "{":
        return
    for key, value in _members(raw).items():
        if not path.startswith(key):
            continue
        rest = path[len(key) :]
        if not rest:
            yield value
        elif rest[0] == ".":
            yield from _at(value, rest[1:])
        elif index := _INDEX.match(rest):
            yield from _among(value, index[1], rest[index.end() :])


def _among(raw: bytes | msgspec.Raw, index: str, rest: str) -> Iterator[msgspec.Raw]:
    if _first(raw) != "[":
        if not index and rest.startswith("."):
            yield from _at(raw, rest[1:])
        return
    elements = _elements(raw)
    for element in elements[int(index) : int(index) + 1] if index else elements:
        if not rest:
            yield element
        elif rest[0] == ".":
            yield from _at(element, rest[1:])
        elif _INDEX.match(rest):
            yield from _at(element, rest)


def _first(raw: bytes | msgspec.Raw) -> str:
    return bytes(memoryview(raw)).lstrip()[:1].decode("latin-1")


def _text(raw: msgspec.Raw) -> str:
    written = bytes(raw).decode().strip(_SPACE)
    return str(json.loads(written)).encode("utf-8", "replace").decode() if written.startswith('"') else written


# Truncated documents


_TOKEN = lazy_re.compile(
    r'[ \t\r\n]*(?:(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<scalar>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[ \t\r\n,\]}])|true|false|null)|(?P<mark>[{}\[\],:]))",
    re.DOTALL,
)
_CLOSERS = {"{": "}", "[": "]"}


def complete_prefix(text: str, limit: int) -> str | None:
    """The document that the first `limit` characters hold: the values that end there, all brackets closed.

    A text that is no longer than that comes back as it is. None when it does not begin as a document does.
    [unverified]: a value that the limit cuts in two is left out.
    """
    if len(text) <= limit:
        return text
    return closed(text[:limit]) if is_json(text) else None


def closed(text: str) -> str:
    """The beginning of a document less its last unfinished value, with all brackets closed."""
    end, closers = 0, ""  # of the last place where the document could end, and what closes it there
    opened = ""
    key = False  # whether the next string is the name of a member
    position = 0
    while token := _TOKEN.match(text, position):
        position = token.end()
        mark = token["mark"]
        if mark in ("{", "["):
            opened = _CLOSERS[mark] + opened
            key = mark == "{"
        elif mark in ("}", "]"):
            opened, key = opened[1:], False
        elif mark is not None:
            key = mark == "," and opened[:1] == "}"
            continue
        elif key:
            continue
        end, closers = position, opened
        if not opened:
            break
    return text[:end] + closers
