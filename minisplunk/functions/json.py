"""Functions on JSON (Search Reference, "JSON functions"; mv_to_json_array stands under "Multivalue eval functions").

A JSON value is a text, as fields hold it. What is put into a document is judged by where it comes from: a string
literal is a string, though it reads as something else; a text from elsewhere that is an object or an array is that
object or array, as the page has it of a field that holds one; a field that holds a number in its shortest spelling is
that number; all else is a string. A multivalue is an array of strings.

[unverified] on a real Splunk: this judgement, but for the page's examples; that true and false come out as these texts;
that of several paths or keys one that leads nowhere is null in the array; what is said at each function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..documents import tree
from ..documents.json import whole
from ..documents.tree import Step, Tree
from ..limits import check_length, check_values
from ..spl.ast import Call, Expr, Field, Literal
from ..spl.environment import Environment
from ..values import Row, Value, multivalue, number, text
from .parameters import as_text, scalar
from .registry import Evaluator, Kind, define, invalid

_WORDS = {True: "true", False: "false"}
_READS_AS_NUMBER = frozenset("-0123456789")


def _written(document: Tree) -> str | None:
    """Null for what is nested too deeply."""
    try:
        shown = tree.written(document)
    except ValueError:
        return None
    check_length(len(shown))
    return shown


def _native(value: Tree) -> Value:
    """Splunk's value for one of JSON: objects and arrays are their texts."""
    if value is None or isinstance(value, (int, float)):
        return _WORDS[value] if isinstance(value, bool) else value
    return whole(value) if isinstance(value, str) else _written(value)


def _read(value: Any) -> Tree:
    """The tree of a value that is JSON. Raises ValueError for one that is none."""
    single = _WORDS[value] if isinstance(value, bool) else as_text(value)
    if single is None:
        raise ValueError("a multivalue field")
    return tree.read(single)


# What is put into documents


def _tree(argument: Expr, value: Any) -> Tree:
    """What an argument's value is in a document."""
    if isinstance(value, str):
        if isinstance(argument, Literal):
            return value
        container = tree.read_container(value)
        if container is not None:
            return container
        size = number(value) if isinstance(argument, Field) and value[:1] in _READS_AS_NUMBER else None
        return value if size is None or text(plain := tree.plain(size) or 0) != value else plain
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return tree.plain(value)
    return value


def _trees(arguments: Sequence[Expr], values: Sequence[Any]) -> list[Tree]:
    """What the arguments' values are in a document. Raises LimitError when they are too much for one."""
    check_length(sum(len(single) for value in values for single in _strings(value)))
    return [_tree(argument, value) for argument, value in zip(arguments, values, strict=True)]


def _strings(value: Any) -> Sequence[str]:
    return value if isinstance(value, list) else (value,) if isinstance(value, str) else ()


def _keyed(call: Call, kinds: Sequence[Kind]) -> Kind:
    """Keys, which are strings, and values by turns."""
    _require_names(call, kinds[::2])
    if len(kinds) % 2:
        raise invalid(call)
    return Kind.ANY


def _document_and_pairs(call: Call, kinds: Sequence[Kind]) -> Kind:
    _require_names(call, kinds[1::2])
    if kinds[0] in (Kind.BOOLEAN, Kind.NULL) or len(kinds) % 2 == 0:
        raise invalid(call)
    return Kind.ANY


def _require_names(call: Call, kinds: Sequence[Kind]) -> None:
    if not set(kinds) <= {Kind.ANY, Kind.TEXT}:
        raise invalid(call)


