"""Case files in; the same with the Splunk on which cases were verified out, and not a letter else changed.

A case is a mapping with a `name`, in the list that a file is, or in the list `cases` of the mapping that it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.case_files import LOADER

KEY = "verified"
_ALIAS = re.compile(r"\s*:\s*\*[\w-]+")
Edit = tuple[int, int, str]
"""From, to, and what stands there instead."""


def mark(file: Path, names: Collection[str], version: str) -> None:
    """Write `verified: "<version>"` into these cases of a file, over what was said there before."""
    file.write_text(marked(file.read_text("utf-8"), names, version), "utf-8")


def marked(text: str, names: Collection[str], version: str) -> str:
    """The text of a case file with these cases marked. ValueError for a name that is not that of one case.

    Each is an edit of its own place, for a YAML dump would lose the comments and the layout.
    """
    cases: dict[str, yaml.MappingNode] = {}
    for case in _cases(yaml.compose(text, LOADER)):
        name = _value(case, "name")
        if name is not None and name.value in names:
            if name.value in cases:
                raise ValueError(f"Two cases have the name {name.value!r}: one could be taken for the other.")
            cases[name.value] = case
    missing = set(names) - cases.keys()
    if missing:
        raise ValueError(f"There is no case {min(missing)!r}.")
    changed = text
    for start, end, new in sorted((_edit(text, case, json.dumps(version)) for case in cases.values()), reverse=True):
        changed = changed[:start] + new + changed[end:]
    try:
        same = _but_for_the_key(yaml.load(changed, LOADER), cases) == _but_for_the_key(yaml.load(text, LOADER), cases)
    except yaml.YAMLError:
        same = False
    if not same:
        raise ValueError("The cases would not be what they were.")
    return changed


def _cases(root: Any) -> Iterator[yaml.MappingNode]:
    found = _value(root, "cases") if isinstance(root, yaml.MappingNode) else root
    if isinstance(found, yaml.SequenceNode):
        yield from (node for node in found.value if isinstance(node, yaml.MappingNode))


def _value(mapping: yaml.MappingNode, key: str) -> Any:
    return next((value for name, value in mapping.value if name.value == key), None)


def _edit(text: str, case: yaml.MappingNode, version: str) -> Edit:
    was = _value(case, KEY)
    if was is not None:
        return was.start_mark.index, was.end_mark.index, version
    key, last = case.value[-1]
    end = last.end_mark.index
    if last.start_mark.index < key.start_mark.index:  # an alias: the node is the one that has the anchor
        alias = _ALIAS.match(text, key.end_mark.index)
        assert alias is not None
        end = alias.end()
    if case.flow_style:
        return end, end, f", {KEY}: {version}"
    indent = case.value[0][0].start_mark.column
    end = _end_of_content(text, end, indent)
    return end, end, f"\n{' ' * indent}{KEY}: {version}"


def _end_of_content(text: str, end: int, indent: int) -> int:
    """The end of a value's last line; the parser counts blank lines and comments after it in, up to the next value."""
    while True:
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end]
        written = line.lstrip()
        if written and not (written.startswith("#") and len(line) - len(written) <= indent):
            break
        end = start - 1
    following = text.find("\n", end)
    return len(text) if following < 0 else following


def _but_for_the_key(document: Any, cases: Collection[str]) -> Any:
    """A document, whatever the key of these cases says."""
    found = document["cases"] if isinstance(document, dict) else document
    kept = [{**case, KEY: None} if case.get("name") in cases else case for case in found]
    return {**document, "cases": kept} if isinstance(document, dict) else kept
