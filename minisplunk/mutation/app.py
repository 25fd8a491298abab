"""An installed app in; what its saved searches and macros say, and whether they could be read with changes, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

from ..alerts.saved import of_stanza, own
from ..conf import App, Conf, Layers, Setting, Stanza, View
from ..dataclass import dataclass
from ..errors import MinisplunkError
from ..fields.macros import finder
from ..search import Prepared, Request, read
from ..spl.pipeline import Pipeline
from .change import Change, changed
from .normal import normal
from .written import MACROS, SAVED, Origins, Written

NOW = 2.0**30
"""When searches are read; their times do not count then."""


@dataclass(frozen=True)
class Mutated:
    """An app among the others of a Splunk. `layers`: the settings of all; those of the app may be changed ones."""

    layers: Layers
    id: str

    @property
    def app(self) -> App:
        return self.layers.app(self.id)

    @cached_property
    def view(self) -> View:
        return self.layers.context(self.id)

    def changed(self, changes: Sequence[Change]) -> Mutated:
        return replace(self, layers=self.layers.with_app(changed(self.app, changes)))

    def searches(self) -> list[Stanza]:
        """The app's own saved searches that have a search."""
        visible = self.view.conf(SAVED).stanzas
        return [visible[name] for name in own(self.app) if name in visible and visible[name].get("search")]

    def written(self, stanza: Stanza) -> Stanza:
        """A saved search with the settings alone that the app itself gives it."""
        confs = (files[SAVED] for files in (self.app.default, self.app.local) if SAVED in files)
        keys = {key for conf in confs if stanza.name in conf.stanzas for key in conf.stanzas[stanza.name].settings}
        return replace(stanza, settings={key: one for key, one in stanza.settings.items() if key in keys})

    @cached_property
    def macros(self) -> dict[str, Written]:
        """The app's own macros by the names of their stanzas."""
        visible = self.view.conf(MACROS).stanzas
        names = (name for confs in (self.app.default, self.app.local) for name in confs.get(MACROS, Conf()).stanzas)
        return {
            name: Written(MACROS, name, visible[name].settings["definition"])
            for name in dict.fromkeys(names)
            if name in visible and "definition" in visible[name].settings
        }

    def prepared(self, stanza: Stanza) -> Prepared:
        """A saved search, read. Raises SplError, UnsupportedSpl and ConfError."""
        of_stanza(stanza, self.view, self.id, "nobody")
        request = Request(
            stanza.get("search"),
            NOW,
            "",
            stanza.get("dispatch.earliest_time"),
            stanza.get("dispatch.latest_time"),
            app=self.id,
        )
        return read(request, self.view)

    def origins(self, stanza: Stanza, prepared: Prepared) -> Origins:
        written = Written(SAVED, stanza.name, stanza.settings["search"])
        return Origins(written, prepared.text, finder(self.view), self.macros)

    def meaning(self, stanza: Stanza, change: Change | None = None) -> Meaning | None:
        """What a saved search means, to be compared, perhaps with a change of the app; None where it cannot be read."""
        try:
            if change is None:
                return Meaning.of(self.prepared(stanza).pipeline)
            if change.conf != SAVED:
                return self.changed((change,)).meaning(stanza)
            return self.meaning(_with(stanza, change))
        except MinisplunkError:
            return None


class Meaning(NamedTuple):
    """`reads`: whether the search begins with terms of events; `commands`: as `normal` has them."""

    reads: bool
    commands: Any

    @classmethod
    def of(cls, pipeline: Pipeline) -> Meaning:
        return cls(pipeline.base is not None, normal(pipeline))

    def mutated(self, other: Meaning | None) -> bool:
        """Whether the other one is a search of the same kind that may find something else."""
        return other is not None and other.reads == self.reads and other.commands != self.commands


def _with(stanza: Stanza, change: Change) -> Stanza:
    settings = {key: setting for key, setting in stanza.settings.items() if key != change.key}
    if change.value is not None:
        settings[change.key] = Setting(change.key, change.value, stanza.file, stanza.line)
    return replace(stanza, settings=settings)