@define("json_object", 0, None, _keyed)
def json_object(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """An object of keys and values, as {"a":1,"b":"x"} (measured on Splunk 10.4.2 by a third party); null when a key
    is. Of a key given twice the last counts."""

    def run(row: Row) -> Value:
        values = [arg(row) for arg in args]
        keys = [None if value is None else as_text(value) for value in values[::2]]
        if None in keys:
            return None
        return _written(dict(zip(keys, _trees(call.args[1::2], values[1::2]), strict=True)))

    return run


@define("json_array", 0, None, Kind.ANY)
def json_array(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
    """An array of the values, as ["a",1] (measured on Splunk 10.4.2 by a third party)."""
    return lambda row: _written(_trees(call.args, [arg(row) for arg in args]))


Change = Callable[[Tree, str, Tree], Tree]
"""A document, a path or key, and what is for there -> the document, changed or as it was."""


def _changing(change: Change) -> Callable[[Call, Sequence[Evaluator], Environment], Evaluator]:
    """A function of a document and pairs of a path and a value, done from left to right; null for what is no JSON."""

    def build(call: Call, args: Sequence[Evaluator], env: Environment) -> Evaluator:
        def run(row: Row) -> Value:
            values = [arg(row) for arg in args]
            paths = [None if path is None else as_text(path) for path in values[1::2]]
            if values[0] is None or None in paths:
                return None
            try:
                document = _read(values[0])
                for path, value in zip(paths, _trees(call.args[2::2], values[2::2]), strict=True):
                    document = change(document, path or "", value)
            except ValueError:  # no JSON, or nested too deeply
                return None
            return _written(document)

        return run

    return build


def _at_path(document: Tree, path: str, new: Callable[[Tree], Tree], size: Tree, *, make: bool = False) -> Tree:
    """The document with something new at a path. Raises LimitError when `size` stands in too many places."""
    steps = tree.steps_of(path)
    if steps is None:
        return document
    length, places = len(_written(size) or ""), 0

    def place(old: Tree) -> Tree:
        nonlocal places
        places += 1
        check_length(length * places)
        return new(old)

    return tree.change(document, steps, place, make=make)


def _set(document: Tree, path: str, value: Tree) -> Tree:
    return _at_path(document, path, lambda old: _copy(value), value, make=True) if path else document


def _append(document: Tree, path: str, value: Tree) -> Tree:
    return _at_path(document, path, lambda old: [*_wrapped(old), _copy(value)], value)


def _extend(document: Tree, path: str, value: Tree) -> Tree:
    if not isinstance(value, list):
        return document
    return _at_path(document, path, lambda old: [*_wrapped(old), *_copy(value)], value)


def _set_exact(document: Tree, key: str, value: Tree) -> Tree:
    return {**document, key: value} if isinstance(document, dict) else document


def _wrapped(value: Tree) -> list[Tree]:
    return value if isinstance(value, list) else [value]


def _copy(value: Tree) -> Tree:
    """What stands in several places is not shared by them: a later pair may change one of them."""
    return tree.read(tree.written(value)) if isinstance(value, (dict, list)) else value


# json_set makes the objects on the way to a path; `{}` sets every element. An update that the document does not fit is
# skipped. [unverified]: an empty path sets nothing.
define("json_set", 3, None, _document_and_pairs)(_changing(_set))

# Of json_append and json_extend, a scalar or an object at the path becomes an array first; a path that leads nowhere is
# passed over. An empty path is the document itself. [unverified]: `a{}` are the elements of `a`, each for itself; a
# value that is no array extends nothing.
define("json_append", 3, None, _document_and_pairs)(_changing(_append))
define("json_extend", 3, None, _document_and_pairs)(_changing(_extend))

# [unverified]: several pairs make one object, though the page speaks of an array.
define("json_set_exact", 3, None, _document_and_pairs)(_changing(_set_exact))


# What is taken out of documents


@scalar("json_extract", "json value*")
def json_extract(document: Tree, *paths: str) -> Value:
    """What lies at a path; of several paths, or of one with `{}`, an array. Null where there is nothing.

    Without a path the document as a native value. `a{}` is the array itself (measured on Splunk 10.4.2 by a third
    party); `{}` of an object is that object (the page's first example).
    """
    if not paths:
        return _native(document)
    found = [_extracted(document, tree.steps_of(path)) for path in paths]
    return _native(found[0]) if len(found) == 1 else _written(found)


def _extracted(document: Tree, steps: Sequence[Step] | None) -> Tree:
    if steps is None:
        return None
    if steps == (None,) and isinstance(document, dict):
        return document
    found = tree.at(document, steps)
    if None not in steps:
        return found[0] if found else None
    empty = steps[-1] is None and any(isinstance(holder, list) for holder in tree.at(document, steps[:-1]))
    return found if found or empty else None


@scalar("json_extract_exact", "json value*")
def json_extract_exact(document: Tree, *keys: str) -> Value:
    """The value of a key, dots and all; of several keys an array."""
    if not keys:
        return _native(document)
    found = [document.get(key) if isinstance(document, dict) else None for key in keys]
    return _native(found[0]) if len(found) == 1 else _written(found)


@scalar("json_keys", "json")
def json_keys(document: Tree) -> Value:
    """The keys of an object as an array, in their order; null for what is no object."""
    return _written(list(document)) if isinstance(document, dict) else None


@scalar("json_entries", "json")
def json_entries(document: Tree) -> Value:
    """An array of {"key":..., "value":...}; null for what is no object."""
    if not isinstance(document, dict):
        return None
    return _written([{"key": key, "value": value} for key, value in document.items()])


@scalar("json_delete", "json texts texts*")
def json_delete(document: Tree, *keys: list[str]) -> Value:
    """An object without some keys: single ones, or those of an array; dots lead into nested objects."""
    if not isinstance(document, dict):
        return None
    for name in (name for listed in keys for single in listed for name in _listed(single)):
        *way, last = name.split(".")
        for holder in tree.at(document, way):
            if isinstance(holder, dict):
                holder.pop(last, None)
    return _written(document)


def _listed(name: str) -> Sequence[str]:
    names = tree.read_container(name) if name[:1] == "[" else None
    return (name,) if not isinstance(names, list) else [single for single in names if isinstance(single, str)]


def _switched(call: Call) -> bool:
    """The second argument is a Boolean, as true() is; a literal is none."""
    return not any(isinstance(switch, Literal) for switch in call.args[1:])


@scalar("json_array_to_mv", "json any?", valid=_switched)
def json_array_to_mv(document: Tree, quotes: Any = False) -> Value:
    """The elements of an array as a multivalue; strings in quotes only when the second argument is true."""
    if not isinstance(document, list):
        return None
    check_values(len(document))
    elements = (whole(e) if isinstance(e, str) and quotes is not True else _written(e) for e in document)
    return multivalue([element for element in elements if element is not None])


@scalar("mv_to_json_array", "texts any?", valid=_switched)
def mv_to_json_array(values: list[str], infer: Any = False) -> Value:
    """The values as an array of strings; when types are inferred each is read as JSON, and null when it is none."""
    return _written([_inferred(value) for value in values] if infer is True else values)


def _inferred(value: str) -> Tree:
    try:
        return tree.read(value)
    except ValueError:
        return None


# What is asked of values


def _reads(value: Any) -> bool:
    try:
        _read(value)
    except ValueError:
        return False
    return True


@scalar("json", "any")
def json(value: Any) -> Value:
    """The value when it is JSON, else null. [unverified]: as it is written."""
    if value is None or not _reads(value):
        return None
    return _WORDS[value] if isinstance(value, bool) else value


@scalar("json_valid", "any", Kind.BOOLEAN)
def json_valid(value: Any) -> bool:
    """Whether the value is JSON, a single string, number, true, false or null included."""
    return value is not None and _reads(value)


@scalar("json_has_key_exact", "json value", Kind.BOOLEAN)
def json_has_key_exact(document: Tree, key: str) -> bool:
    """Whether an object has a key, dots and all; false for what is no object."""
    return isinstance(document, dict) and key in document


@scalar("isobject", "any", Kind.BOOLEAN)
def isobject(value: Any) -> bool:
    """Whether a text is a JSON object (Search Reference, "Informational functions")."""
    return isinstance(value, str) and isinstance(tree.read_container(value), dict)


@scalar("isarray", "any", Kind.BOOLEAN)
def isarray(value: Any) -> bool:
    """Whether a text is a JSON array (likewise); a multivalue is none."""
    return isinstance(value, str) and isinstance(tree.read_container(value), list)


# Conversions (Search Reference, "Conversion functions")


@scalar("toarray", "texts")
def toarray(values: list[str]) -> Value:
    """A text that is a JSON array, compact; a multivalue as mv_to_json_array with inferred types."""
    if len(values) > 1:
        return mv_to_json_array(values, True)
    found = tree.read_container(values[0])
    return _written(found) if isinstance(found, list) else None


@scalar("toobject", "value")
def toobject(value: str) -> Value:
    """A text that is a JSON object, compact."""
    found = tree.read_container(value)
    return _written(found) if isinstance(found, dict) else None


@scalar("tomv", "texts")
def tomv(values: list[str]) -> Value:
    """A multivalue stays one; the elements of an array, strings in their quotes; null for any other text."""
    if len(values) > 1:
        return values
    return json_array_to_mv(tree.read_container(values[0]), True)
