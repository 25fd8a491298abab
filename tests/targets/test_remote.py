"""Nobody need be afraid to point a run at their Splunk: what is there stays as it is, whatever becomes of the run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from minisplunk.detect.detecting import detect
from minisplunk.detect.detection import DetectionRun
from minisplunk.errors import DataError, NotFound
from minisplunk.targets.access import from_environment, is_cloud
from minisplunk.targets.faults import Overdue, TargetError
from minisplunk.targets.opening import open_target
from minisplunk.targets.options import RunOptions, Say
from tests.targets.front import front
from tests.targets.somebody import APP, DATA, ROOT, Somebody
from tests.waiting import PATIENCE, until

SEARCH = "Threat - AWS Console Login Failed During MFA Challenge - Rule"
FOUND = 7
"""How many failures at the challenge the data set has."""
VERBS = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a run in the background would not have
from minisplunk.cli import main
main()
"""
NOT_YET = [{"when": "GET search/jobs/", "status": 204, "body": "", "times": 2}]
"""What splunkd answers while it has not begun a job; splunk-sdk's Job.is_ready."""
NOT_RUN = [{"when": "POST search/v2/jobs", "status": 503, "body": "<response/>"}]


def ran(url: str, say: Say = lambda _: None, **options: object) -> DetectionRun:
    data = () if options.get("read_only") else [DATA]
    return detect(RunOptions(ROOT, splunk=url, insecure=True, **{"data": data, **options}), say)


def test_a_run_finds_what_it_has_sent_and_leaves_nothing_behind(somebody: Somebody) -> None:
    before = somebody.state()
    detection = ran(somebody.address.management)
    assert (detection.events, len(detection.outcome.rows), detection.outcome.risk_events) == (27, FOUND, None)
    assert somebody.state() == before


def test_events_of_others_are_not_seen(somebody: Somebody) -> None:
    record = json.loads(next(iter((DATA / "cloudtrail.json").read_text().splitlines())))
    kind = {"index": "main", "sourcetype": "aws:cloudtrail", "source": "theirs", "host": "theirs"}
    somebody.splunk.ingest([(1_772_530_000_000_000, json.dumps(record))], **kind)
    assert len(ran(somebody.address.management).outcome.rows) == FOUND


def test_risk_is_written_when_it_is_wished(somebody: Somebody) -> None:
    index(somebody, "risk")
    before = somebody.state()
    events = ran(somebody.address.management, write_risk=True).outcome.risk_events
    assert {event["risk_object"] for event in events} == {"dana.reyes", "m.okafor", "root"}
    after = somebody.state()
    assert after["files"] == before["files"]
    assert after["events"] == {**before["events"], "risk": FOUND}


def test_a_given_index_keeps_the_events_and_the_run_says_so(somebody: Somebody) -> None:
    index(somebody, "aws_test")
    said: list[str] = []
    ran(somebody.address.management, said.append, index="aws_test")
    assert somebody.state()["events"]["aws_test"] == 27
    assert said[0].endswith("is NOT checked (--insecure): whoever sits in between reads all.")
    assert "The events of this run stay in the index aws_test" in said[1]


def test_a_run_that_fails_says_what_it_has_left_in_a_given_index(somebody: Somebody) -> None:
    index(somebody, "aws_test")
    said: list[str] = []
    with front(NOT_RUN, somebody.address.management) as broken, pytest.raises(TargetError):
        ran(broken.url, said.append, index="aws_test")
    assert "The events of this run stay in the index aws_test" in said[-1]


def test_an_index_that_only_the_indexers_list_is_taken(somebody: Somebody) -> None:
    """On a search head data/indexes lists its own ones alone; what is found by a search is there."""
    index(somebody, "aws_test")
    kind = {"index": "aws_test", "sourcetype": "other", "source": "theirs", "host": "theirs"}
    somebody.splunk.ingest([(1_772_530_000_000_000, "theirs")], **kind)
    unlisted = [{"when": "GET data/indexes/aws_test", "status": 404, "body": "<response/>"}]
    with front(unlisted, somebody.address.management) as head:
        assert len(ran(head.url, index="aws_test").outcome.rows) == FOUND


def test_a_pattern_is_no_index(somebody: Somebody) -> None:
    with pytest.raises(TargetError, match=r"has no index \*"):
        ran(somebody.address.management, index="*")


def test_reading_alone_asks_for_nothing_but_searches(somebody: Somebody) -> None:
    before = somebody.state()
    with front([], somebody.address.management) as watching:
        detection = ran(watching.url, read_only=True)
    changing = {asked for asked in watching.requests if not asked.startswith("GET ")}
    assert all(asked.startswith(("POST auth/login", "POST search/")) for asked in changing)
    assert somebody.state() == before
    assert "`cloudtrail` is sourcetype=aws:cloudtrail" in detection.notes


