"""search/jobs/export: results as they come."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
import splunklib.client
from splunklib.binding import HTTPError
from splunklib.results import JSONResultsReader, ResultsReader

from minisplunk.rest.http import HttpError, Response, Session, Stream
from minisplunk.rest.search import export as export_module
from minisplunk.rest.search.export import export
from minisplunk.rest.search.jobs import create
from minisplunk.rest.server import Address
from minisplunk.search import Message
from tests.waiting import PATIENCE, until

TWO = "search index=jobs u=u1 | head 2 | table _time n"


def lines(stream: Any) -> list[Any]:
    return [json.loads(line) for line in stream.read().splitlines()]


def test_json(sdk: splunklib.client.Service) -> None:
    assert lines(sdk.jobs.export(TWO, output_mode="json")) == [
        {"preview": False, "offset": 0, "result": {"_time": "2023-11-14 22:11:36.000 GMT", "n": "96"}},
        {"preview": False, "offset": 1, "lastrow": True, "result": {"_time": "2023-11-14 22:11:31.000 GMT", "n": "91"}},
    ]


def test_nothing(sdk: splunklib.client.Service) -> None:
    assert lines(sdk.jobs.export("search index=jobs u=u9", output_mode="json")) == [{"preview": False, "lastrow": True}]


def test_the_sdk_reads_it(sdk: splunklib.client.Service) -> None:
    reader = JSONResultsReader(sdk.jobs.export("search index=jobs | table n", output_mode="json"))
    assert [int(row["n"]) for row in reader] == list(range(99, -1, -1))
    assert reader.is_preview is False


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_xml_in_several_documents(sdk: splunklib.client.Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, "_MOST", 7)
    body = sdk.jobs.export("search index=jobs | table n")
    reader = ResultsReader(body)
    assert [int(row["n"]) for row in reader] == list(range(99, -1, -1))


def test_offsets_go_on_from_piece_to_piece(sdk: splunklib.client.Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, "_MOST", 7)
    found = lines(sdk.jobs.export("search index=jobs | head 21 | table n", output_mode="json"))
    assert [line["offset"] for line in found] == list(range(21))
    assert [line.get("lastrow", False) for line in found] == [False] * 20 + [True]


def test_csv(sdk: splunklib.client.Service) -> None:
    assert sdk.jobs.export("| makeresults count=3 | eval x=1", output_mode="csv").read() == (
        b'"_time",x\n' + b'"2023-11-14 22:13:20.000 GMT",1\n' * 3
    )


def test_raw(sdk: splunklib.client.Service) -> None:
    assert sdk.jobs.export("search index=jobs | head 2", output_mode="raw").read() == (
        b'{"n":99,"u":"u4"}\n{"n":98,"u":"u3"}\n'
    )


@pytest.mark.parametrize("mode", ["json", "json_rows"])
def test_what_is_formatted(sdk: splunklib.client.Service, mode: str) -> None:
    spl = 'search index=jobs | head 1 | table n | fieldformat n="<".n.">"'
    assert '"<99>"' in sdk.jobs.export(spl, output_mode=mode).read().decode()


def test_json_rows(sdk: splunklib.client.Service) -> None:
    document = json.loads(sdk.jobs.export("search index=jobs | stats count by u", output_mode="json_rows").read())
    assert (document["fields"], document["rows"][0]) == (["u", "count"], ["u0", "20"])


def test_fields_of_choice(sdk: splunklib.client.Service) -> None:
    (line,) = lines(sdk.jobs.export("search index=jobs | head 1", output_mode="json", f=["u", "n"]))
    assert line["result"] == {"u": "u4", "n": "99"}


@pytest.mark.parametrize("mode", ["json", "xml", "csv", "raw"])
def test_what_fails_before_the_first_result(sdk: splunklib.client.Service, mode: str) -> None:
    with pytest.raises(HTTPError, match="nosuch") as caught:
        sdk.jobs.export("search index=jobs | eval a=nosuch(1)", output_mode=mode)
    assert caught.value.status == 400


def test_csv_of_fields_that_come_late(sdk: splunklib.client.Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The header names them all, so the results wait in a file."""
    monkeypatch.setattr(export_module, "_MOST", 7)
    search = "| makeresults count=20 | fields - _time | eval a=1 | append [| makeresults | fields - _time | eval b=2]"
    assert sdk.jobs.export(search, output_mode="csv").read() == b"a,b\n" + b"1,\n" * 20 + b",2\n"


