"""A document and a dotted path in; what lies there out, or the document with something else there.

A path leads through nested objects, and through the elements of arrays, as in MongoDB ("Query on Embedded/Nested
Documents", "Query an Array of Embedded Documents"). A member whose own name has the dots comes first.
"""

from __future__ import annotations

from collections.abc import Callable

from ..documents.tree import Tree

NOTHING = object()
"""In the place of a value that is to be taken away."""


def values_at(tree: Tree, path: str) -> list[Tree]:
    """All that lies at a path: nothing, or one value, or several where it leads through an array."""
    if isinstance(tree, dict):
        if path in tree:
            return [tree[path]]
        name, dot, rest = path.partition(".")
        return values_at(tree[name], rest) if dot and name in tree else []
    if not isinstance(tree, list):
        return []
    name, dot, rest = path.partition(".")
    if name.isascii() and name.isdecimal() and len(name) < 10:
        element = tree[int(name) : int(name) + 1]
        return element if not dot else [value for inner in element for value in values_at(inner, rest)]
    return [value for inner in tree if isinstance(inner, dict) for value in values_at(inner, path)]


def put(document: dict[str, Tree], path: str, value: Tree) -> None:
    """Put a value at a path of an object; objects on the way are made, and what is none there gives way to one."""
    *way, last = path.split(".")
    for name in way:
        inner = document.get(name)
        if not isinstance(inner, dict):
            inner = document[name] = {}
        document = inner
    document[last] = value


def changed(tree: Tree, path: str, change: Callable[[Tree], Tree]) -> Tree:
    """A copy, as far as it differs, with what `change` makes of each value at a path; NOTHING takes one away."""
    if isinstance(tree, list):
        return [changed(element, path, change) for element in tree]
    if not isinstance(tree, dict):
        return tree
    name, dot, rest = path.partition(".")
    if path in tree:
        name, value = path, change(tree[path])
    elif dot and name in tree:
        value = changed(tree[name], rest, change)
    else:
        return tree
    return {key: member for key, member in {**tree, name: value}.items() if member is not NOTHING}


def taken_away(tree: Tree, path: str) -> Tree:
    """The same without what lies at a path."""
    return changed(tree, path, lambda value: NOTHING)


def picked(tree: Tree, path: str) -> Tree:
    """A copy of what leads to a path, and of what lies there; None for nothing."""
    if isinstance(tree, list):
        return [picked(element, path) or {} for element in tree if isinstance(element, (dict, list))]
    if not isinstance(tree, dict):
        return None
    if path in tree:
        return {path: tree[path]}
    name, dot, rest = path.partition(".")
    found = picked(tree[name], rest) if dot and name in tree else None
    return None if found is None else {name: found}
