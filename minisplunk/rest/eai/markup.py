"""Values as splunkd's XML: text escaped, dictionaries and lists as `s:dict` and `s:list`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...documents.characters import allowed
from ...values import text
from .entry import Content

PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;"})


def escaped(value: str) -> str:
    """Text for an element or an attribute. Characters that no XML document may hold are dropped."""
    return allowed(value).translate(_ESCAPES)


def content(value: Content) -> str:
    """A value: nothing for None, 1 and 0 for booleans."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case str():
            return escaped(value)
        case int() | float():
            return text(value)
        case Mapping():
            return dictionary(value)
        case Sequence():
            return _tagged("s:list", "".join(_tagged("s:item", content(item)) for item in value))


def dictionary(values: Mapping[str, Content]) -> str:
    keys = (_tagged("s:key", content(value), f' name="{escaped(key)}"') for key, value in values.items())
    return _tagged("s:dict", "".join(keys))


def _tagged(tag: str, inside: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"
