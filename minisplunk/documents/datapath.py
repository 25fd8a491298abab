"""A document, JSON or XML, and a path such as `a{}.b` in; the values there out, as the spath command and function
give them (Search Reference, spath, <datapath>)."""

from __future__ import annotations

from functools import lru_cache

from ..values import Value
from . import json, xml


def is_xml(document: str) -> bool:
    return document.lstrip()[:1] == "<"


def at_path(document: str, path: str) -> Value:
    """Null for nothing, also for a text that is no document and for a path that cannot lead to anything."""
    if not is_xml(document):
        return json.at_path(document, path)
    compiled = _xml_path(path)
    return None if compiled is None else xml.at_path(document, compiled)


@lru_cache(maxsize=512)
def _xml_path(path: str) -> xml.Path | None:
    return xml.compile_path(path)
