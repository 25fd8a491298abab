"""data/indexes, with splunk-sdk and without."""

from __future__ import annotations

import pytest
from splunklib.binding import HTTPError

from minisplunk.engine import Splunk
from minisplunk.rest.server import serve
from minisplunk.store import Meta
from tests.waiting import PATIENCE


def content(rest, path):
    (entry,) = rest("GET", f"/services/data/indexes/{path}", output_mode="json").json["entry"]
    return entry["content"]


def test_the_indexes_that_each_splunk_has(service, rest):
    names = [index.name for index in service.indexes]
    assert {"_audit", "_internal", "history", "main", "summary"} <= set(names)
    assert names == sorted(names)
    assert [index.name for index in service.indexes.list(search="name=main")] == ["main"]
    assert service.indexes["main"]["homePath"] == "$SPLUNK_DB/defaultdb/db"
    feed = rest("GET", "/services/data/indexes", output_mode="json", count=2, offset=1).json
    assert (len(feed["entry"]), feed["paging"]["perPage"], feed["paging"]["offset"]) == (2, 2, 1)


def test_an_index_from_its_making_to_its_end(service):
    index = service.indexes.create("sdk_life", maxTotalDataSizeMB=7)
    assert "sdk_life" in service.indexes
    assert (index["totalEventCount"], index["maxTotalDataSizeMB"], index["disabled"]) == ("0", "7", "0")
    assert (index["minTime"], index["currentDBSizeMB"]) == (None, "0")
    index.update(frozenTimePeriodInSecs=99)
    assert index.refresh()["frozenTimePeriodInSecs"] == "99"
    index.disable()
    assert index.refresh()["disabled"] == "1"
    assert "sdk_life" not in [index.name for index in service.indexes.list(search="disabled=0")]
    index.enable()
    assert index.refresh()["disabled"] == "0"
    index.delete()
    assert "sdk_life" not in service.indexes
    assert "sdk_life" not in [index.name for index in service.indexes]


def test_counts_grow(service, rest, hec):
    index = service.indexes.create("sdk_counts")
    index.submit("one", sourcetype="t", host="h", source="s")
    assert hec("/services/collector", {"event": "two", "index": "sdk_counts", "time": 1_600_000_000}).status == 200
    index.refresh()
    assert (index["totalEventCount"], index["currentDBSizeMB"]) == ("2", "1")
    assert index["minTime"] == "2020-09-13T12:26:40+0000"
    assert index["maxTime"] > index["minTime"]
    found = content(rest, "sdk_counts")
    assert (found["totalEventCount"], found["currentDBSizeMB"], found["disabled"]) == (2, "1", False)
    index.delete()


def test_clean(service):
    index = service.indexes.create("sdk_clean")
    index.submit("event")
    assert index.refresh()["totalEventCount"] == "1"
    index.clean(timeout=PATIENCE)
    index.refresh()
    assert (index["totalEventCount"], index["frozenTimePeriodInSecs"], index["maxTotalDataSizeMB"]) == (
        "0",
        "188697600",
        "500000",
    )
    index.submit("another")
    assert index.refresh()["totalEventCount"] == "1"
    index.roll_hot_buckets()
    assert index.refresh()["totalEventCount"] == "1"
    index.delete()


def test_a_disabled_index_takes_no_events(service, rest):
    index = service.indexes.create("sdk_disabled")
    index.disable()
    reply = rest("POST", "/services/receivers/simple?index=sdk_disabled&output_mode=json", a="b")
    assert (reply.status, reply.json["messages"][0]["text"]) == (400, "supplied index 'sdk_disabled' missing")
    index.delete()


def test_a_template_says_what_an_index_takes(service):
    assert "name" in service.indexes.itemmeta()["fields"]["required"]
    assert "homePath" in service.indexes.itemmeta()["fields"]["optional"]


def test_where_an_index_is_written(service, rest):
    created = rest("POST", "/servicesNS/nobody/search/data/indexes", name="sdk_where", output_mode="json")
    assert created.status == 201
    (entry,) = created.json["entry"]
    assert (entry["acl"]["app"], entry["acl"]["removable"]) == ("search", True)
    assert entry["links"]["alternate"] == "/servicesNS/nobody/search/data/indexes/sdk_where"
    assert entry["content"]["homePath_expanded"].endswith("var/sdk_where/db")
    assert rest("DELETE", "/servicesNS/nobody/search/data/indexes/sdk_where").status == 200


@pytest.mark.parametrize("name", ["main", "made"])
def test_indexes_and_their_settings_last(tmp_path, name):
    for turn in range(2):
        with Splunk(tmp_path) as splunk, serve(splunk) as address:
            import splunklib.client

            service = splunklib.client.connect(
                host=address.host, port=address.management_port, username=address.username, password=address.password
            )
            if not turn:
                index = service.indexes.create(name) if name == "made" else service.indexes[name]
                index.update(maxDataSize="auto_high_volume")
                splunk.store.add(Meta(name, "h", "s", "t"), [(1, "a")], 0)
            assert service.indexes[name]["maxDataSize"] == "auto_high_volume"
            assert service.indexes[name]["totalEventCount"] == "1"


def test_an_index_of_metric_data_points(service, rest, hec):
    service.indexes.create("sdk_metrics", datatype="metric")
    assert content(rest, "sdk_metrics")["datatype"] == "metric"
    sent = {"event": "metric", "index": "sdk_metrics", "fields": {"metric_name:cpu": 3, "core": "0"}}
    assert hec("/services/collector", sent).status == 200
    spl = "| mstats avg(cpu) as cpu where index=sdk_metrics by core"
    ran = rest("POST", "/services/search/jobs", search=spl, exec_mode="oneshot", output_mode="json")
    assert ran.json["results"] == [{"core": "0", "cpu": "3"}]
    with pytest.raises(HTTPError, match="The index 'sdk_metrics' is for metric data points, and takes no events"):
        service.indexes["sdk_metrics"].submit("event")
    service.indexes.delete("sdk_metrics")