@pytest.mark.parametrize("mode", ["json_rows", "json_cols", "csv"])
def test_modes_that_name_their_fields_first_are_those_of_results(sdk: splunklib.client.Service, mode: str) -> None:
    search = f'{TWO} | eval m=split("a,b", ","), late=if(n=91, 1, null()) | table n m late'
    job = sdk.jobs.create(search, exec_mode="blocking")
    assert sdk.jobs.export(search, output_mode=mode).read() == job.results(output_mode=mode, count=0).read()
    assert sdk.jobs.export("search index=jobs u=u9", output_mode=mode).read() == (
        sdk.jobs.oneshot("search index=jobs u=u9", output_mode=mode).read()
    )


QUIET = "| makeresults count=100000000 | streamstats count as n | where n<=3"


@pytest.mark.parametrize(("mode", "rows"), [("json", b'"result":'), ("xml", b"<result offset")])
def test_a_search_that_is_quiet_for_long_sends_what_there_is(
    address: Address, ask: Any, monkeypatch: pytest.MonkeyPatch, mode: str, rows: bytes
) -> None:
    """Its results and messages, and then empty lines."""
    monkeypatch.setattr(export_module, "_QUIET", 0.05)
    monkeypatch.setattr(export_module, "_LONGEST", 0.01)
    given = {"search": QUIET, "output_mode": mode}
    answer = export(address.splunkd, ask("POST", "search/jobs/export", given))
    assert isinstance(answer, Stream)
    running: Any = answer.chunks
    body = b""
    for chunk in answer.chunks:
        body += chunk
        if body.endswith(b"\n\n"):
            break
    assert body.count(rows) == 3
    running.job.messages.append(Message("WARN", "by the way"))
    assert b"by the way" in next(chunk for chunk in answer.chunks if chunk != b"\n")
    assert not running.job.is_done
    running.close()
    assert running.job.wait(PATIENCE)


@pytest.mark.parametrize("mode", ["json", "csv"])
def test_who_may_run_no_more_is_told_so(address: Address, ask: Any, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setattr("minisplunk.jobs.manager._QUOTA_PATIENCE", 0.01)
    splunk = address.splunk
    bob = replace(splunk.request("| makeresults count=100000000 | stats count"), user="bob", roles=("user",))
    jobs = [splunk.jobs.start(replace(bob, sid=f"bobs.{number}")) for number in range(3)]
    until(lambda: all(job.state == "RUNNING" for job in jobs))
    request = replace(
        ask("POST", "search/jobs/export", {"search": "| makeresults", "output_mode": mode}),
        session=Session("bob", ("user",), "key"),
    )
    with pytest.raises(HttpError) as caught:
        export(address.splunkd, request)
    assert (caught.value.status, caught.value.kind) == (503, "WARN")
    assert caught.value.message.startswith("Search not executed: This search could not be dispatched because")
    assert caught.value.message.endswith('for user "bob" has been reached (usage=3, quota=3).')
    for exec_mode in ("blocking", "oneshot"):
        more = replace(request, params={**request.params, "exec_mode": [exec_mode]})
        with pytest.raises(HttpError, match=r"usage=3, quota=3"):
            create(address.splunkd, more)
    queued = create(address.splunkd, replace(request, params={**request.params, "output_mode": ["json"]}))
    assert isinstance(queued, Response)
    waiting = splunk.jobs.get(json.loads(queued.body)["sid"])
    assert waiting.state == "QUEUED"
    for job in (waiting, *jobs):
        splunk.jobs.forget(job)
        assert job.wait(PATIENCE)


@pytest.mark.parametrize("arguments", [{"count": "5"}, {"output_mode": "atom"}, {"exec_mode": "x", "colour": "red"}])
def test_refused(sdk: splunklib.client.Service, arguments: dict[str, str]) -> None:
    with pytest.raises(HTTPError) as caught:
        sdk.post("search/jobs/export", search=TWO, **arguments)
    assert caught.value.status in (400, 501)


def test_it_is_no_job_of_the_list(sdk: splunklib.client.Service, address: Address) -> None:
    before = address.splunk.jobs.all()
    sdk.jobs.export(TWO).read()
    assert address.splunk.jobs.all() == before


def test_a_client_that_goes_away_cancels_the_search(address: Address, ask: Any) -> None:
    answer = export(address.splunkd, ask("POST", "search/jobs/export", {"search": "| makeresults count=100000000"}))
    assert isinstance(answer, Stream)
    running: Any = answer.chunks
    assert list(islice(answer.chunks, 2))
    running.close()
    assert running.job.wait(PATIENCE)
    assert running.job.state == "USER_CANCEL"


def test_one_that_is_never_read_ends_too(address: Address, ask: Any) -> None:
    answer = export(address.splunkd, ask("POST", "search/jobs/export", {"search": "| makeresults count=100000000"}))
    assert isinstance(answer, Stream)
    running: Any = answer.chunks
    running.close()
    assert running.job.wait(PATIENCE)
