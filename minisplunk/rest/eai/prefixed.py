"""Collections whose stanzas begin with what kind of thing they are: `monitor://`, `tcpout:`, `credential:`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace

from ...conf.objects import ConfObject
from ...dataclass import dataclass
from ..http import Request
from ..instance import Splunkd
from .entry import Content, Entry
from .stanzas import Change, StanzaStore


@dataclass(frozen=True)
class PrefixedStore(StanzaStore):
    """`prefix`: no part of the names of entries; `renamed`: arguments that have other names in the conf file."""

    prefix: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)

    def stanza(self, name: str) -> str:
        return self.prefix + name

    def is_entry(self, stanza: str) -> bool:
        return stanza.startswith(self.prefix)

    def validated(self, splunkd: Splunkd, request: Request, change: Change) -> Mapping[str, str]:
        new_only = self.shape.new_only
        return {self.renamed.get(name, name): value for name, value in change.settings.items() if name not in new_only}

    def taken_text(self, stanza: str) -> str:
        return super().taken_text(stanza.removeprefix(self.prefix))

    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[ConfObject], Entry]:
        def entry(item: ConfObject) -> Entry:
            shown = self.entry(splunkd, request, item, self.content(item))
            return replace(shown, name=item.name.removeprefix(self.prefix))

        return entry

    def content(self, item: ConfObject) -> dict[str, Content]:
        """Settings by the names of their arguments."""
        content = super().content(item)
        given = {name: item.stanza.get(setting) for name, setting in self.renamed.items() if name not in content}
        return {**content, **{name: value for name, value in given.items() if value}}
