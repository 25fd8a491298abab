"""What a collection asks of the place where its entries live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ..http import HttpError, Request
from ..instance import Splunkd
from .entry import Entry
from .shape import Shape


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


class FixedStore:
    """What an EntryStore has that does not do everything. Its shape has no endpoints for what it leaves as here."""

    def new(self, splunkd: Splunkd, request: Request) -> Entry:
        raise HttpError(405, "Method Not Allowed")

    def create(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        raise HttpError(405, "Method Not Allowed")

    def update(self, splunkd: Splunkd, request: Request, name: str, settings: Mapping[str, str]) -> Sequence[Entry]:
        raise HttpError(405, "Method Not Allowed")

    def remove(self, splunkd: Splunkd, request: Request, name: str) -> None:
        raise HttpError(405, "Method Not Allowed")
