"""Collections whose entries are objects with an owner and an access list: which of them a request sees, and means."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from ...conf import Layers, Level
from ...conf.objects import NOBODY, Owned, Scope
from ...dataclass import dataclass
from ..http import HttpError, Request
from ..instance import Splunkd
from .entry import Acl, Entry
from .namespaces import ANY, check_addable, check_writable, level, missing, scope
from .shape import Shape

Object = TypeVar("Object", bound=Owned)


@dataclass(frozen=True)
class ObjectStore(ABC, Generic[Object]):
    """An EntryStore. What is abstract says where the objects are, and what is shown of them."""

    shape: Shape

    @abstractmethod
    def within(self, splunkd: Splunkd, request: Request, where: Scope, name: str | None = None) -> Iterable[Object]:
        """The objects in a namespace, or those of that name."""

    @abstractmethod
    def renderer(self, splunkd: Splunkd, request: Request) -> Callable[[Object], Entry]:
        """What makes an entry of an object, for one request."""

    @abstractmethod
    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]: ...

    @abstractmethod
    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]: ...

    @abstractmethod
    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None: ...

    @abstractmethod
    def place(self, splunkd: Splunkd, item: Object, to: Level, rules: Callable[[Layers], Layers]) -> None:
        """Put an object at a level, if it is not there, with rules that its app then has of it, all in one change.

        ConfError when it came with an app, or one is there already.
        """

    def list(self, splunkd: Splunkd, request: Request) -> Iterable[Entry]:
        entry = self.renderer(splunkd, request)
        return [entry(item) for item in sorted(self.seen(splunkd, request), key=lambda item: item.name.lower())]

    def find(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[Entry]:
        entry = self.renderer(splunkd, request)
        return [entry(item) for item in self._named(splunkd, request, name)]

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        user = request.namespace.owner or request.who.user
        return Entry("_new", {}, Acl(request.app) if user in (ANY, NOBODY) else Acl(request.app, user, "user"))

    def seen(self, splunkd: Splunkd, request: Request, name: str | None = None) -> Iterable[Object]:
        """The objects that a request sees, or those of that name."""
        return self.within(splunkd, request, scope(splunkd, request), name)

    def one(self, splunkd: Splunkd, request: Request, name: str) -> Object:
        """The one object of that name; 400 when a wildcard in the namespace matches several."""
        items = self._named(splunkd, request, name)
        if len(items) > 1:
            raise HttpError(400, f"There are several objects of the name '{name}'; the namespace has to say which.")
        return items[0]

    def writable(self, splunkd: Splunkd, request: Request) -> Object:
        """The one that the request names; HttpError 403 for who may not write it."""
        item = self.one(splunkd, request, request.args["name"])
        check_writable(splunkd, request, item)
        return item

    def removable(self, splunkd: Splunkd, request: Request, name: str) -> Object:
        """The one that is to be removed; HttpError 403 for who may not, and for what came with an app."""
        item = self.one(splunkd, request, name)
        check_addable(splunkd, request, item.level, item.of)
        if not item.removable:
            raise HttpError(403, f"Cannot delete '{item.name}': it came with the app '{item.level.app}'.")
        return item

    def target(self, splunkd: Splunkd, request: Request, item: Object) -> Level:
        """Where a change of an object is written; 403 for who may not. A request in the user's own namespace writes the
        user's own object."""
        wild = ANY in (request.namespace.app, request.namespace.owner)
        to = item.level if wild else level(splunkd, request, item.of[0])
        if to == item.level:
            check_writable(splunkd, request, item)
        else:
            check_addable(splunkd, request, to, item.of)
        return to

    def at(self, splunkd: Splunkd, request: Request, name: str, to: Level) -> Sequence[Object]:
        """The object of a name at a level, if the user may read it there."""
        found = self.within(splunkd, request, Scope(to.app, to.user or NOBODY), name)
        return [item for item in found if item.level == to]

    def shown(self, splunkd: Splunkd, request: Request, name: str, to: Level) -> Sequence[Entry]:
        """The same as an entry."""
        entry = self.renderer(splunkd, request)
        return [entry(item) for item in self.at(splunkd, request, name, to)]

    def _named(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[Object]:
        found = tuple(self.seen(splunkd, request, name))
        if not found:
            raise missing(name)
        return found
