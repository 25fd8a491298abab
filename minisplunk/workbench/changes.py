"""What a client wants to try out in; the same in a Splunk that is thrown away, or in a case, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

import msgspec

from ..conf import App
from ..dataclass import dataclass
from ..detect.in_process import named
from ..engine import Splunk
from ..errors import NotFound
from ..explain.reasons import listed
from ..testing import form
from ..testing.case import Case

_SAVED = "savedsearches"


@dataclass(frozen=True, slots=True)
class Changes:
    """`search`: the SPL that `saved_search` is to have, None for its own; `macros`: name, as `source` or
    `source(1)`, -> its definition."""

    saved_search: str = ""
    search: str | None = None
    macros: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.search is not None or bool(self.macros)

    def checked(self, splunk: Splunk, app: App) -> Changes:
        """With the name of the saved search that is meant. Raises NotFound for what the app does not see."""
        there = splunk.context(app.id)[0].conf("macros").stanzas
        for name in self.macros:
            if name not in there:
                raise NotFound(f"There is no macro '{name}'. The app '{app.id}' sees {listed(map(repr, there))}.")
        return self if self.search is None else replace(self, saved_search=named(splunk, app, self.saved_search))

    def make(self, splunk: Splunk, app: App) -> App:
        """Make them; the app as it is then. Raises ConfError for a text that no conf file can hold."""
        if self.search is not None:
            splunk.change(app.id, _SAVED, self.saved_search, {"search": self.search})
        for name, definition in self.macros.items():
            splunk.change(app.id, "macros", name, {"definition": definition})
        return splunk.layers.app(app.id)

    def of_case(self, case: Case) -> Case:
        """The case with them, as if it said so itself."""
        said = case.said
        settings = list(said.settings)
        if self.search is not None:
            settings.append(form.Setting(_SAVED, self.saved_search, {"search": self.search}))
        settings += [form.Setting("macros", name, {"definition": text}) for name, text in self.macros.items()]
        macros = {name: text for name, text in said.macros.items() if name not in self.macros}
        return replace(case, said=msgspec.structs.replace(said, settings=settings, macros=macros))
