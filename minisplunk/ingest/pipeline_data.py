"""An event that has a time, on its way through the typing queue: what transforms read and change of it.

transforms.conf.spec, "KEYS": the raw text, the queue that the event goes to, its metadata, and `_meta`, its indexed
fields. A key that is none of these may hold anything; Splunk warns of one that is not documented, and carries it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from .. import lazy_re
from ..errors import DataError, shortened
from ..fields.indexed import IndexedFields
from ..fields.metadata_keys import METADATA_KEYS
from ..sources import Meta
from ..times import TimeRange
from ..values import texts

INDEX_QUEUE, NULL_QUEUE = "indexQueue", "nullQueue"
_PAIR = lazy_re.compile(r'((?:[^\s":]|:(?!:))+)::(?:"((?:[^"\\]|\\.)*)"|(\S*))')
_QUOTED = lazy_re.compile(r"\\(.)", re.DOTALL)
_SECOND = 1_000_000


class PipelineData:
    """`time` in microseconds; `queue`: where it goes; `keys`: those that have no meaning here."""

    __slots__ = ("_fields", "_meta", "_stored", "host", "index", "keys", "queue", "raw", "source", "sourcetype", "time")

    def __init__(self, meta: Meta, time: int, raw: str, stored: str | None) -> None:
        """`stored`: its indexed fields as the store keeps them."""
        self._meta = meta
        self.index, self.host, self.source, self.sourcetype = meta
        self.time, self.raw = time, raw
        self.queue = INDEX_QUEUE
        self.keys: dict[str, str] = {}
        self._stored = stored
        self._fields: IndexedFields | None = None

    @property
    def meta(self) -> Meta:
        now = (self.index, self.host, self.source, self.sourcetype)
        return self._meta if self._meta == now else Meta(*now)

    @property
    def stored(self) -> str | None:
        return self._stored if self._fields is None else self._fields.stored()

    @property
    def fields(self) -> IndexedFields:
        """To read and to change; made when first asked for."""
        if self._fields is None:
            self._fields = IndexedFields.of(self._stored)
        return self._fields

    def copied(self, sourcetype: str) -> PipelineData:
        other = PipelineData(self.meta._replace(sourcetype=sourcetype), self.time, self.raw, self.stored)
        other.queue, other.keys = self.queue, dict(self.keys)
        return other


class Key(NamedTuple):
    """How a key is read from an event, and how it is written."""

    read: Callable[[PipelineData], str]
    write: Callable[[PipelineData, str], None]


def key_of(name: str) -> Key:
    """A key by its name, in the very spelling of the specification; any other holds what is written to it."""
    return KEYS.get(name) or Key(
        lambda data: data.keys.get(name, ""), lambda data, value: data.keys.__setitem__(name, value)
    )


def _metadata(attribute: str, prefix: str) -> Key:
    """The prefix is a part of the value. [unverified]: what is written without it counts too, as public apps do; an
    empty value changes nothing."""

    def write(data: PipelineData, value: str) -> None:
        if value := value.removeprefix(prefix):
            setattr(data, attribute, value)

    return Key(lambda data: f"{prefix}{getattr(data, attribute)}", write)


def _plain(attribute: str) -> Key:
    return Key(lambda data: str(getattr(data, attribute)), lambda data, value: setattr(data, attribute, value))


def _read_time(data: PipelineData) -> str:
    """transforms.conf.spec, INGEST_EVAL: for regular expressions whole seconds."""
    return str(data.time // _SECOND)


def _write_time(data: PipelineData, value: str) -> None:
    """Raises DataError for what is no time. [unverified]: that it changes nothing."""
    try:
        time = round(float(value) * _SECOND)
    except (ValueError, OverflowError):
        time = None
    if time is None or time not in TimeRange.ALL:
        raise DataError(f"{shortened(value)!r} is no time")
    data.time = time


def _read_meta(data: PipelineData) -> str:
    return " ".join(
        f'{name}::"{value}"' if re.search(r"\s", value) else f"{name}::{value}"
        for name, values in data.fields.items()
        for value in texts(values)
    )


def _write_meta(data: PipelineData, text: str) -> None:
    data.fields.clear()
    for name, value in pairs(text):
        data.fields.add(name, value)


def pairs(text: str) -> list[tuple[str, str]]:
    """The fields of a text as `_meta` holds them: `name::value` and `name::"a value"`, with blanks between them."""
    return [
        (match[1], _QUOTED.sub(r"\1", match[2]) if match[3] is None else match[3]) for match in _PAIR.finditer(text)
    ]


KEYS: dict[str, Key] = {
    "_raw": _plain("raw"),
    "queue": _plain("queue"),
    "_meta": Key(_read_meta, _write_meta),
    "_time": Key(_read_time, _write_time),
    **{name: _metadata(field, prefix) if prefix else _plain(field) for name, (field, prefix) in METADATA_KEYS.items()},
}
ROUTING = frozenset({"_TCP_ROUTING", "_SYSLOG_ROUTING", "_INDEX_AND_FORWARD_ROUTING"})
"""Keys that say which other Splunk or syslog server an event goes to; here it goes to the index alone."""
