"""Search jobs through splunk-sdk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import splunklib.client
import yaml
from splunklib.binding import HTTPError
from splunklib.results import JSONResultsReader, Message

from minisplunk.rest.instance.users import User
from minisplunk.rest.server import Address
from minisplunk.times import ManualClock
from tests.waiting import PATIENCE, until

ALL = "search index=jobs"
ENDLESS = "| makeresults count=100000000 | stats count"
KEYS = set(yaml.safe_load((Path(__file__).parent / "cases" / "job_keys.yaml").read_text())["keys"].split())


def done(job: splunklib.client.Job) -> splunklib.client.Job:
    until(job.is_done)
    return job


def rows(stream: Any) -> list[Any]:
    return list(JSONResultsReader(stream))


def content(address: Address, sdk: splunklib.client.Service, sid: str) -> dict[str, Any]:
    (entry,) = json.loads(sdk.get(f"search/v2/jobs/{sid}", output_mode="json").body.read())["entry"]
    return entry["content"]


# Started


def test_normal(sdk: splunklib.client.Service) -> None:
    job = done(sdk.jobs.create(f"{ALL} | stats count by u"))
    assert rows(job.results(output_mode="json")) == [{"u": f"u{n}", "count": "20"} for n in range(5)]
    assert (job["dispatchState"], job["resultCount"], job["eventCount"]) == ("DONE", "5", "100")


def test_blocking(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ALL, exec_mode="blocking")
    assert job["isDone"] == "1"


def test_oneshot(sdk: splunklib.client.Service) -> None:
    found = rows(sdk.jobs.oneshot(f"{ALL} u=u1 | stats count", output_mode="json"))
    assert found == [{"count": "20"}]


def test_times_and_time_of_results(sdk: splunklib.client.Service) -> None:
    window = {"earliest_time": "2023-11-14T22:10:00.000+00:00", "latest_time": "2023-11-14T22:10:02.000+00:00"}
    found = rows(sdk.jobs.oneshot(f"{ALL} | table _time n", output_mode="json", **window))
    assert found == [
        {"_time": "2023-11-14T22:10:01.000+00:00", "n": "1"},
        {"_time": "2023-11-14T22:10:00.000+00:00", "n": "0"},
    ]


def test_an_id_is_taken_once(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ALL, id="taken")
    assert job.sid == "taken"
    with pytest.raises(HTTPError) as caught:
        sdk.jobs.create(ALL, id="taken")
    assert caught.value.status == 400


def test_created_in_json(sdk: splunklib.client.Service) -> None:
    answer = sdk.post("search/jobs", search=ALL, output_mode="json")
    assert answer.status == 201
    assert json.loads(answer.body.read()).keys() == {"sid"}


def test_the_app_is_that_of_the_namespace(address: Address) -> None:
    service = splunklib.client.connect(
        host=address.host,
        port=address.management_port,
        username=address.username,
        password=address.password,
        owner="nobody",
        app="system",
    )
    job = service.jobs.create(ALL)
    assert address.splunk.jobs.get(job.sid).request.app == "system"


# Refused and failed


@pytest.mark.parametrize(
    ("search", "text"),
    [
        ("index=jobs", "Unknown search command 'index'."),
        ('"a phrase"', "Unknown search command"),
        ("`no_such_macro`", "The search specifies a macro 'no_such_macro' that cannot be found."),
        (f"{ALL} | abcd", "Unknown search command 'abcd'."),
        ("| dbinspect", "minisplunk does not support this search. The 'dbinspect' command is not supported"),
        (f"{ALL} | sitimechart count", "docs/SUPPORTED.md"),
    ],
)
@pytest.mark.parametrize("how", ["create", "oneshot", "export"])
def test_refused(sdk: splunklib.client.Service, search: str, text: str, how: str) -> None:
    with pytest.raises(HTTPError) as caught:
        getattr(sdk.jobs, how)(search, output_mode="json")
    assert caught.value.status == 400
    (message,) = json.loads(caught.value.body)["messages"]
    assert message["type"] == "FATAL"
    assert text in message["text"]


WRONG = f"{ALL} | eval a=nosuchfunc(1)"
WHY = "Error in 'EvalCommand': The 'nosuchfunc' function is unsupported or undefined."


def test_failed(sdk: splunklib.client.Service, address: Address) -> None:
    job = done(sdk.jobs.create(WRONG))
    assert (job["dispatchState"], job["isFailed"], job["isDone"]) == ("FAILED", "1", "1")
    messages = content(address, sdk, job.sid)["messages"]
    assert messages == [{"type": "FATAL", "text": WHY}, {"type": "ERROR", "text": WHY}]
    for read in (job.results, job.preview, job.events):
        with pytest.raises(HTTPError) as caught:
            read(output_mode="json")
        assert caught.value.status == 400
        assert json.loads(caught.value.body) == {"messages": [{"type": "FATAL", "text": WHY}]}


def test_a_oneshot_that_fails_answers_its_messages(sdk: splunklib.client.Service) -> None:
    body = sdk.jobs.oneshot(WRONG, output_mode="json").read()
    assert json.loads(body) == {"messages": [{"type": "FATAL", "text": WHY}]}


def test_a_blocking_search_that_fails_has_a_sid(sdk: splunklib.client.Service) -> None:
    assert sdk.jobs.create(WRONG, exec_mode="blocking")["isFailed"] == "1"


def test_unknown_sid(sdk: splunklib.client.Service) -> None:
    for path in ("", "/results", "/control"):
        with pytest.raises(HTTPError, match="Unknown sid") as caught:
            sdk.post(f"search/jobs/nosuch{path}", action="touch") if path == "/control" else sdk.get(
                f"search/jobs/no{path}"
            )
        assert caught.value.status == 404


def test_an_exec_mode_that_is_none(sdk: splunklib.client.Service) -> None:
    with pytest.raises(HTTPError) as caught:
        sdk.jobs.create(ALL, exec_mode="fast")
    assert caught.value.status == 400


# Read


def test_content(sdk: splunklib.client.Service, address: Address) -> None:
    window = {"earliest_time": "2023-11-14T22:10:00.000+00:00", "latest_time": "2023-11-14T22:11:00.500+00:00"}
    job = sdk.jobs.create(f"{ALL} u=u1 | head 3", exec_mode="blocking", **window)
    assert set(job.content) >= KEYS
    found = content(address, sdk, job.sid)
    assert set(found) >= KEYS
    expected = {
        "dispatchState": "DONE",
        "doneProgress": 1,
        "isDone": True,
        "isFailed": False,
        "isSavedSearch": False,
        "earliestTime": "2023-11-14T22:10:00.000+00:00",
        "latestTime": "2023-11-14T22:11:00.500+00:00",
        "searchEarliestTime": 1_699_999_800,
        "searchLatestTime": "1699999860.500000000",
        "eventSearch": "search index=jobs u=u1 | head 3",
        "remoteSearch": "search index=jobs u=u1",
        "reportSearch": "",
        "optimizedSearch": "| search index=jobs u=u1 | head 3",
        "keywords": "index::jobs u::u1",
        "resultCount": 3,
        "resultIsStreaming": True,
        "defaultTTL": "600",
        "ttl": 600,
        "priority": 5,
        "request": {"search": f"{ALL} u=u1 | head 3", "exec_mode": "blocking", **window},
        "runtime": {"auto_cancel": "0", "auto_pause": "0"},
        "messages": [],
    }
    assert {key: found[key] for key in expected} == expected


def test_a_job_is_an_entry_alone(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ALL)
    body = sdk.get(f"search/jobs/{job.sid}").body.read().decode()
    assert body.split("\n", 1)[1].startswith("<entry")
    assert f"<title>{ALL}</title>" in body
    assert f"/services/search/jobs/{job.sid}/results" in body


def test_the_newest_job_is_listed_first(sdk: splunklib.client.Service) -> None:
    first, second = sdk.jobs.create(ALL), sdk.jobs.create(ALL)
    assert [job.sid for job in sdk.jobs.list(count=2)] == [second.sid, first.sid]
    listed = json.loads(sdk.get("search/jobs", output_mode="json", count=1).body.read())
    assert listed["entry"][0]["name"] == ALL
    assert listed["paging"]["total"] >= 2


def test_the_list_is_filtered(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ALL, label="the only one")
    assert [found.sid for found in sdk.jobs.list(search='label="the only one"')] == [job.sid]


def test_paging(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(f"{ALL} | table n", exec_mode="blocking")
    read = lambda **paging: [int(row["n"]) for row in rows(job.results(output_mode="json", **paging))]  # noqa: E731
    assert read() == list(range(99, -1, -1))
    assert read(count=2) == [99, 98]
    assert read(count=2, offset=98) == [1, 0]
    assert read(count=0, offset=97) == [2, 1, 0]
    assert read(offset=-2) == [1, 0]
    assert read(offset=1000) == []


def test_default_page_is_100(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create("| makeresults count=101", exec_mode="blocking")
    assert len(rows(job.results(output_mode="json"))) == 100
    assert len(rows(job.results(output_mode="json", count=0))) == 101


def test_fields_of_choice(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(f"{ALL} | head 1", exec_mode="blocking")
    document = json.loads(job.results(output_mode="json", f=["u", "n", "nosuch"]).read())
    assert (document["fields"], document["results"]) == ([{"name": "u"}, {"name": "n"}], [{"u": "u4", "n": "99"}])
    document = json.loads(job.results(output_mode="json_rows", field_list="host,source*").read())
    assert document["fields"] == ["host", "source", "sourcetype"]


def test_post_processing(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(f"{ALL} | stats count by u", exec_mode="blocking")
    assert rows(job.results(output_mode="json", search="stats sum(count) AS all")) == [{"all": "100"}]
    document = json.loads(job.results(output_mode="json", search="search u=u1 OR u=u3", count=1).read())
    assert (document["post_process_count"], document["results"]) == (2, [{"u": "u1", "count": "20"}])
    for read in (job.results, job.preview):
        for mode in ("json_rows", "json_cols"):
            processed = json.loads(read(output_mode=mode, search='where u<"u2"', count=1).read())
            assert processed["post_process_count"] == 2
            assert "post_process_count" not in json.loads(read(output_mode=mode).read())
    with pytest.raises(HTTPError) as caught:
        job.results(output_mode="json", search="abcd")
    assert caught.value.status == 400


def test_what_is_formatted_is_shown_so_and_has_its_value(sdk: splunklib.client.Service) -> None:
    formats = 'fieldformat count="<".count.">" | fieldformat _time=strftime(_time, "%Y")'
    job = sdk.jobs.create(f"{ALL} | stats count max(_time) AS _time by u | {formats}", exec_mode="blocking")
    for read in (job.results, job.preview):
        assert rows(read(output_mode="json", count=1)) == [{"u": "u0", "count": "<20>", "_time": "2023"}]
        assert rows(read(output_mode="json", count=1, f="count")) == [{"count": "<20>"}]
        assert rows(read(output_mode="json", search="where count=20 | head 1 | table count")) == [{"count": "<20>"}]
        assert rows(read(output_mode="json", search="stats sum(count) AS count")) == [{"count": "100"}]
        further = "head 1 | table u | fieldformat u=upper(u)"
        assert rows(read(output_mode="json", search=further)) == [{"u": "U0"}]


def test_fields_after_further_commands_are_in_their_order(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(f"{ALL} | stats count by u, host", exec_mode="blocking")
    for search, fields in [
        ("where count>1", ["u", "host", "count"]),
        ("rename u as user | table count other user", ["count", "other", "user"]),
        ("stats sum(count) as all by host, u", ["host", "u", "all"]),
    ]:
        document = json.loads(job.results(output_mode="json", search=search, count=1).read())
        assert [field["name"] for field in document["fields"]] == fields
    assert document["fields"][0] == {"name": "host", "groupby_rank": "0"}


def test_jobs_are_listed_by_their_ids(sdk: splunklib.client.Service) -> None:
    first, second, _ = (sdk.jobs.create(ALL, exec_mode="blocking") for _ in range(3))
    body = sdk.get("search/jobs", output_mode="json", count=2, id=[first.sid, second.sid, "none"]).body
    assert [entry["content"]["sid"] for entry in json.loads(body.read())["entry"]] == [second.sid, first.sid]


def test_the_parameters_of_splunks_own_dashboards(sdk: splunklib.client.Service) -> None:
    """As @splunk/search-job 2 and @splunk/datasources 29.6 send them."""
    ask = {"preview": True, "sid": "", "check_risky_command": False, "postprocess_searches": '["| stats count"]'}
    job = sdk.jobs.create(f"{ALL} | stats count by u", exec_mode="blocking", **ask)
    page = {"progress": True, "show_metadata": True, "requestTotalCount": True, "add_summary_to_metadata": True}
    document = json.loads(
        job.preview(output_mode="json_cols", search="| head 2", check_risky_command=False, **page).read()
    )
    of_u = {"summary.count": "2", "summary.dc": "2", "summary.numcount": "0"}
    of_count = {"summary.count": "2", "summary.dc": "1", "summary.numcount": "2"}
    assert document["fields"] == [{"name": "u", "groupby_rank": "0", **of_u}, {"name": "count", **of_count}]
    assert document["post_process_count"] == 2


def test_results_of_a_running_job_are_not_ready(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ENDLESS)
    assert job.results(output_mode="json").read() == b""
    assert sdk.get(f"search/jobs/{job.sid}/results").status == 204
    job.cancel()


def test_preview_of_a_running_job(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create("| makeresults count=100000000 | eval a=1 | where a=1", max_count=400_000)
    until(lambda: json.loads(job.preview(output_mode="json", count=1).read() or "{}").get("results"))
    document = json.loads(job.preview(output_mode="json", count=1).read())
    assert document["preview"] is True
    assert document["results"] == [{"_time": "2023-11-14T22:13:20.000+00:00", "a": "1"}]
    job.cancel()


def test_messages_come_with_the_results(sdk: splunklib.client.Service) -> None:
    found = rows(sdk.jobs.oneshot(f"{ALL} earliest=1 | head 1 | table n", output_mode="json"))
    assert found[0] == Message("INFO", "Your timerange was substituted based on your search string")


def test_events_of_a_search_without_a_report(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(f"{ALL} u=u1 | eval a=n", exec_mode="blocking")
    document = json.loads(job.events(output_mode="json", count=2).read())
    assert [row["a"] for row in document["results"]] == ["96", "91"]
    names = [field["name"] for field in document["fields"]]
    assert names == sorted(names)
    late = job.events(
        output_mode="json", earliest_time="2023-11-14T22:11:36.000+00:00", time_format="%Y-%m-%dT%H:%M:%S.%Q%:z"
    )
    assert [row["n"] for row in rows(late)] == ["96"]
    shown = job.events(output_mode="json", output_time_format="%H:%M", count=1, f="_time")
    assert rows(shown) == [{"_time": "22:11"}]
    for name in ("time_format", "output_time_format"):
        with pytest.raises(HTTPError, match=f"does not support {name}=%q, for its %q"):
            job.events(**{name: "%q"})


@pytest.mark.parametrize("version", ["search/jobs", "search/v2/jobs"])
@pytest.mark.parametrize("buckets", [0, 300])
@pytest.mark.parametrize(
    ("then", "found"),
    [
        ("head 3", ["99", "98", "97"]),
        ("sort 2 n", ["0", "1"]),
        ("dedup u", ["99", "98", "97", "96", "95"]),
        ("eventstats count | where n<2", ["1", "0"]),
    ],
)
def test_events_of_a_search_that_transforms_nothing_are_its_results(
    sdk: splunklib.client.Service, version: str, buckets: int, then: str, found: list[str]
) -> None:
    job = sdk.jobs.create(f"{ALL} | {then}", exec_mode="blocking", status_buckets=buckets)
    for method in (sdk.get, sdk.post):
        shown = method(f"{version}/{job.sid}/events", output_mode="json", f="n").body
        assert [row["n"] for row in rows(shown)] == found
    counts = (job["eventCount"], job["eventAvailableCount"], job["resultCount"])
    assert counts == (str(len(found)),) * 3
    assert (job["eventSearch"], job["reportSearch"]) == (f"{ALL} | {then}", None)


@pytest.mark.parametrize("report", ["stats count", "table n", "timechart count", "top n"])
def test_events_of_a_report_are_those_that_it_is_given(sdk: splunklib.client.Service, report: str) -> None:
    job = sdk.jobs.create(f"{ALL} | head 2 | {report}", exec_mode="blocking", status_buckets=300)
    assert [row["n"] for row in rows(job.events(output_mode="json"))] == ["99", "98"]
    assert (job["eventCount"], job["eventSearch"], job["reportSearch"]) == ("2", f"{ALL} | head 2", report)


def test_reading_events_anew_writes_nothing(sdk: splunklib.client.Service, address: Address) -> None:
    address.splunk.store.create_index("collected")
    search = f"{ALL} | head 1 | collect index=collected | stats count"
    job = sdk.jobs.create(search, exec_mode="blocking", status_buckets=300)
    for _ in range(2):
        assert [row["n"] for row in rows(job.events(output_mode="json"))] == ["99"]
    assert len(address.splunk.search("search index=collected").results) == 1


def test_a_search_that_reads_no_events_has_none(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create("| makeresults count=2", exec_mode="blocking", status_buckets=300)
    assert rows(job.events(output_mode="json")) == []


def test_events_behind_a_report_need_status_buckets(sdk: splunklib.client.Service) -> None:
    search = f"{ALL} u=u1 | stats count"
    without = sdk.jobs.create(search, exec_mode="blocking")
    assert rows(without.events(output_mode="json")) == []
    with_buckets = sdk.jobs.create(search, exec_mode="blocking", status_buckets=300)
    assert len(rows(with_buckets.events(output_mode="json"))) == 20
    assert (without["eventAvailableCount"], with_buckets["eventAvailableCount"]) == ("0", "20")


def test_events_of_few_lines(sdk: splunklib.client.Service, address: Address) -> None:
    address.splunk.store.create_index("lines")
    address.splunk.ingest([(1, "one\ntwo\nthree")], index="lines", sourcetype="lines", source="x", host="x")
    job = sdk.jobs.create("search index=lines", exec_mode="blocking")
    found = rows(job.events(output_mode="json", max_lines=2, truncation_mode="truncate", f="_raw"))
    assert found == [{"_raw": "one\ntwo"}]
    with pytest.raises(HTTPError) as caught:
        job.events(max_lines=2)
    assert caught.value.status == 501


@pytest.mark.parametrize("version", ["search/jobs", "search/v2/jobs"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_both_versions_and_methods(sdk: splunklib.client.Service, version: str, method: str) -> None:
    job = sdk.jobs.create(f"{ALL} | stats count", exec_mode="blocking")
    answer = getattr(sdk, method)(f"{version}/{job.sid}/results", output_mode="csv")
    assert answer.body.read() == b"count\n100\n"


# Controlled


def test_cancel(sdk: splunklib.client.Service, address: Address) -> None:
    job = sdk.jobs.create(ENDLESS)
    running = address.splunk.jobs.get(job.sid)
    job.cancel()
    assert running.wait(PATIENCE)
    with pytest.raises(HTTPError, match="Unknown sid"):
        job.refresh()
    job.cancel()  # twice is no error to the SDK


def test_delete(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ALL)
    body = sdk.delete(f"search/jobs/{job.sid}", output_mode="json").body.read()
    assert json.loads(body) == {"messages": [{"type": "INFO", "text": "Search job cancelled."}]}
    with pytest.raises(HTTPError, match="Unknown sid"):
        job.refresh()


def test_finalize(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ENDLESS)
    until(lambda: job.refresh()["dispatchState"] == "RUNNING")
    job.finalize()
    done(job)
    assert (job["isFinalized"], job["resultCount"]) == ("1", "1")


def test_pause_and_unpause(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ENDLESS)
    job.pause()
    job.refresh()
    assert (job["isPaused"], job["dispatchState"]) == ("1", "PAUSE")
    job.unpause()
    job.refresh()
    assert (job["isPaused"], job["dispatchState"]) == ("0", "RUNNING")
    job.cancel()


def test_ttl(sdk: splunklib.client.Service, clock: ManualClock) -> None:
    job = sdk.jobs.create(ALL, exec_mode="blocking")
    job.set_ttl(120)
    clock.advance(10)
    assert job.refresh()["ttl"] == "110"
    job.touch()
    assert job.refresh()["ttl"] == "120"
    clock.advance(120)
    with pytest.raises(HTTPError, match="Unknown sid"):
        job.refresh()


def test_a_job_is_not_kept_for_as_long_as_one_likes(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ALL, exec_mode="blocking")
    with pytest.raises(HTTPError, match="does not support ttl=99999999999, only up to 2592000") as caught:
        job.set_ttl(99_999_999_999)
    assert caught.value.status == 501


def test_what_is_done_shows_that_it_was_paused_or_finalized(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ALL, exec_mode="blocking")
    job.pause()
    assert (job.refresh()["isPaused"], job["dispatchState"]) == ("1", "DONE")
    job.unpause()
    assert job.refresh()["isPaused"] == "0"
    job.finalize()
    assert (job.refresh()["isFinalized"], job["dispatchState"], job["resultCount"]) == ("1", "DONE", "100")


def test_save_priority_preview(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ALL, exec_mode="blocking")
    job.post("control", action="save")
    assert (job.refresh()["isSaved"], job["ttl"]) == ("1", "604800")
    job.post("control", action="unsave")
    assert (job.refresh()["isSaved"], job["ttl"]) == ("0", "600")
    job.set_priority(2)
    assert job.refresh()["priority"] == "2"
    job.disable_preview()
    assert job.refresh()["isPreviewEnabled"] == "0"
    job.enable_preview()
    assert job.refresh()["isPreviewEnabled"] == "1"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"action": "setttl", "ttl": "120"}, "The ttl of the search job was changed to 120."),
        ({"action": "save"}, "The ttl of the search job was changed to 604800."),
        ({"action": "pause"}, "Search job paused."),
        ({"action": "unpause"}, "Search job continued."),
        ({"action": "finalize"}, "Search job finalized."),
        ({"action": "touch"}, "Search job touched."),
        ({"action": "enablepreview"}, "Search job results preview enabled."),
        ({"action": "cancel"}, "Search job cancelled."),
    ],
)
def test_what_control_says(sdk: splunklib.client.Service, arguments: dict[str, str], text: str) -> None:
    job = sdk.jobs.create(ALL, exec_mode="blocking")
    body = job.post("control", output_mode="json", **arguments).body.read()
    assert json.loads(body) == {"messages": [{"type": "INFO", "text": text}]}


@pytest.mark.parametrize(
    "arguments",
    [{}, {"action": "explode"}, {"action": "setttl"}, {"action": "setttl", "ttl": "x"}, {"action": "setpriority"},
     {"action": "setpriority", "priority": "11"}],
)  # fmt: skip
def test_what_control_refuses(sdk: splunklib.client.Service, arguments: dict[str, str]) -> None:
    job = sdk.jobs.create(ALL)
    with pytest.raises(HTTPError) as caught:
        job.post("control", **arguments)
    assert caught.value.status == 400


def test_custom_properties(sdk: splunklib.client.Service, address: Address) -> None:
    job = sdk.jobs.create(ALL, **{"custom.ticket": "INC-1"})
    sdk.post(f"search/jobs/{job.sid}", **{"custom.owner": "me"})
    assert content(address, sdk, job.sid)["custom"] == {"ticket": "INC-1", "owner": "me"}
    for wrong in ({}, {"priority": "1"}):
        with pytest.raises(HTTPError) as caught:
            sdk.post(f"search/jobs/{job.sid}", **wrong)
        assert caught.value.status == 400


# Seen


def test_users_see_their_own_jobs_and_admins_all(address: Address, sdk: splunklib.client.Service) -> None:
    address.splunkd.users.put(User("bob", ("user",), ""), "bobs password")
    bob = splunklib.client.connect(
        host=address.host, port=address.management_port, username="bob", password="bobs password"
    )
    his, hers = bob.jobs.create("| makeresults"), sdk.jobs.create("| makeresults")
    assert [job.sid for job in bob.jobs.list(count=0)] == [his.sid]
    assert {his.sid, hers.sid} <= {job.sid for job in sdk.jobs.list(count=0)}
    with pytest.raises(HTTPError, match="Unknown sid"):
        bob.get(f"search/jobs/{hers.sid}/results")
    assert address.splunk.jobs.get(his.sid).request.roles == ("user",)
