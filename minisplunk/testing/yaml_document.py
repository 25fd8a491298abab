"""YAML text in; the value that it is, and the line of each place in it, out.

Words are read as YAML 1.2 has them, as editors do: `Yes` is a text, and a time is one too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from yaml.reader import Reader as Characters
from yaml.resolver import BaseResolver

from ..dataclass import dataclass
from ..errors import DataError, shortened

_MOST = 2_000_000
"""Values in a document, counting what an alias stands for each time: a few lines can make billions."""
_DEEPEST = 100
"""Values inside each other."""
_STEP = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<number>\d+|\.\.\.)\]")
_TAG = "tag:yaml.org,2002:"
_MERGE = f"{_TAG}merge"
Key = str | int


class _Resolver(BaseResolver):
    """The core schema of YAML 1.2 (yaml.org/spec/1.2.2, 10.3.2), less octal numbers: 0123 is a text."""


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("bool", r"true|True|TRUE|false|False|FALSE", tuple("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", tuple("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", tuple("-+.0123456789")),
    ("merge", r"<<", ("<",)),
):
    _Resolver.add_implicit_resolver(_TAG + _tag, re.compile(rf"(?:{_pattern})\Z"), list(_first))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # one of two classes
    """Composes nodes; their tags are ours."""

    yaml_implicit_resolvers = _Resolver.yaml_implicit_resolvers


@dataclass(frozen=True)
class Document:
    """`file`: as errors name it; `value`: what it says."""

    file: str
    node: yaml.Node | None
    value: Any

    @classmethod
    def of(cls, text: str, file: str) -> Document:
        """Raises DataError with file and line for what is no YAML, and for what JSON could not hold."""
        try:
            node = yaml.compose(text, _Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            last = text.rstrip("\n").count("\n") + 1  # what is missing at the end is missed on the line after it
            line = min(mark.line + 1, last) if mark is not None else _line_of_control(text)
            what = getattr(error, "problem", None) or "a control character is not allowed"
            raise DataError(f"{file}:{line}: not YAML: {what}") from error
        return cls(file, node, None if node is None else _Reader(file).value(node))

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


def keys(path: str) -> list[Key]:
    """The keys of a path of msgspec's, `$.events[0].set`, up to `[...]`, which is any value."""
    found: list[Key] = []
    for match in _STEP.finditer(path):
        if match["number"] == "...":
            break
        found.append(match["key"] or int(match["number"]))
    return found


def _inside(node: yaml.Node | None, key: Key) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value, name.start_mark.line + 1
        return next(filter(None, (_inside(one, key) for one in _merged(node))), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        item: yaml.Node = node.value[key]
        return item, item.start_mark.line + 1
    return None


def _merged(node: yaml.MappingNode) -> list[yaml.Node]:
    """What a mapping takes keys from that it has not itself, the first first (yaml.org/type/merge.html)."""
    found = [value for name, value in node.value if name.tag == _MERGE]
    return [one for value in found for one in (value.value if isinstance(value, yaml.SequenceNode) else [value])]


def _line_of_control(text: str) -> int:
    found = Characters.NON_PRINTABLE.search(text)
    return text.count("\n", 0, found.start() if found else 0) + 1


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


_SCALARS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    f"{_TAG}str": (str, ""),
    f"{_TAG}null": (lambda text: None, ""),
    f"{_TAG}int": (int, "no whole number that can be read"),
    f"{_TAG}float": (_number, "no number that can be read"),
    f"{_TAG}bool": (lambda text: {"true": True, "false": False}[text.lower()], "neither true nor false"),
    _MERGE: (str, ""),
}
"""Tags -> what reads a text, raising ValueError or KeyError; and what is said of a text that cannot be read."""


class _Reader:
    """Reads nodes as the values that they have in JSON; keys are texts. PyYAML's own constructor merges mappings as its
    version does, and knows values that JSON has not."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.read: dict[int, tuple[Any, int] | None] = {}

    def value(self, node: yaml.Node) -> Any:
        """Raises DataError, with the line, for a key twice, for what JSON has no value for, and for too many values."""
        return self._sized(node, 0)[0]

    def _sized(self, node: yaml.Node, deep: int) -> tuple[Any, int]:
        """A value, and how many it holds; what an alias stands for counts each time."""
        if id(node) in self.read:
            known = self.read[id(node)]
            if known is None:
                raise self._fault(node, "an alias that holds itself")
            return known
        if deep > _DEEPEST:
            raise self._fault(node, f"more than {_DEEPEST} values inside each other")
        self.read[id(node)] = None
        if isinstance(node, yaml.ScalarNode):
            value, size = self._scalar(node), 1
        elif isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
            items = [self._sized(one, deep + 1) for one in node.value]
            value, size = [one for one, _ in items], 1 + sum(size for _, size in items)
        elif isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
            value, size = self._mapping(node, deep)
        else:
            raise self._unknown(node)
        if size > _MOST:
            raise self._fault(node, f"more than {_MOST:,} values")
        self.read[id(node)] = value, size
        return value, size

    def _mapping(self, node: yaml.MappingNode, deep: int) -> tuple[dict[str, Any], int]:
        value: dict[str, Any] = {}
        size = 1
        for other in reversed(_merged(node)):
            if not isinstance(other, yaml.MappingNode):
                raise self._fault(other, "`<<` takes a mapping, or a list of them")
            taken, more = self._sized(other, deep + 1)
            value |= taken
            size += more
        own: dict[str, Any] = {}
        for name, inside in node.value:
            if name.tag == _MERGE:
                continue
            if not isinstance(name, yaml.ScalarNode):
                raise self._fault(name, "a key is a text, and this one is a list or a mapping")
            if name.value in own:
                raise self._fault(name, f"the key '{name.value}' is there twice")
            own[name.value], more = self._sized(inside, deep + 1)
            size += more
        return value | own, size

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        if node.tag not in _SCALARS:
            raise self._unknown(node)
        read, otherwise = _SCALARS[node.tag]
        try:
            return read(node.value)
        except (ValueError, KeyError) as error:
            raise self._fault(node, f"{shortened(node.value, 40)} is {otherwise}") from error

    def _unknown(self, node: yaml.Node) -> DataError:
        return self._fault(node, f"the tag {node.tag.replace(_TAG, '!!')} is none that JSON has a value for")

    def _fault(self, node: yaml.Node, what: str) -> DataError:
        return DataError(f"{self.file}:{node.start_mark.line + 1}: {what}")
