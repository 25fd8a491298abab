"""What a collection asks of the place where its entries live; and what it asks beside, where they can be shared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from ...conf import Layers, Level
from ...conf.objects import Owned
from ..http import Request
from ..instance import Splunkd
from .entry import Entry
from .shape import Shape

Object = TypeVar("Object", bound=Owned)


class EntryStore(Protocol):
    """`name` is as the path has it. What cannot be done is an HttpError; the caller holds `splunk.changing` meanwhile.

    What changed may be several entries, or none that the user may read.
    """

    @property
    def shape(self) -> Shape: ...

    def list(self, splunkd: Splunkd, request: Request) -> Iterable[Entry]:
        """The entries that the request sees, in their order."""

    def find(self, splunkd: Splunkd, request: Request, name: str) -> Sequence[Entry]:
        """Those of one name, of which a namespace with a wildcard may see several; HttpError 404 for none."""

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        """What a new entry would be."""

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]: ...

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]: ...

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None: ...


class SharedStore(EntryStore, Protocol[Object]):
    """Entries that are objects with an owner and an access list."""

    def writable(self, splunkd: Splunkd, request: Request) -> Object:
        """The one that the request names; HttpError 403 for who may not write it."""

    def place(self, splunkd: Splunkd, item: Object, to: Level, rules: Callable[[Layers], Layers]) -> None:
        """Put it at a level, if it is not there, with rules that its app then has of it, all in one change.

        ConfError when it came with an app, or one is there already.
        """

    def at(self, splunkd: Splunkd, request: Request, item: Object, to: Level) -> Sequence[Object]:
        """The same object at a level, if the user may read it there."""
