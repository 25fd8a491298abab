"""The `fields` of a query in; what it shows of a document out.

REST API Reference, KV store endpoint descriptions: names to include, or to exclude (`name:0`); of names that are
included the key is one, unless it is excluded itself. `_id` is another name of the key (splunk-sdk-python,
test_kvstore_data.py). In batch_find it is a list of names, or an object. [unverified]: that a list there includes the
key, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..dataclass import dataclass
from ..documents.tree import Tree
from .document import KEY
from .paths import picked, taken_away
from .query import InvalidQuery

_SHOWN = {"1": True, "0": False, "": True, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Projection:
    """`names` are the only ones shown where `includes`, else the only ones not shown; `key`: whether the key is."""

    names: tuple[str, ...]
    includes: bool
    key: bool

    @classmethod
    def of(cls, shown: Mapping[str, bool]) -> Projection | None:
        """None for all fields. Raises InvalidQuery for names of both kinds."""
        key = shown.get(KEY, True)
        others = {name: flag for name, flag in shown.items() if name != KEY}
        if len(set(others.values())) > 1:
            raise InvalidQuery("The fields of a query are either included or excluded, apart from _key.")
        includes = next(iter(others.values()), KEY in shown and key)
        return cls(tuple(others), includes, key) if shown else None

    @classmethod
    def read(cls, written: Tree) -> Projection | None:
        """From `a,b:0`, ["a", "b"] or {"a": 1}. Raises InvalidQuery."""
        if isinstance(written, str):
            written = [name for item in written.split(",") if (name := item.strip())]
        if isinstance(written, list) and all(isinstance(item, str) for item in written):
            pairs = [item.rpartition(":") if _has_flag(item) else (item, "", "") for item in written]
            written = {name: flag for name, _, flag in pairs}
        if written is None:
            return None
        if not isinstance(written, dict):
            raise InvalidQuery("The fields of a query are names with a comma between them.")
        return cls.of({KEY if name == "_id" else name: _flag(name, flag) for name, flag in written.items()})

    def apply(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """A document of its own."""
        if self.includes:
            shown: dict[str, Any] = {}
            for name in self.names:
                _merge(shown, picked(document, name) or {})
            return {**shown, KEY: document[KEY]} if self.key else shown
        rest: Any = document
        for name in self.names:
            rest = taken_away(rest, name)
        return {name: value for name, value in rest.items() if self.key or name != KEY}


def _has_flag(item: str) -> bool:
    return item.rpartition(":")[2].strip() in ("0", "1") and ":" in item


def _flag(name: str, flag: Tree) -> bool:
    word = str(flag).lower()
    if word not in _SHOWN:
        raise InvalidQuery(f"The field '{name}' of a query is neither included (1) nor excluded (0).")
    return _SHOWN[word]


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Two parts of one document; an array has as many elements in both."""
    for name, value in more.items():
        known = into.get(name)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value)
        elif isinstance(known, list) and isinstance(value, list):
            for inner, other in zip(known, value, strict=False):
                if isinstance(inner, dict) and isinstance(other, dict):
                    _merge(inner, other)
        else:
            into[name] = value
