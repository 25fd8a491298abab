"""An installed app in; what the lints look at in it out, each search read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from ...conf import App, Setting, Stanza, View
from ...dataclass import dataclass
from ...engine import Splunk
from ..finding import ADVICE, Finding
from ..own import saved_searches, stanzas
from ..reading import Reading
from .flow import ReadSearch


@dataclass(frozen=True)
class Installed:
    """`read`: its saved searches."""

    splunk: Splunk
    app: App
    read: Sequence[Reading]

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
        """The search of a saved search; None for one that cannot be read whole, which others tell of."""
        return self._whole.get(stanza.name)

    @cached_property
    def _whole(self) -> dict[str, ReadSearch]:
        whole = ((one.search.name, one.prepared) for one in self.read if one.runs)
        return {name: ReadSearch(prepared, self.view) for name, prepared in whole if prepared is not None}


def advice(at: Setting | Stanza, message: str) -> Finding:
    """A finding at a setting, or at the head of a stanza. Its lint is not known here."""
    return Finding(str(at.file), at.line, ADVICE, message)
