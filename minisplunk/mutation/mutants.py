"""An installed app in; its mutants out, those of each saved search and of each macro that its searches call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from ..check import shown_path
from ..conf import Stanza
from ..dataclass import dataclass
from ..errors import MinisplunkError
from . import macros, pipeline, settings
from .app import Meaning, Mutated
from .change import Change
from .idea import Idea
from .mutant import MACRO, SEARCH, Mutant, Subject, numbered
from .written import SAVED, Origins, Spot

MOST = 300
"""Mutants of one saved search, or of one macro."""


@dataclass(frozen=True, slots=True)
class Found:
    """The mutants of one subject. `left_out`: how many more there would be; `unread`: why the search cannot be read,
    so that it has only mutants of its settings."""

    subject: Subject
    mutants: tuple[Mutant, ...]
    left_out: int = 0
    unread: MinisplunkError | None = None


def mutants(app: Mutated, most: int = MOST) -> list[Found]:
    """Of the saved searches in their order, then of the macros. The same app has the same mutants in the same order."""
    read = {stanza.name: _Read.of(app, stanza) for stanza in app.searches()}
    callers: dict[str, list[str]] = {}
    for name, one in read.items():
        for macro in one.origins.called() if one.origins else ():
            callers.setdefault(macro, []).append(name)
    found: dict[Subject, list[Mutant]] = {Subject(SEARCH, name, (name,)): [] for name in read}
    of_macro = {name: Subject(MACRO, name, tuple(calling)) for name, calling in callers.items()}
    found |= {subject: [] for subject in of_macro.values()}
    for subject in of_macro.values():
        found[subject] += read[subject.searches[0]].of_macro(subject)
    for subject, one in zip(list(found), read.values(), strict=False):
        for mutant in one.mutants(subject, of_macro):
            found[mutant.subject].append(mutant)
    return [_bounded(subject, list(numbered(each)), most, read) for subject, each in found.items()]


def _bounded(subject: Subject, found: Sequence[Mutant], most: int, read: dict[str, _Read]) -> Found:
    """Of too many those are kept that stand evenly between the others, so that all kinds are there."""
    kept = tuple(found[n * len(found) // most] for n in range(most)) if len(found) > most else tuple(found)
    unread = read[subject.name].unread if subject.kind == SEARCH else None
    return Found(subject, kept, len(found) - len(kept), unread)


@dataclass(frozen=True)
class _Read:
    """A saved search that has been read, where it can be. `meaning`: what changes of it are compared with."""

    app: Mutated
    stanza: Stanza
    origins: Origins | None
    ideas: tuple[Idea, ...]
    meaning: Meaning | None
    unread: MinisplunkError | None = None

    @classmethod
    def of(cls, app: Mutated, stanza: Stanza) -> _Read:
        try:
            prepared = app.prepared(stanza)
        except MinisplunkError as error:
            return cls(app, stanza, None, (), None, error)
        origins = app.origins(stanza, prepared)
        ideas = [*pipeline.of_calls(origins, prepared.pipeline), *pipeline.ideas(origins, prepared.pipeline)]
        return cls(app, stanza, origins, tuple(sorted(ideas, key=_start)), app.meaning(stanza))

    def mutants(self, subject: Subject, macros: dict[str, Subject]) -> Iterator[Mutant]:
        """Those of the search, and of the definitions that its parts come from."""
        for idea in self.ideas:
            yield from self._mutant(idea, subject, macros)
        for other in settings.others(self.app.written(self.stanza)):
            change = Change(SAVED, self.stanza.name, other.key, other.value)
            if self._readable(change):
                setting = self.stanza.settings[other.key]
                place = shown_path(str(setting.file), self.app.app), setting.line
                yield Mutant(subject, other.operator, other.part, other.what, (change,), *place)

    def of_macro(self, subject: Subject) -> Iterator[Mutant]:
        for idea in macros.ideas(self.app.macros[subject.name]):
            yield from self._mutant(idea, subject, {subject.name: subject})

    def _mutant(self, idea: Idea, subject: Subject, macros: dict[str, Subject]) -> Iterator[Mutant]:
        for spot, make, what in idea.ways:
            if spot is None or idea.shown is None or spot.written != idea.shown.written:
                continue
            change = spot.changed(make(spot.text))
            if self.meaning is not None and self.meaning.mutated(self.app.meaning(self.stanza, change)):
                written = spot.written
                of = subject if written.conf == SAVED else macros[written.stanza]
                yield self._told(idea, idea.shown, what or idea.what, change, of)
                return

    def _readable(self, change: Change) -> bool:
        """Settings of a search that cannot be read may be changed all the same."""
        return self.origins is None or self.app.meaning(self.stanza, change) is not None

    def _told(self, idea: Idea, shown: Spot, what: str, change: Change, subject: Subject) -> Mutant:
        setting = shown.written.setting
        file, line = shown_path(str(setting.file), self.app.app), setting.line + shown.line - 1
        return Mutant(subject, idea.operator, idea.words, what, (change,), file, line, shown.line)


def _start(idea: Idea) -> int:
    """Where it stands in its text; what stands nowhere makes no mutant."""
    return idea.shown.span.start if idea.shown else 0


def all_mutants(found: Sequence[Found]) -> list[Mutant]:
    return list(chain.from_iterable(one.mutants for one in found))
