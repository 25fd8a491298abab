"""Layers of conf files in; for each app, user and set of roles its view of them and its knowledge of events out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from functools import cached_property

from ..conf import Layers, View, roles
from ..dataclass import dataclass
from ..lookups.stores import LookupStores
from .knowledge import Knowledge

_Key = tuple[str, str, frozenset[str] | None]


@dataclass(frozen=True)
class Contexts:
    """The contexts of one state of the conf files, which never changes: a search keeps the one that it began with.

    Each context is made once, though two threads that need the same one at once may both make it. Safe for threads.
    `stores`: what they share of lookups, and may share with the contexts of another state.
    """

    layers: Layers
    stores: LookupStores = field(default_factory=LookupStores, repr=False)
    _contexts: dict[_Key, tuple[View, Knowledge]] = field(default_factory=dict, repr=False)

    @cached_property
    def everywhere(self) -> View:
        """The global context."""
        return self.layers.global_context()

    def context(self, app: str, user: str = "nobody", held: Iterable[str] | None = None) -> tuple[View, Knowledge]:
        """What `user` sees in `app`; with the user's roles in `held`, only what they may read. Raises NotFound."""
        readers = None if held is None else self.readers(held)
        key = (app, user if (user, app) in self.layers.users else "", readers)
        if key not in self._contexts:
            view = self.layers.context(app, user, readers)
            return self._contexts.setdefault(key, (view, Knowledge(view, self.stores)))
        return self._contexts[key]

    def capabilities(self, held: Iterable[str]) -> frozenset[str]:
        """What somebody with these roles may do."""
        return roles.capabilities(self.everywhere, held)

    def readers(self, held: Iterable[str]) -> frozenset[str] | None:
        """The roles that count in access lists: those held and those that they import. None when they may read all."""
        held = tuple(held)
        if roles.ALL_OBJECTS in self.capabilities(held):
            return None
        return frozenset(roles.with_imported(self.everywhere, held))