def test_reading_alone_runs_a_search_that_begins_with_no_macro(somebody: Somebody) -> None:
    somebody.splunk.change(APP, "savedsearches", "plain", {"search": "| makeresults | eval one=1 | table one"})
    detection = ran(somebody.address.management, read_only=True, saved_search="plain")
    assert (len(detection.outcome.rows), detection.notes) == (
        1,
        ["'plain' is not scheduled there: it runs only when somebody runs it."],
    )
    with pytest.raises(TargetError, match="'plain' does not begin with a macro"):
        ran(somebody.address.management, saved_search="plain")


def test_one_of_several_there_is_to_be_named(somebody: Somebody) -> None:
    somebody.splunk.change(APP, "savedsearches", "other", {"search": "| makeresults", "action.notable": "1"})
    with pytest.raises(
        NotFound, match=r"has 6 saved searches, 2 of them detections; --saved-search says which: .*'other'"
    ):
        ran(somebody.address.management)
    for name in ("other", SEARCH):
        off = {"action.notable": "0", "action.risk": "0", "action.mfa_challenge_risk": "0"}
        somebody.splunk.change(APP, "savedsearches", name, off)
    with pytest.raises(NotFound, match="has 6 saved searches, none of them a detection; --saved-search says which: "):
        ran(somebody.address.management)


def test_every_file_that_cannot_be_read_is_named(somebody: Somebody, tmp_path: Path) -> None:
    before = somebody.state()
    for name in ("one", "two"):
        (tmp_path / f"{name}.json").write_text("{")
    with pytest.raises(DataError) as caught:
        ran(somebody.address.management, data=[DATA, tmp_path], strict=True)
    assert all(name in str(caught.value) for name in ("one.json", "two.json"))
    assert "Nothing was searched, since 2 of 3 files cannot be read" in str(caught.value)
    assert somebody.state() == before


def test_jobs_are_not_kept_for_long(somebody: Somebody) -> None:
    ran(somebody.address.management)
    assert {job.ttl for job in somebody.splunk.jobs.all()} == {60}


def test_a_job_that_has_not_begun_is_waited_for(somebody: Somebody) -> None:
    with front(NOT_YET, somebody.address.management) as busy:
        assert len(ran(busy.url).outcome.rows) == FOUND


