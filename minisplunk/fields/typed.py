"""Field names in; a decoder that reads those fields, and nothing else, out of a JSON text, out.

The decoder is msgspec's, for TypedDicts that are built from the names: it skips everything else and gives a small tree,
in the order of the document, whose fields are named as those of any tree. A document that it cannot read exactly (a
number with a point, an object in place of a value) is read whole by `json.flatten`; the fields are the same either way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import lru_cache, reduce
from itertools import chain
from operator import or_
from typing import Any, TypedDict

import msgspec

from .. import lazy_re
from ..dataclass import dataclass
from ..documents.json import Inexact, fields_of, flatten
from ..values import Value
from .stage import Document

_MAX_NODES = 64  # a key may hold points too, so to a name with many points there are many ways
_SCALAR = str | bool | int | None
_STEP = lazy_re.compile(r"\.|\{\}")
_members: Any = TypedDict  # made at run time, of which mypy knows nothing
_TEXT = frozenset({str})
"""The types of the values of a tree that is flat, so that it needs no further work."""
_UNREADABLE = (msgspec.MsgspecError, Inexact, ValueError, RecursionError)


@lru_cache(maxsize=256)
def decoder(names: frozenset[str]) -> Document:
    """Reads the fields of these names that a text has; none when the text is no JSON object or array."""

    def flat(document: str) -> dict[str, Value]:
        return {name: value for name, value in (flatten(document) or {}).items() if name in names}

    names -= {""}  # no field has an empty name
    root = _Node()
    for name in names:
        _through_object(root, name)
        _through_array(root, name)
    if root.size() > _MAX_NODES or not names:
        return Document(flat)
    decode = msgspec.json.Decoder(reduce(or_, root.containers())).decode
    # null is possible where an object or array is, and would become a field that is not wanted
    strays = {way for name in names for way in _on_the_way(name)} - names

    def fields(tree: Any) -> dict[str, Value]:
        if type(tree) is dict and _TEXT.issuperset(map(type, tree.values())):
            return tree
        fields = fields_of(tree)
        for name in strays:
            fields.pop(name, None)
        return fields

    def typed(document: str) -> dict[str, Value]:
        try:
            return fields(decode(document))
        except _UNREADABLE:
            return flat(document)

    def all_typed(documents: Sequence[str] | Sequence[bytes]) -> list[dict[str, Value]] | None:
        try:
            trees = list(map(decode, documents))
            if root.elements is None and _TEXT.issuperset(map(type, chain.from_iterable(map(dict.values, trees)))):
                return trees
            return list(map(fields, trees))
        except _UNREADABLE:
            return None

    return Document(typed, all_typed)


def _on_the_way(name: str) -> Iterator[str]:
    """The names of the objects and arrays that lead to a field."""
    for step in _STEP.finditer(name):
        yield name[: step.start()]
        if step[0] == "{}":
            yield name[: step.end()]


@dataclass(slots=True)
class _Node:
    """A place in a document: whether a scalar there is wanted, its members by key, its elements."""

    scalar: bool = False
    members: dict[str, _Node] = field(default_factory=dict)
    elements: _Node | None = None

    def size(self) -> int:
        below = [*self.members.values(), *([self.elements] if self.elements else [])]
        return 1 + sum(node.size() for node in below)

    def type(self) -> Any:
        """The type of what is expected here; a document with anything else is read whole."""
        return reduce(or_, self.containers(), _SCALAR if self.scalar else None)

    def containers(self) -> list[Any]:
        kinds: list[Any] = []
        if self.members or self.scalar:  # an object in place of a wanted scalar is passed over
            types = {key: node.type() for key, node in self.members.items()}
            kinds.append(_members("Members", types, total=False))
        if self.elements is not None:
            kinds.append(list[self.elements.type()])  # type: ignore[misc]  # made at run time
        return kinds


def _through_object(node: _Node, rest: str) -> None:
    """Adds the ways to a field for an object at the node: each point or bracket of `rest` may end its key."""
    node.members.setdefault(rest, _Node()).scalar = True
    for step in _STEP.finditer(rest):
        below = node.members.setdefault(rest[: step.start()], _Node())
        if step[0] == ".":
            _through_object(below, rest[step.end() :])
        else:
            _through_array(below, rest[step.start() :])


def _through_array(node: _Node, rest: str) -> None:
    """Adds the ways to a field for an array at the node, where `rest` begins with its brackets."""
    if not rest.startswith("{}"):
        return
    node.elements = node.elements or _Node()
    rest = rest[2:]
    if not rest:
        node.elements.scalar = True
    elif rest[0] == ".":
        _through_object(node.elements, rest[1:])
    else:
        _through_array(node.elements, rest)
