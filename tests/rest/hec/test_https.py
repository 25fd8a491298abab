"""HEC through its port."""

from __future__ import annotations

import gzip
import http.client
import json
import ssl

from minisplunk.rest.hec.settings import MAX_CONTENT
from tests.waiting import PATIENCE

EVENT = "/services/collector/event"


def test_events_are_found_by_a_search(hec, server):
    reply = hec(EVENT, {"event": {"marker": "hec-1"}, "sourcetype": "_json", "fields": {"env": "prod"}})
    assert (reply.status, reply.json) == (200, {"text": "Success", "code": 0})
    assert reply.headers["Content-Type"] == "application/json; charset=UTF-8"
    job = server.splunk.search("search index=main hec-1 | table marker env source")
    assert [dict(row) for row in job.results] == [{"marker": "hec-1", "env": "prod", "source": "http:splunk_hec_token"}]


def test_gzip(hec, server):
    body = gzip.compress(b"".join(json.dumps({"event": f"hec-2 {n}"}).encode() for n in range(500)))
    assert hec(EVENT, body, headers={"Content-Encoding": "gzip"}).status == 200
    assert len(server.splunk.search("search index=main hec-2").results) == 500


def test_query_metadata(hec, server):
    assert hec("/services/collector/raw", b"hec-3", host="h 1", sourcetype="a:b").status == 200
    (row,) = server.splunk.search("search index=main hec-3").results
    assert (row["host"], row["sourcetype"]) == ("h 1", "a:b")


def test_refusals(hec):
    assert hec(EVENT, b"", method="GET").status == 405
    assert hec("/services/collector/1.0", b"{}").json["code"] == 404
    assert hec(EVENT, {"event": ""}).json["code"] == 13
    assert hec(EVENT, {"event": "a"}, token="nonsense").status == 403
    assert hec("/services/collector/health", method="GET").json == {"text": "HEC is healthy", "code": 17}


def test_what_is_no_http_is_answered_in_json(server):
    context = ssl._create_unverified_context()
    client = http.client.HTTPSConnection(server.host, server.hec_port, context=context, timeout=PATIENCE)
    client.putrequest("POST", EVENT)
    client.putheader("Content-Length", str(1 << 40))
    client.endheaders()
    response = client.getresponse()
    assert (response.status, json.loads(response.read())["code"]) == (413, 413)
    client.close()


def test_a_large_body_is_not_taken_without_a_valid_token(hec):
    """It is refused by its head, so that nobody can keep the server busy with one."""
    body = b'{"event": 1}' * 10_000
    assert hec(EVENT, body, token="nonsense").json == {"text": "Invalid token", "code": 4}
    assert hec(EVENT, gzip.compress(body), token="nonsense", headers={"Content-Encoding": "gzip"}).json["code"] == 4


def test_blanks_are_passed_over_in_one_step(hec):
    """64 KB of gzip may unpack to 64 MB of them."""
    body = gzip.compress(b'{"event": 1}' + b" " * 50_000_000 + b"x")
    reply = hec(EVENT, body, headers={"Content-Encoding": "gzip"})
    assert reply.json == {"text": "Invalid data format", "code": 6, "invalid-event-number": 1}


def test_a_connection_serves_many_requests(server):
    context = ssl._create_unverified_context()
    client = http.client.HTTPSConnection(server.host, server.hec_port, context=context, timeout=PATIENCE)
    for number in range(5):
        client.request(
            "POST", EVENT, json.dumps({"event": f"hec-4 {number}"}), {"Authorization": f"Splunk {server.hec_token}"}
        )
        socket = client.sock
        assert json.loads(client.getresponse().read())["code"] == 0
        assert client.sock is socket is not None
    client.close()
    assert len(server.splunk.search("search index=main hec-4").results) == 5


def test_how_much_it_takes_at_a_time_is_in_its_limits(service):
    """solnlib makes its batches by it."""
    assert service.confs["limits"]["http_input"]["max_content_length"] == str(MAX_CONTENT)
