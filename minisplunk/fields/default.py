"""What the store knows of an event in; the default fields, which every event has, out. And those only Splunk has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from ..spl.fields import Fields
from ..values import Value

Event = dict[str, Value]
Fill = Callable[[Event, int, int, str], None]

SPLUNK_SERVER = "minisplunk"
ADDRESS = "_address"
"""Where an event lies in its source. Only those have it that are to be deleted, among their indexed fields."""


class Extract(Protocol):
    def __call__(self, time: int, indextime: int, raw: str, indexed: str | None = None, /) -> Event:
        """The fields of an event; times in microseconds, `indexed` fields as the store keeps them."""


class ExtractAll(Protocol):
    def __call__(
        self,
        times: Sequence[int],
        indextimes: Sequence[int],
        raws: Sequence[str],
        indexed: Sequence[str | None],
        read: Sequence[Event | None] | None = None,
        /,
    ) -> Iterable[Event]:
        """As Extract, of several events; a list where all is done already. `read`: what `ReadAll` gave for them."""


class ReadAll(NamedTuple):
    """`read`: the fields of texts, None for one that has to be looked at alone, and one more member of each; None where
    they could not be read at once. `timed`: whether the time of an event matters for its fields."""

    read: Callable[[Sequence[Any]], tuple[Sequence[Event | None], Sequence[Value]] | None]
    timed: bool


class ExtractRows(Protocol):
    def __call__(self, time: int, indextime: int, raw: str, indexed: str | None = None, /) -> list[Event]:
        """As Extract, the events of the rows of a table; the event itself where there is none."""


class Meta(Protocol):
    """What all events of one kind share."""

    @property
    def index(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def sourcetype(self) -> str: ...


class Seen(NamedTuple):
    """The same as a search sees it. `stored`: the source type's name in the index, where it is renamed."""

    index: str  # type: ignore[assignment]  # Splunk's word; it hides tuple.index
    host: str
    source: str
    sourcetype: str
    stored: str

    @property
    def fields(self) -> dict[str, str]:
        """The default fields that all events of the kind share. Each has `_sourcetype`, renamed or not, as in results
        of Splunk's that are published."""
        return dict(zip(SHARED, self, strict=True))


def _time(time: int, indextime: int, raw: str) -> int | float:
    """Epoch seconds; a whole number where there are no fractions."""
    seconds, fraction = divmod(time, 1_000_000)
    return time / 1_000_000 if fraction else seconds


_PER_EVENT: dict[str, Callable[[int, int, str], Value]] = {
    "_raw": lambda time, indextime, raw: raw,
    "_time": _time,
    "_indextime": lambda time, indextime, raw: indextime // 1_000_000,
    "linecount": lambda time, indextime, raw: str(raw.count("\n") + 1),
}
SHARED = ("index", "host", "source", "sourcetype", "_sourcetype")
DEFAULT = frozenset({*_PER_EVENT, *SHARED, "splunk_server"})

_INNER = "The field '{}' is not made: it tells of Splunk's own storage or parsing."
_OF_STORAGE = ("punct", "timestartpos", "timeendpos", "splunk_server_group", "_subsecond")
_OF_BUCKETS = ("_bkt", "_cd", "_si", "_serial")
UNSUPPORTED_FIELDS: dict[str, str] = {name: _INNER.format(name) for name in (*_OF_STORAGE, *_OF_BUCKETS)}
"""Fields that events have in Splunk and not here, with the reason (Knowledge Manager Manual, "Use default fields").

A search that reads one must be refused: it would find nothing, without a reason.
"""


def filler(meta: Seen, wanted: Fields) -> Fill | None:
    """Puts the wanted default fields into an event; None when none is wanted."""
    shared: Event = {name: value for name, value in meta.fields.items() if name in wanted}
    if "splunk_server" in wanted:
        shared["splunk_server"] = SPLUNK_SERVER
    per_event = [(name, make) for name, make in _PER_EVENT.items() if name in wanted]
    if not shared and not per_event:
        return None

    def fill(event: Event, time: int, indextime: int, raw: str) -> None:
        event.update(shared)
        for name, make in per_event:
            event[name] = make(time, indextime, raw)

    return fill
