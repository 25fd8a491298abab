"""An installed app in; what the lints look at in it out, each search read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ...conf import App, Setting, Stanza, View
from ...engine import Splunk
from ...errors import MinisplunkError
from ..finding import ADVICE, Finding
from ..own import saved_searches, stanzas
from .flow import ReadSearch


@dataclass(frozen=True)
class Installed:
    splunk: Splunk
    app: App
    _read: dict[str, ReadSearch | None] = field(default_factory=dict)

    @cached_property
    def view(self) -> View:
        """The settings that its searches see."""
        return self.splunk.context(self.app.id)[0]

    @cached_property
    def saved_searches(self) -> tuple[Stanza, ...]:
        """Those that have a search, with the defaults of all."""
        return tuple(saved_searches(self.splunk, self.app))

    def stanzas(self, conf: str) -> Iterator[Stanza]:
        return stanzas(self.splunk, self.app, conf)

    def search(self, stanza: Stanza) -> ReadSearch | None:
        """The search of a saved search or an event type; None for one that cannot be read, which others tell of."""
        text = stanza.get("search")
        if text not in self._read:
            try:
                prepared = self.splunk.read(self.splunk.request(text, app=self.app.id))
                self._read[text] = ReadSearch(prepared, self.view)
            except MinisplunkError:
                self._read[text] = None
        return self._read[text]


def advice(at: Setting | Stanza, message: str) -> Finding:
    """A finding at a setting, or at the head of a stanza. Its lint is not known here."""
    return Finding(str(at.file), at.line, ADVICE, message)
