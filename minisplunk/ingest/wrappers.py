"""A JSON object that is no record itself -> the records that it holds, as one of the layouts of `LAYOUTS`.

Each layout is a type: its required keys, at the top of the object, tell it. A record has none of them there that is
not its own, and what it has deeper down, such as "Records" among its requestParameters, is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timezone
from typing import Any, ClassVar, NamedTuple

import msgspec

from ..errors import DataError
from ..times import moment
from .athena import record_of


class Held(NamedTuple):
    """What a layout holds. `verbatim`: it is the event whatever it is, and `time` is when it happened, in microseconds,
    if it does not say so itself; otherwise it has to be a record, or more of such objects."""

    text: bytes
    verbatim: bool = False
    time: int | None = None


class Layout(msgspec.Struct, kw_only=True):
    """`passed_over`: why an object of this layout holds no events; empty for one that does."""

    passed_over: ClassVar[str] = ""

    def held(self) -> Iterator[Held]:
        """Raises DataError, a sentence without a place, for what cannot be a record."""
        yield from ()


class Delivered(Layout):
    """A file as S3 has it, and the JSON download of the console (AWS CloudTrail User Guide, "CloudTrail log file
    examples")."""

    Records: list[msgspec.Raw]

    def held(self) -> Iterator[Held]:
        return (_compact(record) for record in self.Records)


class _LookedUp(msgspec.Struct):
    CloudTrailEvent: str


class LookedUp(Layout):
    """What `aws cloudtrail lookup-events` prints."""

    Events: list[_LookedUp]

    def held(self) -> Iterator[Held]:
        return (Held(_encoded(event.CloudTrailEvent)) for event in self.Events)


class Digest(Layout):
    """AWS CloudTrail User Guide, "CloudTrail digest file structure"."""

    passed_over = "a digest of CloudTrail log files, which holds no events"
    digestStartTime: str


class Bridged(Layout):
    """An event of EventBridge (EventBridge User Guide, "AWS service events delivered via AWS CloudTrail")."""

    kind: str = msgspec.field(name="detail-type")
    detail: msgspec.Raw

    def held(self) -> Iterator[Held]:
        if not self.kind.endswith(" via CloudTrail"):
            raise DataError(f"an event of EventBridge, but not CloudTrail's: its detail-type is {self.kind!a}")
        yield _compact(self.detail)


class _LogEvent(msgspec.Struct):
    message: str


class Subscribed(Layout):
    """What a subscription of CloudWatch Logs delivers (CloudWatch Logs User Guide, "Log group-level subscription
    filters"); CONTROL_MESSAGE is a test of whether it arrives."""

    messageType: str
    logEvents: list[_LogEvent]

    def held(self) -> Iterator[Held]:
        events = () if self.messageType == "CONTROL_MESSAGE" else self.logEvents
        return (Held(_encoded(event.message)) for event in events)


class Filtered(Layout):
    """What `aws logs filter-log-events` and `get-log-events` print."""

    events: list[_LogEvent]

    def held(self) -> Iterator[Held]:
        return (Held(_encoded(event.message)) for event in self.events)


class _Result(msgspec.Struct):
    raw: str | None = msgspec.field(name="_raw", default=None)
    time: Any = msgspec.field(name="_time", default=None)

    def held(self) -> Held:
        if self.raw is None:
            raise DataError("a result of a Splunk search without _raw: export events, with `| fields _time _raw`")
        return Held(_encoded(self.raw), True, _microseconds(self.time))


class Exported(Layout):
    """A line of a Splunk's export (REST API Reference, "search/v2/jobs/export"). Those of a preview come again."""

    result: _Result
    preview: bool = False

    def held(self) -> Iterator[Held]:
        if not self.preview:
            yield self.result.held()


class Results(Layout):
    """The results of a Splunk's job (REST API Reference, "search/v2/jobs/{search_id}/results")."""

    results: list[_Result]
    preview: bool = False

    def held(self) -> Iterator[Held]:
        return (result.held() for result in (() if self.preview else self.results))


class EndOfExport(Layout):
    """The line by which a Splunk's export says that there is nothing."""

    preview: bool
    lastrow: bool


_NO_EVENT_JSON = "results of CloudTrail Lake, of which no records can be made without the column eventJson: SELECT it"


class LakeRows(Layout):
    """What `aws cloudtrail get-query-results` prints: each row a list of objects with one column each (CloudTrail API
    Reference, "GetQueryResults")."""

    QueryResultRows: list[list[dict[str, str | None]]]

    def held(self) -> Iterator[Held]:
        for row in self.QueryResultRows:
            text = next((value for column in row for name, value in column.items() if is_event_json(name)), None)
            if text is None:
                raise DataError(_NO_EVENT_JSON)
            yield Held(_encoded(text))


class LakeRow(Layout):
    """A row of CloudTrail Lake's, saved as JSON: `eventJson` is the record, as text."""

    eventJson: str

    def held(self) -> Iterator[Held]:
        yield Held(_encoded(self.eventJson))


class SnakeRow(Layout):
    """The same with the column's name as the tools around it have it."""

    event_json: str

    def held(self) -> Iterator[Held]:
        yield Held(_encoded(self.event_json))


class AthenaRow(Layout):
    """A row of Athena's table of CloudTrail logs as JSON, see `athena.py`."""

    eventname: str
    eventsource: str
    row: dict[str, Any] = {}

    def held(self) -> Iterator[Held]:
        yield Held(record_of(self.row))


LAYOUTS: tuple[type[Layout], ...] = (
    *(Delivered, LookedUp, Digest, Bridged, Subscribed, Filtered),
    *(Exported, Results, EndOfExport, LakeRows, LakeRow, SnakeRow, AthenaRow),
)
"""The first whose required keys an object has."""

_KEYS = {
    layout: frozenset(field.encode_name for field in msgspec.structs.fields(layout) if field.required)
    for layout in LAYOUTS
}
_RECORD = frozenset({"eventName", "eventSource"})
_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_row = msgspec.json.Decoder(dict[str, Any]).decode


def layout_of(data: bytes) -> Layout | None:
    """The layout of an object that has no eventTime; None for one that is a record, such as it is.

    Raises msgspec.DecodeError and RecursionError for what is no JSON, msgspec.ValidationError for what is no object.
    """
    keys = _object(data).keys()
    if keys >= _RECORD:
        return None
    found = next((layout for layout in LAYOUTS if keys >= _KEYS[layout]), None)
    if found is None:
        return None
    try:
        layout = msgspec.json.decode(data, type=found)
    except msgspec.ValidationError:  # the keys have something else in them: a record like others
        return None
    if isinstance(layout, AthenaRow):
        layout.row = _row(data)
    return layout


def is_event_json(column: str) -> bool:
    """Whether a column has whole records as text."""
    return column.lower() in ("eventjson", "event_json")


def _compact(record: msgspec.Raw) -> Held:
    return Held(msgspec.json.format(bytes(record), indent=-1))


def _encoded(text: str) -> bytes:
    return text.encode(errors="backslashreplace")


def _microseconds(time: Any) -> int | None:
    """ISO 8601 or epoch seconds, as text or a number."""
    try:
        return round(moment(str(time), 0.0, timezone.utc) * 1_000_000)
    except ValueError:
        return None
