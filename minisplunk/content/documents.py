"""YAML as contentctl builds apps from in; the mappings in it, with the search or the macro that each one is, out.

A detection has `search`, a macro `name`, `definition` and `arguments` (github.com/splunk/security_content).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any

from ..conf.parser import Setting, Stanza
from ..dataclass import dataclass
from ..spl.macros import stanza_name
from .search import Search, Unreadable, Written

_NO_WORD = re.compile(r"[ \-./]")
_NOTHING_FILTERED = "search *"
_TEXT = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Document:
    """One mapping of a YAML file. `nodes`: its values by key, as PyYAML's nodes, which know their places; `lines`:
    of the keys."""

    file: str
    text: str = field(repr=False)
    node: Any = field(repr=False)
    nodes: Mapping[str, Any] = field(repr=False)
    lines: Mapping[str, int] = field(repr=False)

    def content(self) -> dict[str, Any]:
        """All of it as Python has it. Raises Unreadable for tags that are not YAML's own."""
        import yaml  # noqa: PLC0415

        try:
            found: dict[str, Any] = _loader()("").construct_document(self.node)
        except (yaml.YAMLError, ValueError) as error:
            raise _unreadable(error, self.file) from error
        return found

    @property
    def name(self) -> str:
        return self._string("name") or Path(self.file).stem

    def search(self) -> Search | None:
        """Its search, if it has one."""
        if (spl := self._text("search")) is None:
            return None
        start, end = self.nodes["search"].start_mark, self.nodes["search"].end_mark
        written = self.text[start.index : end.index]
        line, column = start.line + 1, start.column + 1
        if written[:1] in "|>":  # the text is below the sign of its block
            written, line, column = written.partition("\n")[2], line + 1, 1
        return Search(self.name, spl, self.file, self.lines["search"], Written(written, line, column))

    def macro(self) -> Stanza | None:
        """The macro that it defines. `arguments` are names in their order; its name may have the number of them, as in
        macros.conf, or not."""
        if (definition := self._text("definition")) is None:
            return None
        listed = self.nodes.get("arguments")
        arguments = [str(one.value) for one in listed.value] if listed is not None and listed.id == "sequence" else []
        name = self.name if self.name.endswith(")") else stanza_name(self.name, len(arguments))
        return _stanza(name, {"definition": definition, "args": ", ".join(arguments)}, self.file)

    def filters(self) -> dict[str, Stanza]:
        """contentctl makes each detection a macro of its name with this end, for users to fill, which lets all pass."""
        names = {f"{_NO_WORD.sub('_', of).lower()}_filter" for of in (self.name, Path(self.file).stem)}
        return {name: _stanza(name, {"definition": _NOTHING_FILTERED}, self.file) for name in names}

    def _string(self, key: str) -> str | None:
        node = self.nodes.get(key)
        return node.value if node is not None and node.id == "scalar" else None

    def _text(self, key: str) -> str | None:
        """A value that is text, and no number or the like."""
        node = self.nodes.get(key)
        return self._string(key) if node is not None and node.tag == _TEXT else None


def documents(text: str, file: str) -> Iterator[Document]:
    """The mappings of a YAML file, which may have several. Raises Unreadable, with the line, for what is no YAML."""
    import yaml  # noqa: PLC0415  it takes longer to load than most verbs take

    try:
        for node in yaml.compose_all(text, _loader()):
            if isinstance(node, yaml.MappingNode):
                nodes = {str(key.value): value for key, value in node.value}
                lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
                yield Document(file, text, node, nodes, lines)
    except (yaml.YAMLError, RecursionError) as error:
        raise _unreadable(error, file) from error


@cache
def _loader() -> Any:
    import yaml  # noqa: PLC0415

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _unreadable(error: Exception, file: str) -> Unreadable:
    mark = getattr(error, "problem_mark", None)
    return Unreadable(f"not YAML: {getattr(error, 'problem', None) or error}", file, mark.line + 1 if mark else 0)


def _stanza(name: str, settings: Mapping[str, str], file: str) -> Stanza:
    return Stanza(name, file, 1, {key: Setting(key, value, file, 1) for key, value in settings.items()})
