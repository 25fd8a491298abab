"""What is known of events without reading them, and what is deleted of them: metadata, eventcount, delete."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minisplunk.commands import metadata
from minisplunk.engine import Splunk
from minisplunk.errors import DataError
from minisplunk.search import Cancelled
from minisplunk.store import Meta, Store
from minisplunk.times import ManualClock, TimeRange

DELETING = {"roles": ("admin", "can_delete")}
NOW = 1_700_000_000


@pytest.fixture
def splunk() -> Iterator[Splunk]:
    with Splunk(clock=ManualClock(NOW)) as splunk:
        seconds = [(second * 1_000_000, f"n={second % 3} at {second}") for second in range(10)]
        splunk.ingest(seconds, index="main", sourcetype="a", source="x", host="h")
        splunk.ingest(seconds[:4], index="main", sourcetype="b", source="x", host="h")
        splunk.ingest([(90_000_000, "n=0")], index="_internal", sourcetype="splunkd", source="y", host="i")
        yield splunk


def rows(splunk: Splunk, spl: str, **asked: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in splunk.search(spl, **asked).results]


def test_metadata_of_the_default_indexes(splunk: Splunk) -> None:
    (host,) = rows(splunk, "| metadata type=hosts")
    assert host == {
        "firstTime": 0,
        "host": "h",
        "lastTime": 9,
        "recentTime": NOW,
        "totalCount": 14,
        "type": "hosts",
    }
    assert splunk.search("| metadata type=hosts").fields == list(host)


def test_metadata_of_named_indexes(splunk: Splunk) -> None:
    def found(spl: str, **asked: Any) -> list[tuple[str, int]]:
        return [
            (row["sourcetype"], row["totalCount"])
            for row in rows(splunk, f"| metadata type=sourcetypes {spl}", **asked)
        ]

    assert found("index=*") == [("a", 10), ("b", 4)]
    assert found("index=_* index=main") == [("a", 10), ("b", 4), ("splunkd", 1)]
    assert found("index=_internal", user="ann", roles=("user",)) == []
    assert found("splunk_server=mini* index=_internal datatype=event") == [("splunkd", 1)]
    assert found("splunk_server=local") == [("a", 10), ("b", 4)]
    assert found("splunk_server=elsewhere") == found("datatype=metric") == found("index=nosuch") == []
    assert found("", earliest="6", latest="8") == [("a", 10)]  # a kind of events counts as a whole


@pytest.mark.parametrize(
    ("spl", "capability"),
    [
        ("| metadata type=hosts", "get_metadata"),
        ("| inputlookup x.csv", "input_file"),
        ("| makeresults | append [| inputcsv x]", "input_file"),
    ],
)
def test_reading_takes_a_capability_too(splunk: Splunk, spl: str, capability: str) -> None:
    rows(splunk, spl, roles=("user",))
    with pytest.raises(DataError, match=f"needs the capability {capability} to run it"):
        rows(splunk, spl, roles=("can_delete",))


def test_metadata_has_a_limit(splunk: Splunk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "MAX_ROWS", 1)
    job = splunk.search("| metadata type=sourcetypes")
    assert [row["sourcetype"] for row in job.results] == ["a"]
    assert [message.text for message in job.messages] == ["The first 1 of 2 sourcetypes are returned."]


def test_eventcount(splunk: Splunk) -> None:
    assert rows(splunk, "| eventcount", earliest="6", latest="8") == [{"count": 14}]
    counts = {row["index"]: row["count"] for row in rows(splunk, "| eventcount summarize=f index=* index=_*")}
    assert counts.items() >= {"main": 14, "_internal": 1, "summary": 0, "_audit": 0}.items()
    (sized,) = rows(splunk, "| eventcount index=main report_size=t")
    assert sized["size_bytes"] > 0
    assert rows(splunk, "| eventcount summarize=f index=_internal", user="ann", roles=("user",)) == []
    splunk.change("search", "indexes", "main", {"disabled": "1"})
    assert rows(splunk, "| eventcount") == [{"count": 0}]


def test_deleted_events_are_gone(splunk: Splunk) -> None:
    assert rows(splunk, "index=main OR index=_internal n=0 | fields n | eval _raw=1, n=2 | delete", **DELETING) == [
        {"splunk_server": "minisplunk", "index": "__ALL__", "deleted": 7, "errors": 0},
        {"splunk_server": "minisplunk", "index": "_internal", "deleted": 1, "errors": 0},
        {"splunk_server": "minisplunk", "index": "main", "deleted": 6, "errors": 0},
    ]
    assert rows(splunk, "index=* OR index=_* | stats count by index") == [{"index": "main", "count": 8}]
    assert rows(splunk, "| eventcount") == [{"count": 8}]
    assert [(row["host"], row["totalCount"]) for row in rows(splunk, "| metadata type=hosts index=* index=_*")] == [
        ("h", 8)
    ]
    totals = splunk.store.counts()
    assert (totals["main"].events, totals["_internal"]) == (8, (0, None, None, None))
    kinds = splunk.store.kinds()
    assert splunk.store.count(TimeRange.ALL, list(kinds)) == 8
    assert splunk.store.count(TimeRange(0, 2_000_000), list(kinds)) == 2
    assert rows(splunk, "index=main n=0 | delete", **DELETING)[0]["deleted"] == 0


def test_events_that_are_alike_are_told_apart(splunk: Splunk) -> None:
    assert rows(splunk, "index=main sourcetype=a at 3 | delete", **DELETING)[0]["deleted"] == 1
    assert rows(splunk, "index=main at 3 | stats count by sourcetype") == [{"sourcetype": "b", "count": 1}]


def test_an_event_without_its_address_is_an_error(splunk: Splunk) -> None:
    (row,) = rows(splunk, "index=main | fields - _* | delete", **DELETING)
    assert (row["deleted"], row["errors"]) == (0, 14)


def test_nobody_sees_addresses(splunk: Splunk) -> None:
    assert not any("_address" in row for row in rows(splunk, "index=main"))


def test_a_preview_deletes_nothing(splunk: Splunk) -> None:
    run = splunk.run(splunk.request("index=main | delete", roles=("admin", "can_delete")))
    results = run.rows()
    assert run.preview() == []
    assert rows(splunk, "| eventcount") == [{"count": 14}]
    assert next(results)["deleted"] == 14


def test_a_search_that_fails_has_deleted_nothing(splunk: Splunk) -> None:
    run = splunk.run(splunk.request("index=main | delete", roles=("admin", "can_delete")))
    run.context.control.cancel()
    with pytest.raises(Cancelled):
        list(run.rows())
    assert rows(splunk, "| eventcount") == [{"count": 14}]


def test_deletions_are_on_disk(tmp_path: Path) -> None:
    meta = Meta("main", "h", "s", "t")
    with Store(tmp_path) as store:
        store.create_index("main")
        store.add_fielded(meta, [(number, f"{number}", '{"f":"1"}') for number in range(200)], 5)
        found = store.events(TimeRange.ALL, [1], addressed=True)
        addresses = [event.fields.split('"_address":"')[1].rstrip('"}') for event in found if int(event.raw) % 2]
        assert addresses[0] == "199:200"
        assert store.delete([*addresses, *addresses[:3], "7:1"]) == {"main": 100}
    with Store(tmp_path) as store:
        assert [event.raw for event in store.events(TimeRange.ALL, [1])] == [str(n) for n in range(198, -1, -2)]
        assert store.counts()["main"] == (100, 0, 199, 5)
