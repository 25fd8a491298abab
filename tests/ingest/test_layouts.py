"""The same records in every layout: they come out as they do from one record per line."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import DataError
from minisplunk.ingest import documents
from minisplunk.ingest.archive import CLOUDTRAIL, records_of, timed_records
from minisplunk.ingest.documents import Document
from minisplunk.ingest.files import zstd
from minisplunk.ingest.json_beginning import holds_cloudtrail
from minisplunk.ingest.notes import Notes
from minisplunk.ingest.skipped import until_fault
from minisplunk.ingest.wrappers import LAYOUTS
from minisplunk.replay import load
from tests.profiles import one_in

A = '{"eventTime":"2026-03-03T09:00:00Z","eventName":"A","requestParameters":{"Records":[{"eventTime":"x"}]}}'
B = '{"eventTime":"2026-03-03T09:00:01Z","eventName":"B","u":"\\u00e9\\ud83d\\ude00 }{\\"Records\\":[","e":"é"}'
T = 1_772_528_400_000_000


def texts(records: list[str], key: str) -> list[dict[str, Any]]:
    return [{"id": "1", "timestamp": 1, key: record} for record in records]


def lines(objects: list[Any]) -> str:
    return "".join(json.dumps(one) + "\n" for one in objects)


def delivered(records: list[str]) -> str:
    return f'{{"Records":[{",".join(records)}]}}'


def bridged(record: str) -> str:
    kind = "AWS Console Sign In via CloudTrail"
    return f'{{"version":"0","detail-type":"{kind}","time":"2026-03-03T09:00:00Z","detail":{record}}}'


def subscribed(records: list[str]) -> dict[str, Any]:
    return {"messageType": "DATA_MESSAGE", "owner": "1", "logGroup": "g", "logEvents": texts(records, "message")}


def saved(records: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([["eventID", "eventJson"], *(["1", record] for record in records)])
    return text.getvalue()


WRITERS: dict[str, Callable[[list[str]], str]] = {
    "delivered": delivered,
    "delivered, laid out": lambda records: json.dumps(json.loads(delivered(records)), indent=2, ensure_ascii=False),
    "delivered, cut into files without an end of line": lambda records: "".join(delivered([one]) for one in records),
    "records without an end of line between them": "".join,
    "lookup-events": lambda records: json.dumps({"Events": texts(records, "CloudTrailEvent")}, indent=4),
    "EventBridge": lambda records: "\n".join(map(bridged, records)),
    "EventBridge, as Firehose writes it": lambda records: "".join(map(bridged, records)),
    "EventBridge, an array": lambda records: f"[{','.join(map(bridged, records))}]",
    "a subscription": lambda records: json.dumps(subscribed(records)),
    "a subscription, as Firehose writes it": lambda records: "".join(json.dumps(subscribed([r])) for r in records),
    "filter-log-events": lambda records: json.dumps({"events": texts(records, "message"), "searchedLogStreams": []}),
    "an export of CloudWatch Logs": lambda records: "".join(f"2026-03-03T09:00:00.123Z {one}\n" for one in records),
    "Splunk's export": lambda records: lines([{"preview": False, "result": {"_raw": one}} for one in records]),
    "Splunk's results": lambda records: json.dumps({"results": texts(records, "_raw"), "fields": []}),
    "get-query-results": lambda records: json.dumps(
        {"QueryStatus": "FINISHED", "QueryResultRows": [[{"eventID": "1"}, {"eventJson": one}] for one in records]}
    ),
    "rows of CloudTrail Lake": lambda records: lines([{"eventJson": one} for one in records]),
    "rows with the column event_json": lambda records: lines([{"event_json": one, "n": 1} for one in records]),
    "saved results of CloudTrail Lake": saved,
}


def read(path: Path, content: str | bytes, notes: Notes | None = None) -> list[tuple[int | None, str]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(timed_records(path, notes))


@pytest.mark.parametrize("layout", WRITERS)
def test_a_layout(layout: str, tmp_path: Path):
    written = WRITERS[layout]([A, B])
    notes = Notes()
    found = read(tmp_path / "a.json", written, notes)
    assert [time for time, _ in found] == [T, T + 1_000_000]
    # what is laid out was written anew, so its escapes are not those of B
    assert [json.loads(text) for _, text in found] == [json.loads(A), json.loads(B)]
    assert layout == "delivered, laid out" or [text for _, text in found] == [A, B]
    assert list(notes) == []
    (part,) = load(tmp_path / "a.json")
    assert part.sourcetype == CLOUDTRAIL


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"), max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["Records", "a", "events"]), inner),
    max_leaves=5,
)
some_records = st.lists(
    st.dictionaries(st.sampled_from(["requestParameters", "detail", "result", "é"]), values, max_size=3), min_size=1
).map(
    lambda found: [
        json.dumps(
            {"eventTime": f"2026-03-03T09:00:{n % 60:02}Z", **one}, separators=(",", ":"), ensure_ascii=n % 2 == 0
        )
        for n, one in enumerate(found[:4])
    ]
)


@one_in(2)
@given(some_records)
def test_any_records_in_every_layout(tmp_path_factory: pytest.TempPathFactory, records: list[str]):
    folder = tmp_path_factory.mktemp("layouts")
    plain = read(folder / "plain", "\n".join(records))
    for layout, write in WRITERS.items():
        found = read(folder / "file", write(records))
        if layout == "delivered, laid out":
            assert [(time, json.loads(text)) for time, text in found] == [(t, json.loads(text)) for t, text in plain]
        else:
            assert found == plain, layout


ATHENA = {
    "eventversion": "1.08",
    "useridentity": {
        "type": "IAMUser",
        "principalid": "P",
        "arn": "arn:x",
        "accountid": "1",
        "username": "bob",
        "invokedby": None,
        "sessioncontext": {"attributes": {"mfaauthenticated": "false", "creationdate": "2026-03-03T08:00:00Z"}},
    },
    "eventtime": "2026-03-03T09:00:00Z",
    "eventsource": "signin.amazonaws.com",
    "eventname": "ConsoleLogin",
    "sourceipaddress": "192.0.2.1",
    "errormessage": "Failed authentication",
    "readonly": "false",
    "requestparameters": None,
    "responseelements": '{"ConsoleLogin":"Failure"}',
    "additionaleventdata": '{"MFAUsed":"Yes"}',
    "resources": [{"arn": "arn:y", "accountid": "1", "type": "T"}],
    "region": "us-east-1",
    "year": "2026",
}
OF_ATHENA = {
    "eventVersion": "1.08",
    "userIdentity": {
        "type": "IAMUser",
        "principalId": "P",
        "arn": "arn:x",
        "accountId": "1",
        "userName": "bob",
        "sessionContext": {"attributes": {"mfaAuthenticated": "false", "creationDate": "2026-03-03T08:00:00Z"}},
    },
    "eventTime": "2026-03-03T09:00:00Z",
    "eventSource": "signin.amazonaws.com",
    "eventName": "ConsoleLogin",
    "sourceIPAddress": "192.0.2.1",
    "errorMessage": "Failed authentication",
    "readOnly": False,
    "responseElements": {"ConsoleLogin": "Failure"},
    "additionalEventData": {"MFAUsed": "Yes"},
    "resources": [{"ARN": "arn:y", "accountId": "1", "type": "T"}],
}


def test_a_row_of_athena_has_the_names_of_the_record(tmp_path: Path):
    ((time, text),) = read(tmp_path / "a.json", json.dumps(ATHENA))
    assert (time, json.loads(text)) == (T, OF_ATHENA)
    assert load(tmp_path / "a.json")[0].sourcetype == CLOUDTRAIL


def test_of_splunks_export_the_raw_text_is_the_event(tmp_path: Path):
    exported = [
        {"preview": True, "result": {"_raw": "come again"}},
        {"preview": False, "result": {"_raw": "a\nb", "_time": "2026-03-03T09:00:00.000+00:00"}},
        {"preview": False, "offset": 1, "result": {"_raw": A, "_time": "1"}},
        {"preview": False, "result": {"_raw": "no time", "_time": "soon"}},
        {"preview": False, "lastrow": True},
    ]
    assert read(tmp_path / "a.json", lines(exported)) == [(T, "a\nb"), (T, A), (None, "no time")]


PASSED_OVER = {
    "a digest": ('{"digestStartTime":"2026-03-03T08:00:00Z"}', "is a digest of CloudTrail log files"),
    "a test of a subscription": ('{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"check"}]}', ""),
    "no records": ('{"Records":[]}', ""),
    "no events": ('{"events":[]}', ""),
    "no rows": ('{"QueryResultRows":[]}', ""),
    "no results": ('{"results":[]}', ""),
    "only a header": ("eventID,eventJson\n", "is empty"),
}


@pytest.mark.parametrize(("content", "note"), PASSED_OVER.values(), ids=PASSED_OVER)
def test_what_holds_no_events(content: str, note: str, tmp_path: Path):
    notes = Notes()
    assert read(tmp_path / "a.json", content, notes) == []
    assert [note in said for said in notes] == ([True] if note else [])


REFUSED = {
    "an event of EventBridge's": (
        '{"detail-type":"GuardDuty Finding","detail":{"id":"x"}}',
        ":1: an event of EventBridge, but not CloudTrail's: its detail-type is 'GuardDuty Finding'",
    ),
    "rows without records": (
        '{"QueryResultRows":[[{"eventName":"x"}]]}',
        ":1: results of CloudTrail Lake, of which no records can be made without the column eventJson: SELECT it",
    ),
    "results without raw texts": (
        '{"results":[{"count":"1"}]}',
        ":1: a result of a Splunk search without _raw: export",
    ),
    "a message that is none": ('{"events":[{"message":"START RequestId"}]}', ":1: not JSON: "),
    "the console's CSV": (
        "Event name,Event time,User name,Event source,Resource type,Resource name\nConsoleLogin,x,bob,signin,,\n",
        ": the console's list of events as CSV, of which no records can be made: in Event history choose Download",
    ),
    "Athena's CSV": (
        '"eventtime","eventsource","eventname"\n"x","y","z"\n',
        ": columns of CloudTrail as CSV, of which",
    ),
    "a row that is cut": ("eventID,eventJson\n1\n", ":2: not CSV: a row of 1 values has no eventJson"),
    "a quotation that does not end": ('eventJson\n"{}', ":2: not CSV: "),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_what_no_records_can_be_made_of_is_said(content: str, message: str, tmp_path: Path):
    with pytest.raises(DataError) as caught:
        read(tmp_path / "a.json", content)
    assert str(caught.value).startswith(f"{tmp_path}/a.json{message}")


@pytest.mark.parametrize("key", ["Records", "Events", "events", "results", "QueryResultRows", "eventJson", "result"])
@pytest.mark.parametrize("value", [7, [7], {}, None, [[7]], [{"x": 1}]])
def test_a_key_of_a_layout_with_something_else_in_it(key: str, value: Any, tmp_path: Path):
    """It is read, or refused with its place; never a crash."""
    faults: list[Any] = []
    list(until_fault(timed_records(write_to(tmp_path, json.dumps({key: value}))), "file", faults))
    assert len(faults) <= 1


def write_to(folder: Path, content: str) -> Path:
    (folder / "file").write_text(content)
    return folder / "file"


def test_a_record_with_the_keys_of_layouts_is_a_record():
    record = b'{"eventName":"A","eventSource":"s","Records":[{"a":1}],"results":[],"eventJson":"{}"}'
    notes = Notes()
    assert list(records_of(Document(Path("x"), 1, record), notes)) == [(None, record.decode())]


def test_each_layout_of_the_table_is_written_by_a_test():
    written = " ".join(
        [*(write([A]) for write in WRITERS.values()), json.dumps(ATHENA), *(t for t, _ in PASSED_OVER.values())]
    )
    for layout in LAYOUTS:
        assert all(
            f'"{field}"' in written or field in ("lastrow", "preview")
            for field in layout.__struct_encode_fields__
            if field != "row"
        ), layout


# Broken and huge files


def until(path: Path) -> tuple[list[str], list[str]]:
    faults: list[Any] = []
    return [text for _, text in until_fault(timed_records(path), path, faults)], [fault.reason for fault in faults]


@pytest.mark.parametrize("cut", [3, 30, len(B) + 10])
def test_the_records_before_a_cut_count_in_each_layout(cut: int, tmp_path: Path):
    path = tmp_path / "a.json"
    for layout in ("delivered", "delivered, laid out", "records without an end of line between them", "EventBridge"):
        path.write_text(WRITERS[layout]([A, A, B])[:-cut])
        found, faults = until(path)
        assert 1 <= len(found) <= 3 and len(faults) == 1, layout
        assert [json.loads(text) for text in found] == [json.loads(one) for one in (A, A, B)[: len(found)]]


def packed(data: bytes) -> Iterator[bytes]:
    yield from (gzip.compress(data, mtime=0), zstd().compress(data))


@pytest.mark.parametrize("kind", [0, 1], ids=["gzip", "zstd"])
def test_packed_data(kind: int, tmp_path: Path):
    """By its first bytes, whatever its name is; of several members; and as far as it goes."""
    one, other = ([*packed(text.encode())][kind] for text in (f"{A}\n", f"{B}\n"))
    path = tmp_path / "a.json"
    path.write_bytes(one + other)
    assert until(path) == ([A, B], [])
    path.write_bytes(one + other[:-6])
    found, faults = until(path)
    assert (found[:1], len(faults)) == ([A], 1)
    assert "data is damaged or cut short: " in faults[0]
    path.write_bytes(one + b"\0" * 512)
    assert until(path)[0] == [A]
    assert len(until(path)[1]) == kind  # of gzip, what a tape leaves behind is no damage
    path.write_bytes(one + b"garbage")
    found, faults = until(path)
    assert (found, len(faults)) == ([A], 1)
    path.write_bytes([*packed(one)][kind])
    assert until(path) == ([], ["packed twice; unpack it once"])


@pytest.mark.parametrize("content", [b"{" + b" " * 3000, b"[\n" + b" \n" * 1500, b"x" * 3000])
def test_a_document_has_a_greatest_size(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A bomb is a fault of its file."""
    monkeypatch.setattr(documents, "MOST", 1024)
    (tmp_path / "a").write_bytes(gzip.compress(content))
    _, faults = until(tmp_path / "a")
    assert "without an end of line between records" in faults[0]


def test_the_beginning_of_each_layout_tells_it():
    assert all(holds_cloudtrail(WRITERS[name]([A, B])[:60_000].encode()) for name in WRITERS if "saved" not in name)
