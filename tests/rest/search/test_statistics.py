"""The summary, the timeline and the log of search jobs, by splunk-sdk. There are 100 events, a second apart, from
22:10:00 to 22:11:39 on 2023-11-14, of the users u0 to u4 in turn."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
import splunklib.client
from splunklib.binding import HTTPError

from minisplunk.rest.instance.users import User
from minisplunk.rest.server import Address
from minisplunk.times import ManualClock
from tests.waiting import until

ALL = "search index=jobs"
ENDLESS = "| makeresults count=100000000 | stats count"
START = 1_699_999_800
WINDOW = {"earliest_time": "2023-11-14T22:10:00.000+00:00", "latest_time": "2023-11-14T22:20:00.000+00:00"}

Job = splunklib.client.Job


@pytest.fixture
def done(sdk: splunklib.client.Service) -> Iterator[Any]:
    """`done(search, ...)`: a job that is done."""
    jobs: list[Job] = []

    def make(search: str, **how: object) -> Job:
        jobs.append(sdk.jobs.create(search, exec_mode="blocking", **{"status_buckets": 300, **how}))
        return jobs[-1]

    yield make
    for job in jobs:
        job.cancel()


def document(answer: Any) -> Any:
    return json.loads(answer.read())


def counts(timeline: dict[str, Any]) -> dict[int, int]:
    return {bucket["earliest_time"]: bucket["total_count"] for bucket in timeline["buckets"] if bucket["total_count"]}


def test_without_status_buckets_there_is_nothing(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ALL, exec_mode="blocking")
    assert (job.summary().read(), job.timeline().read()) == (b"", b"")
    assert {sdk.get(f"search/jobs/{job.sid}/{name}").status for name in ("summary", "timeline")} == {204}


@pytest.mark.parametrize("version", ["search/jobs", "search/v2/jobs"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["summary", "timeline"])
def test_both_versions_and_both_methods(
    sdk: splunklib.client.Service, done: Any, version: str, method: str, name: str
) -> None:
    answer = getattr(sdk, method)(f"{version}/{done(ALL).sid}/{name}", output_mode="json")
    assert document(answer.body)["event_count"] == 100


# Timelines


def test_a_timeline(done: Any) -> None:
    timeline = document(done(f"{ALL} n<70", **WINDOW).timeline(output_mode="json"))
    assert (timeline["event_count"], timeline["cursor_time"], timeline["is_time_cursored"]) == (70, 0, True)
    assert len(timeline["buckets"]) == 10
    assert timeline["buckets"][0] == {
        "total_count": 60,
        "available_count": 60,
        "is_finalized": True,
        "duration": 60,
        "earliest_strftime": "2023-11-14T22:10:00.000+00:00",
        "earliest_time": START,
        "earliest_time_offset": 0,
        "latest_time_offset": 0,
    }
    assert counts(timeline) == {START: 60, START + 60: 10}


def test_a_timeline_of_a_report_is_of_its_events(done: Any) -> None:
    timeline = document(done(f"{ALL} | stats count by u", **WINDOW).timeline(output_mode="json"))
    assert counts(timeline) == {START: 60, START + 60: 40}


def test_a_timeline_of_commands_that_give_no_events(done: Any) -> None:
    timeline = document(done("| makeresults count=3").timeline(output_mode="json"))
    assert (timeline["event_count"], timeline["buckets"]) == (0, [])


def test_buckets_are_no_more_than_were_asked_for(done: Any) -> None:
    for most in (1000, 300, 50, 2):
        buckets = document(done(ALL, status_buckets=most).timeline(output_mode="json"))["buckets"]
        assert 0 < len(buckets) <= most
        assert sum(bucket["total_count"] for bucket in buckets) == 100


def test_times_of_buckets_as_they_are_wanted(done: Any) -> None:
    job = done(ALL, **WINDOW)
    for format in ({"time_format": "%H:%M"}, {"time_format": "%s", "output_time_format": "%H:%M"}):
        first, *_ = document(job.timeline(output_mode="json", **format))["buckets"]
        assert first["earliest_strftime"] == "22:10"


def test_a_timeline_in_xml(done: Any) -> None:
    root = ET.fromstring(done(ALL, **WINDOW).timeline().read())
    assert (root.tag, root.get("c"), root.get("cursor")) == ("timeline", "100", "0")
    first = root[0]
    assert first.attrib == {"c": "60", "a": "60", "t": f"{START}.000", "d": "60", "f": "1", "etz": "0", "ltz": "0"}
    assert first.text == "2023-11-14T22:10:00.000+00:00"


def test_a_timeline_is_of_when_it_was_first_asked_for(address: Address, done: Any) -> None:
    job = done(f"{ALL} | stats count")
    job.timeline().read()
    kept = address.splunk.jobs.get(job.sid).timeline
    job.timeline().read()
    assert address.splunk.jobs.get(job.sid).timeline is kept


# Summaries


def test_a_summary(done: Any) -> None:
    summary = document(done(ALL, **WINDOW).summary(output_mode="json"))
    assert {
        name: summary[name] for name in ("earliest_time", "latest_time", "duration", "event_count", "histogram")
    } == {
        "earliest_time": "2023-11-14T22:10:00.000+00:00",
        "latest_time": "2023-11-14T22:19:00.000+00:00",
        "duration": 540,
        "event_count": 100,
        "histogram": [],
    }
    assert summary["fields"]["n"]["modes"][0] == {"value": "0", "count": 1, "is_exact": True}
    assert summary["fields"]["u"] == {
        "count": 100,
        "numeric_count": 0,
        "distinct_count": 5,
        "is_exact": True,
        "relevant": True,
        "modes": [{"value": f"u{n}", "count": 20, "is_exact": True} for n in range(5)],
    }
    assert {name: summary["fields"]["linecount"][name] for name in ("relevant", "min", "max", "mean", "stdev")} == {
        "relevant": False,
        "min": "1",
        "max": "1",
        "mean": 1,
        "stdev": 0,
    }
    assert not any(name.startswith("_") for name in summary["fields"])


def test_a_summary_of_a_report_is_of_all_fields_of_its_events(done: Any) -> None:
    fields = document(done(f"{ALL} | stats count").summary(output_mode="json"))["fields"]
    assert {"n", "u", "host", "sourcetype"} <= fields.keys()


def test_fields_that_are_wanted(done: Any) -> None:
    job = done(f"{ALL} | stats count")
    assert list(document(job.summary(output_mode="json", f=["u", "sou*"]))["fields"]) == ["source", "sourcetype", "u"]
    assert list(document(job.summary(output_mode="json", field_list="n, u"))["fields"]) == ["n", "u"]


def test_events_that_are_wanted(done: Any) -> None:
    job = done(ALL)
    late = document(job.summary(output_mode="json", f="n", earliest_time="11/14/2023:22:11:00", latest_time="now"))
    assert (late["event_count"], late["fields"]["n"]["min"]) == (40, "60")
    assert document(job.summary(output_mode="json", search="U3", f="u"))["fields"]["u"]["distinct_count"] == 1
    none = document(job.summary(output_mode="json", search="nowhere"))
    assert (none["event_count"], none["fields"]) == (0, {})


def test_values_and_fields_that_are_frequent(done: Any) -> None:
    job = done(f'{ALL} | eval rare=if(n=1, "x", null())')
    fields = document(job.summary(output_mode="json", top_count=2, min_freq="0.5"))["fields"]
    assert [mode["value"] for mode in fields["u"]["modes"]] == ["u0", "u1"]
    assert "rare" not in fields


def test_a_summary_in_xml(done: Any) -> None:
    root = ET.fromstring(done(f'{ALL} | eval "a<\'b"="<&>"').summary(f=["n", "a<'b"], top_count=1).read())
    assert (root.tag, root.get("c"), root.get("duration")) == ("summary", "100", "99")
    odd, numbers = root
    assert odd.attrib == {"k": "a<'b", "c": "100", "nc": "0", "dc": "1", "exact": "1", "relevant": "1"}
    assert odd.findtext("modes/value/text") == "<&>"
    assert {name: numbers.findtext(name) for name in ("min", "max", "mean")} == {
        "min": "0",
        "max": "99",
        "mean": "49.5",
    }


@pytest.mark.parametrize(
    ("name", "given", "status"),
    [
        ("summary", {"min_freq": "2"}, 400),
        ("summary", {"min_freq": "often"}, 400),
        ("summary", {"min_freq": "nan"}, 400),
        ("summary", {"top_count": "-1"}, 400),
        ("summary", {"earliest_time": "soon"}, 400),
        ("summary", {"histogram": "1"}, 501),
        ("summary", {"histogram": "maybe"}, 400),
        ("summary", {"output_mode": "csv"}, 400),
        ("summary", {"colour": "red"}, 400),
        ("timeline", {"output_time_format": "%q"}, 501),
        ("timeline", {"output_mode": "raw"}, 400),
        ("timeline", {"earliest_time": "0"}, 400),
    ],
)
def test_what_they_cannot_be_asked(done: Any, name: str, given: dict[str, str], status: int) -> None:
    with pytest.raises(HTTPError) as caught:
        getattr(done(ALL), name)(**given)
    assert caught.value.status == status


def test_of_a_failed_job_they_say_why(done: Any) -> None:
    job = done(f"{ALL} | eval a=nosuchfunc(1)")
    for read in (job.summary, job.timeline):
        with pytest.raises(HTTPError, match="nosuchfunc") as caught:
            read(output_mode="json")
        assert caught.value.status == 400


def test_of_a_report_that_runs_there_is_nothing_yet(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ENDLESS, status_buckets=300)
    assert (job.summary().read(), job.timeline().read()) == (b"", b"")
    job.cancel()


def test_events_beyond_the_calendar(done: Any) -> None:
    for time in ("1e300", "-1e300", "253402300799", "-62135596800", "null()"):
        job = done(f"{ALL} | eval _time={time}")
        assert document(job.timeline(output_mode="json"))["event_count"] == 100
        assert document(job.summary(output_mode="json"))["event_count"] == 100
        ET.fromstring(job.summary().read())


# Logs


def log_of(sdk: splunklib.client.Service, sid: str, **given: str) -> list[str]:
    return sdk.get(f"search/v2/jobs/{sid}/search.log", **given).body.read().decode().splitlines()


def test_a_log(sdk: splunklib.client.Service, done: Any) -> None:
    job = done(f"{ALL}\n| stats count by u", **WINDOW)
    lines = log_of(sdk, job.sid)
    assert lines == sdk.get(f"search/jobs/{job.sid}/search.log").body.read().decode().splitlines()
    assert lines == job.searchlog().read().decode().splitlines()
    assert {line[:29] for line in lines} == {"11-14-2023 22:13:20.000 INFO "}
    assert [line[30:] for line in lines[1:]] == [
        'dispatchRunner - search context: user="admin", app="search"',
        "SearchParser - PARSING: search index=jobs\\n| stats count by u",
        "SearchParser - optimizedSearch=| search index=jobs | stats count by u",
        "SearchParser - eventSearch=search index=jobs",
        "SearchParser - reportSearch=stats count by u",
        f"dispatchRunner - searchEarliestTime={START}, searchLatestTime={START + 600}",
        "SearchPipelineExecutor - command.search: input_count=0, output_count=100",
        "SearchPipelineExecutor - command.stats: input_count=100, output_count=5",
        "SearchPipelineExecutor - scanCount=100, eventCount=100, resultCount=5",
        f"DispatchManager - dispatchHasFinished(id='{job.sid}', username='admin')",
        f"dispatchRunner - RunDispatch is done: sid={job.sid}, dispatchState=DONE, "
        f"runDuration={float(job['runDuration']):.3f}",
    ]


def test_a_log_of_a_failure_says_why(sdk: splunklib.client.Service, done: Any) -> None:
    job = done(f"{ALL} | eval a=nosuchfunc(1)")
    lines = log_of(sdk, job.sid)
    assert any("FATAL SearchMessages - Error in 'EvalCommand': The 'nosuchfunc'" in line for line in lines)
    assert "dispatchState=FAILED" in lines[-1]


def test_a_log_of_a_job_that_runs_has_no_end(sdk: splunklib.client.Service) -> None:
    job = sdk.jobs.create(ENDLESS)
    until(lambda: job.refresh()["dispatchState"] == "RUNNING")
    assert not any("RunDispatch is done" in line for line in log_of(sdk, job.sid))
    job.cancel()


def test_a_log_to_be_saved(sdk: splunklib.client.Service, done: Any) -> None:
    answer = sdk.get(f"search/jobs/{done(ALL).sid}/search.log", attachment="1")
    headers = {name.lower(): value for name, value in answer.headers}
    assert headers["content-disposition"] == 'attachment; filename="search.log"'
    assert headers["content-type"].startswith("text/plain")


def test_a_search_cannot_forge_lines_of_its_log(sdk: splunklib.client.Service, done: Any) -> None:
    job = done(f'{ALL} | eval a="\n11-14-2023 22:13:20.000 INFO  dispatchRunner - forged\x1b[2J"')
    assert not any(line[30:].startswith("dispatchRunner - forged") or "\x1b" in line for line in log_of(sdk, job.sid))


def test_nobody_reads_the_log_of_another(sdk: splunklib.client.Service, address: Address, done: Any) -> None:
    address.splunkd.users.put(User("reader", ("user",), ""), "secret")
    other = splunklib.client.connect(
        host=address.host, port=address.management_port, username="reader", password="secret"
    )
    sid = done(ALL).sid
    for name in ("search.log", "summary", "timeline", "acl"):
        with pytest.raises(HTTPError) as caught:
            other.get(f"search/jobs/{sid}/{name}")
        assert caught.value.status == 404


def test_the_time_of_a_log_is_that_of_its_lines(sdk: splunklib.client.Service, clock: ManualClock, done: Any) -> None:
    job = done(ALL)
    clock.advance(300)
    assert log_of(sdk, job.sid)[-1].startswith("11-14-2023 22:13:20.000")