def test_a_run_that_fails_cleans_up(somebody: Somebody) -> None:
    before = somebody.state()
    with front(NOT_RUN, somebody.address.management) as broken, pytest.raises(TargetError):
        ran(broken.url)
    assert "POST data/indexes" in " ".join(broken.requests)
    assert somebody.state() == before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_a_run_that_is_ended_cleans_up(number: int, code: int, somebody: Somebody, tmp_path: Path) -> None:
    before = somebody.state()
    records = (DATA / "cloudtrail.json").read_text()
    (tmp_path / "many.json").write_text(records * 2_000)
    verb = [
        "run",
        "--app",
        str(ROOT),
        "--splunk",
        somebody.address.management,
        "--insecure",
        str(tmp_path / "many.json"),
    ]
    process = subprocess.Popen([sys.executable, "-c", VERBS, *verb], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        counts = somebody.splunk.store.counts
        until(lambda: process.poll() is not None or any(name.startswith("minisplunk-") for name in counts()))
        assert process.poll() is None, "it ended too early"
        process.send_signal(number)
        assert process.wait(PATIENCE) == code
    finally:
        process.kill()
        process.wait()
    assert somebody.state() == before


def test_a_private_macro_of_somebody_is_not_replaced(somebody: Somebody) -> None:
    private(somebody, "index=mine", "")
    before = somebody.state()
    with pytest.raises(TargetError, match="has a private macro 'cloudtrail' in the app DA-ESS-AwsConsoleMfa"):
        ran(somebody.address.management)
    assert somebody.state() == before


def test_a_macro_that_cannot_be_removed_is_named(somebody: Somebody) -> None:
    script = [{"when": "DELETE admin/macros", "status": 403, "body": "<response/>"}]
    with front(script, somebody.address.management) as broken, pytest.raises(TargetError) as caught:
        ran(broken.url)
    assert str(caught.value).startswith("The private macro 'cloudtrail' is left: ")
    assert "until then the searches of admin in the app DA-ESS-AwsConsoleMfa look at the events of this run" in str(
        caught.value
    )
    assert any(asked.startswith("DELETE data/indexes/minisplunk-") for asked in broken.requests)


def test_an_ordinary_user_can_run(somebody: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may search the index, and make private macros as everybody may."""
    index(somebody, "aws_test")
    with open_target(RunOptions(ROOT, splunk=somebody.address.management, insecure=True), lambda _: None) as target:
        target.service.post("authentication/users", name="ana", password="correct horse", roles="user")
    monkeypatch.setenv("SPLUNK_USERNAME", "ana")
    monkeypatch.setenv("SPLUNK_PASSWORD", "correct horse")
    before = somebody.state()["files"]
    assert len(ran(somebody.address.management, index="aws_test").outcome.rows) == FOUND
    assert somebody.state()["files"] == before


def test_what_a_killed_run_has_left_is_taken_over(somebody: Somebody) -> None:
    before = somebody.state()
    private(somebody, "index=gone", "Made by minisplunk for one run, and gone after it.")
    index(somebody, "minisplunk-0123abcd")
    said: list[str] = []
    options = RunOptions(ROOT, splunk=somebody.address.management, insecure=True)
    copy = f"{SEARCH} (minisplunk-0123abcd)"
    with open_target(options, lambda _: None) as target:
        target.service.post("saved/searches", owner=target.user, app=APP, name=copy, search="search index=gone")
    assert len(ran(somebody.address.management, said.append).outcome.rows) == FOUND
    index_left, copy_left = said[1:]
    assert index_left.startswith(
        "Another run has left the index minisplunk-0123abcd. If it is not under way, remove it"
    )
    assert copy_left.startswith(
        f"Another run has left '{copy}'. If it is not under way, remove it in Settings > Searches"
    )
    assert somebody.state()["events"] == before["events"] | {"minisplunk-0123abcd": 0}
    with open_target(options, lambda _: None) as target:
        macro = target.service.get("configs/conf-macros/cloudtrail", output_mode="json")
    assert json.loads(macro["body"].read())["entry"][0]["acl"]["sharing"] == "global"


def test_events_that_never_come_are_not_waited_for_without_end(
    somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HEC takes them for an index that another server searches."""
    monkeypatch.setattr("minisplunk.targets.sandbox.SEARCHABLE", 0.1)
    monkeypatch.setattr("minisplunk.targets.sandbox.forward", lambda events, *_: len(list(events)))
    with pytest.raises(Overdue, match=r"Waited 0.1 s for 27 events with the host minisplunk-\w+-1 to be found"):
        ran(somebody.address.management)


@pytest.mark.parametrize(
    ("host", "hec"),
    [
        ("acme.splunkcloud.com", "http-inputs-acme.splunkcloud.com"),
        ("acme.splunkcloudgc.com", "http-inputs.acme.splunkcloudgc.com"),
    ],
)
def test_cloud_has_its_hec_elsewhere(host: str, hec: str) -> None:
    environment = {"SPLUNK_TOKEN": "t", "SPLUNK_HEC_TOKEN": "h"}
    access = from_environment(f"https://{host}:8089", environment)
    assert access.hec is not None
    assert access.hec.url == f"https://{hec}:443"
    assert is_cloud(access.management)


def test_the_harness_runs_there_and_says_what_it_leaves_out(somebody: Somebody) -> None:
    before = somebody.state()
    verb = [
        "-q",
        "tests/harness",
        "--insecure",
        "-k",
        "root or security or scores",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *verb, "--splunk", somebody.address.management],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout
    assert "needs other apps beside this one, other settings of the app: tests/detection runs it" in done.stdout
    assert "risk events would count there: --write-risk lets the risk actions run" in done.stdout
    assert somebody.state() == before


def test_a_splunk_that_cannot_be_used_ends_the_harness_with_one_sentence() -> None:
    verb = [sys.executable, "-m", "pytest", "-q", "tests/harness", "--splunk", "http://splunk:8089"]
    done = subprocess.run(verb, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 2
    assert "Exit: http://splunk:8089 would send the password in clear" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def index(somebody: Somebody, name: str) -> None:
    options = RunOptions(ROOT, splunk=somebody.address.management, insecure=True)
    with open_target(options, lambda _: None) as target:
        target.service.post("data/indexes", owner="nobody", app="search", name=name)


def private(somebody: Somebody, definition: str, errormsg: str) -> None:
    options = RunOptions(ROOT, splunk=somebody.address.management, insecure=True)
    with open_target(options, lambda _: None) as target:
        given = {"name": "cloudtrail", "definition": definition, "errormsg": errormsg}
        target.service.post("admin/macros", owner=target.user, app=APP, **given)
