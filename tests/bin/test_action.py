"""The alert action as splunkd runs it: what it writes, what it says, how it ends."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from alert_payload import read_payload
from risk_events import risk_event_id
from splunkd_log import LONGEST

CASES = yaml.safe_load((Path(__file__).parent / "cases/action.yaml").read_text(encoding="utf-8"))
ROW = {"src": "203.0.113.9", "user_name": "dana.reyes", "eventID": "e-1"}
KEY = "k3y^Of_the.session-0123456789"
LINE = re.compile(r"(DEBUG|INFO|WARN|ERROR|FATAL) \S.*")


def results_file(case, results, folder) -> Path:
    """The results file as the case has it."""
    file = results(case.get("rows", [ROW]))
    if case.get("file") == "missing":
        file.unlink()
    elif case.get("file") == "cut":
        file = results([ROW | {"eventID": f"{number * 7919:x}"} for number in range(2000)])
        file.write_bytes(file.read_bytes()[:-2000])
    elif "file" in case:
        file.write_text(case["file"])
    for key, codec in (("csv", "utf-8"), ("latin1", "latin-1")):
        if key in case:
            file.write_bytes(gzip.compress(case[key].encode(codec)))
    return file


def prepare(splunkd, case) -> None:
    splunkd.actions += case.get("actions", [])
    splunkd.answers = {key: list(answers) for key, answers in case.get("answers", {}).items()}
    splunkd.delay = case.get("delay", 0.0)
    splunkd.indexes = tuple(case.get("indexes", splunkd.indexes))
    if "job" in case:
        splunkd.job = case["job"]
    if case.get("search") == "absent":
        splunkd.search = None
    else:
        changed = splunkd.search | case.get("search", {})
        splunkd.search = {key: value for key, value in changed.items() if value is not None}


def holds(line: str, wanted: str) -> bool:
    """Whether a line has the words that are wanted, in their order; what the test cannot know may stand between."""
    return re.match(r".*?\s".join(re.escape(word) for word in wanted.split()), line) is not None


def fields(event, names) -> dict[str, str | list[str]]:
    found = {name: [value for field, value in event.elements() if field == name] for name in names}
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(python, run, results, payload, splunkd, tmp_path, case):
    prepare(splunkd, case)
    file = results_file(case, results, tmp_path)
    stdin = case["stdin"].encode() if "stdin" in case else payload(file, **case.get("payload", {}))

    ran = run(python, stdin, "--execute", environment=case.get("environment"))

    log = [line.replace(f"{file.parent}/", "") for line in ran.log]
    assert (ran.code, len(log)) == (case["exit"], len(case["log"])), log
    assert [line for line, wanted in zip(log, case["log"], strict=True) if not holds(line, wanted)] == []
    if "events" in case:
        written = [fields(event, want) for event, want in zip(splunkd.events(), case["events"], strict=True)]
        assert written == case["events"]
    assert ran.output == ""
    assert all(LINE.fullmatch(line) for line in ran.log)
    key = json.loads(stdin).get("session_key", KEY) if stdin.startswith(b"{") else KEY
    assert not any(key in line for line in ran.log)


@pytest.mark.parametrize("arguments", [(), ("--help",), ("--execute", "again")])
def test_only_splunkd_s_way_of_running_it(python, run, arguments):
    ran = run(python, b"{}", *arguments)

    assert (ran.code, ran.output) == (1, "")
    assert ran.log == ["FATAL Unsupported execution mode: splunkd runs this script with --execute"]


def test_the_session_key_is_hidden_wherever_it_turns_up(python, run, results, payload, splunkd):
    splunkd.answers = {"POST receivers/simple": [400]}
    sid = f"echo-{KEY}"

    ran = run(python, payload(results([ROW]), configuration={"index": KEY}, sid=sid), "--execute")

    assert ran.code == 2
    assert 'sid="echo-[hidden]"' in ran.log[-1]
    assert "index=[hidden]" in ran.log[-1]
    assert not any(KEY in line for line in ran.log)


def test_it_is_hidden_in_an_address_too(python, run, results, payload):
    ran = run(python, payload(results([ROW]), search_name=KEY), "--execute")

    assert ran.code == 2
    assert "/saved/searches/[hidden] with HTTP 404" in ran.log[0]
    assert not any(quote(KEY) in line for line in ran.log)


def test_a_payload_does_not_show_it(results, payload):
    assert KEY not in repr(read_payload(payload(results([ROW]))))


def test_a_line_is_not_longer_than_the_log_takes(python, run, results, payload):
    ran = run(python, payload(results([ROW]), sid="s" * 10_000), "--execute")

    assert [len(line) for line in ran.log] == [len("INFO ") + LONGEST]


def test_the_request(python, run, results, payload, splunkd):
    run(python, payload(results([ROW])), "--execute")

    sent = splunkd.requests[-1]
    assert (sent.method, sent.path) == ("POST", "/services/receivers/simple")
    assert sent.query == {
        "index": "risk",
        "sourcetype": "stash",
        "source": "Threat - AWS Console Login Failed During MFA Challenge - Rule",
        "host": "search-head",
    }
    assert sent.headers["Authorization"] == f"Splunk {KEY}"


def test_one_connection_for_all_requests(python, run, results, payload, splunkd):
    rows = [ROW | {"eventID": f"e-{number}"} for number in range(1500)]

    assert run(python, payload(results(rows)), "--execute").code == 0

    assert [request.method for request in splunkd.requests].count("POST") > 2
    assert len(splunkd.received) == 1500
    assert splunkd.connections == 1


def test_what_was_not_written_is_counted_to_the_end(python, run, results, payload, splunkd):
    rows = [ROW | {"eventID": f"e-{number}"} for number in range(3000)]
    splunkd.answers = {"POST receivers/simple": [200, 200, 403]}

    ran = run(python, payload(results(rows)), "--execute")

    counts = re.match(
        r"ERROR (\d+) risk events of 3000 results were written to index=risk, (\d+) were not", ran.log[-1]
    )
    written, unwritten = map(int, counts.groups())
    assert ran.code == 2
    assert 0 < written == len(splunkd.received)
    assert written + unwritten == 3000
    assert len([request for request in splunkd.requests if request.method == "POST"]) == 3


def test_a_run_again_writes_the_same_ids(python, run, results, payload, splunkd):
    rows = [ROW, ROW | {"eventID": "e-2"}, ROW | {"user_name": "lee"}, {"src": "a", "user_name": "no event id"}]
    run(python, payload(results(rows), sid="first"), "--execute")
    # the event was delivered once more in the meantime
    rows[0] = ROW | {"count": "2"}
    run(python, payload(results(rows), sid="second"), "--execute")

    ids = [fields(event, ["risk_event_id"])["risk_event_id"] for event in splunkd.events()]
    assert ids[:4] == ids[4:]
    assert len(set(ids)) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", found) for found in ids)


def test_a_value_longer_than_csv_s_own_limit(python, run, results, payload, splunkd):
    long = "x" * 3_000_000

    ran = run(python, payload(results([ROW | {"userAgent": long}, ROW])), "--execute")

    assert ran.code == 0, ran.log
    assert fields(splunkd.events()[0], ["userAgent"]) == {"userAgent": long}
    assert len(splunkd.received) == 2


@pytest.mark.parametrize(
    "other",
    [
        ("another search", {"eventID": ["e"]}, "user", "dana"),
        ("search", {"eventID": ["f"]}, "user", "dana"),
        ("search", {"eventID": ["e", "f"]}, "user", "dana"),
        ("search", {"eventID": ["e"]}, "system", "dana"),
        ("search", {"eventID": ["e"]}, "user", "lee"),
        ("search", {"src": ["e"]}, "user", "dana"),
    ],
)
def test_another_finding_has_another_id(other):
    assert risk_event_id(*other) != risk_event_id("search", {"eventID": ["e"], "count": ["1"]}, "user", "dana")


def test_thousands_of_results(run, results, payload, splunkd, python):
    rows = [ROW | {"eventID": f"e-{number}", "user_name": f"user{number % 977}"} for number in range(5_000)]
    splunkd.job["resultCount"] = 5_000

    ran = run(python, payload(results(rows)), "--execute")

    assert ran.code == 0, ran.log
    assert ran.log[-1].startswith("INFO 5000 risk events of 5000 results were written to index=risk")
    ids = {re.search(r'eventID="([^"]+)"', line)[1] for line in splunkd.received}
    assert len(splunkd.received) == len(ids) == 5_000
