"""An event -> the JSON object in which HEC takes it: its time, where it belongs, the raw text as a string, and fields.

REST API Reference Manual, "services/collector/event"; Getting Data In, "Format events for HTTP Event Collector". A
string stays what it is in `_raw`; an object Splunk would write anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import orjson

from ..dataclass import dataclass
from ..errors import DataError
from ..sources import Fielded, Meta

MAX_EVENT = 5 << 20
"""Bytes of an event as JSON; inputs.conf.spec, [http] maxEventSize = 5MB."""


@dataclass(frozen=True, slots=True)
class EventFeed:
    """Events of one kind: (time in microseconds, raw text, indexed fields) each. `name` is the file that a person knows
    them by.

    An empty index, host, source or source type is left to the token.
    """

    name: str
    meta: Meta
    events: Iterable[Fielded]


def enveloping(meta: Meta) -> Callable[[Fielded], bytes]:
    """Makes events of this kind into HEC's objects. Raises UnicodeEncodeError for a meta that is not UTF-8."""
    fields = {name: value for name, value in meta._asdict().items() if value and value.encode()}
    middle = (b"," + orjson.dumps(fields)[1:-1] if fields else b"") + b',"event":'

    def envelope(event: Fielded) -> bytes:
        time, raw, indexed = event
        data = orjson.dumps(raw)
        if len(data) > MAX_EVENT:
            raise DataError(f"the event has {len(data):,} bytes, and HEC takes {MAX_EVENT:,}: cut it, or leave it out")
        fields = (indexed or "").strip()  # a blank before them says where the time is from
        more = b',"fields":' + fields.encode() if fields not in ("", "{}") else b""
        return b'{"time":%s%s%s%s}' % (_seconds(time), middle, data, more)

    return envelope


def _seconds(microseconds: int) -> bytes:
    """Epoch seconds with three decimals, or six where the time has more: a float would round, or have an exponent."""
    seconds, rest = divmod(abs(microseconds), 1_000_000)
    sign = b"-" if microseconds < 0 else b""
    return b"%s%d.%06d" % (sign, seconds, rest) if rest % 1_000 else b"%s%d.%03d" % (sign, seconds, rest // 1_000)
