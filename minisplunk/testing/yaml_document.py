"""YAML text in; the value that it is, and the line of each place in it, out.

Words are read as YAML 1.2 has them, as editors do: `Yes` is a text, and a time is one too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import BaseResolver

from ..errors import DataError

_MOST = 2_000_000
"""Values in a document, counting what an alias stands for each time: a few lines can make billions."""
_STEP = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<number>\d+|\.\.\.)\]")
_STR = "tag:yaml.org,2002:str"
Key = str | int


class _Resolver(BaseResolver):
    """The core schema of YAML 1.2 (yaml.org/spec/1.2.2, 10.3.2), less octal numbers: 0123 is a text."""


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("bool", r"true|True|TRUE|false|False|FALSE", tuple("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", tuple("-+0123456789")),
    (
        "float",
        r"[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]+|\.?[0-9]*[eE][-+]?[0-9]+|\.)(?:[eE][-+]?[0-9]+)?",
        tuple("-+.0123456789"),
    ),
    ("merge", r"<<", ("<",)),
):
    _Resolver.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # one of two classes
    """Composes nodes; their tags are ours."""

    yaml_implicit_resolvers = _Resolver.yaml_implicit_resolvers


@dataclass(frozen=True)
class Document:
    """`file`: as errors name it."""

    file: str
    node: yaml.Node | None

    @classmethod
    def of(cls, text: str, file: str) -> Document:
        """Raises DataError with file and line for what is no YAML, and for what grows without end."""
        try:
            document = cls(file, yaml.compose(text, _Loader))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = file if mark is None else f"{file}:{mark.line + 1}"
            raise DataError(f"{where}: not YAML: {getattr(error, 'problem', None) or error}") from error
        except RecursionError as error:
            raise DataError(f"{file}: not YAML: it is nested too deeply") from error
        if document.node is not None:
            _Size(file).of(document.node)
        return document

    @cached_property
    def value(self) -> Any:
        return self.value_of(self.node)

    def value_of(self, node: yaml.Node | None) -> Any:
        """What a node of the document is. Raises DataError for a tag that is not YAML's own, and for a key twice."""
        if node is None:
            return None
        try:
            return _constructed(node)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = node.start_mark.line if mark is None else mark.line
            raise DataError(f"{self.file}:{line + 1}: {getattr(error, 'problem', None) or error}") from error
        except (RecursionError, ValueError) as error:
            raise DataError(f"{self.file}:{node.start_mark.line + 1}: {error}") from error

    def fault(self, message: str, line: int) -> DataError:
        """An error at a line; of what is no file, without one."""
        return DataError(f"{self.file}: {message}" if self.node is None else f"{self.file}:{line}: {message}")

    def line(self, *keys: Key) -> int:
        """The line of a place, counted from 1; of the last key that there is, where the place is none."""
        node, line = self.node, 1
        for key in keys:
            found = _inside(node, key)
            if found is None:
                break
            node, line = found
        return line

    def line_of(self, path: str, *before: Key) -> int:
        """The same for a path of msgspec's, `$.events[0].set`, from the place `before` on; `[...]` is any value."""
        keys: list[Key] = list(before)
        for match in _STEP.finditer(path):
            if match["number"] == "...":
                break
            keys.append(match["key"] or int(match["number"]))
        return self.line(*keys)


def _inside(node: yaml.Node | None, key: Key) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value, name.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        item: yaml.Node = node.value[key]
        return item, item.start_mark.line + 1
    return None


class _Constructor(SafeConstructor):
    """As SafeConstructor; a key that is there twice is an error, since one of the two would be lost."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for name, _ in node.value:
            if isinstance(name, yaml.ScalarNode) and name.tag != "tag:yaml.org,2002:merge":
                if name.value in seen:
                    raise yaml.MarkedYAMLError(None, None, f"the key '{name.value}' is there twice", name.start_mark)
                seen.add(name.value)
                name.tag = _STR  # so that a key of digits is the text that it is in JSON
        return super().construct_mapping(node, deep=deep)


def _constructed(node: yaml.Node) -> Any:
    return _Constructor().construct_document(node)


class _Size:
    """Counts the values of nodes, those of an alias each time."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.counted: dict[int, int] = {}

    def of(self, node: yaml.Node) -> int:
        known = self.counted.get(id(node))
        if known is not None:
            if not known:
                raise DataError(f"{self.file}:{node.start_mark.line + 1}: an alias that holds itself")
            return known
        self.counted[id(node)] = 0
        size = 1 + sum(map(self.of, self._inside(node)))
        if size > _MOST:
            raise DataError(f"{self.file}:{node.start_mark.line + 1}: more than {_MOST:,} values")
        self.counted[id(node)] = size
        return size

    @staticmethod
    def _inside(node: yaml.Node) -> Sequence[yaml.Node]:
        if isinstance(node, yaml.MappingNode):
            return [part for pair in node.value for part in pair]
        return node.value if isinstance(node, yaml.SequenceNode) else ()
