"""`minisplunk backtest`: a tree of files in which some are broken, and what else may be asked of it."""

from __future__ import annotations

import csv
import errno
import gzip
import io
import json
import os
import resource
import signal
from functools import partial
from pathlib import Path

import pytest

from minisplunk import plain_files
from minisplunk.files import reading
from minisplunk.peers import head

ROOT = Path(__file__).parents[2]
BROKEN = {
    "cut.json.gz": "the gzip data is damaged or cut short: it ends before its data does",
    "cut.json": 'line 1: not JSON: Input data was truncated, near \'ventName":"A"},{"eve\'',
    "cut.ndjson": 'line 2: not JSON: Input data was truncated, near \'{"eventTime":"2026\'',
    "twice.json.gz": "packed twice; unpack it once",
    "gone.json": "There is no file trail/gone.json",
}


def failed(number: int) -> dict[str, object]:
    """A sign-in that fails at the MFA challenge, one a day and user."""
    return {
        "eventVersion": "1.08",
        "eventTime": f"2026-03-{number + 1:02}T10:{number:02}:00Z",
        "eventName": "ConsoleLogin",
        "eventSource": "signin.amazonaws.com",
        "errorMessage": "Failed authentication",
        "additionalEventData": {"MFAUsed": "Yes"},
        "userIdentity": {"type": "IAMUser", "userName": f"user{number % 4}", "arn": "a", "accountId": "1"},
        "recipientAccountId": "111111111111",
        "errorCode": "failure",
        "sourceIPAddress": "192.0.2.1",
        "userAgent": "x",
        "eventID": str(number),
        "awsRegion": "us-east-1",
    }


@pytest.fixture
def tree(tmp_path: Path) -> str:
    """300 files as AWS lays them out, 20 of which have a sign-in that fails; and five broken ones."""
    trail = tmp_path / "trail"
    for number in range(300):
        day, hour = number % 28 + 1, number // 28
        folder = trail / f"AWSLogs/111111111111/CloudTrail/us-east-1/2026/03/{day:02}"
        folder.mkdir(parents=True, exist_ok=True)
        other = {"eventVersion": "1.08", "eventTime": f"2026-03-{day:02}T{hour:02}:00:00Z", "eventName": "ListBuckets"}
        records = [other, *([failed(number)] if number < 20 else [])]
        file = folder / f"111111111111_CloudTrail_us-east-1_202603{day:02}T{hour:02}00Z_x.json.gz"
        file.write_bytes(gzip.compress(json.dumps({"Records": records}, separators=(",", ":")).encode(), 1))
    whole = gzip.compress(os.urandom(500))
    first = '{"eventTime":"2026-03-01T00:00:00Z","eventName":"A"}'
    (trail / "cut.json.gz").write_bytes(gzip.compress(first.encode() * 9)[:-9])
    (trail / "cut.json").write_text(f'{{"Records":[{first},{{"eve')
    (trail / "cut.ndjson").write_text(f'{first}\n{{"eventTime":"2026')
    (trail / "twice.json.gz").write_bytes(gzip.compress(whole))
    (trail / "gone.json").symlink_to("nowhere")
    (trail / "loop").symlink_to(trail)
    return "trail:aws:cloudtrail"


@pytest.fixture
def few(tmp_path: Path) -> str:
    """Five files with a failed sign-in each, and another event that is newer than all."""
    (tmp_path / "few").mkdir()
    for number in range(5):
        (tmp_path / f"few/{number}.json").write_text(json.dumps(failed(number)) + "\n")
    (tmp_path / "few/9.json").write_text('{"eventTime":"2026-03-28T12:00:00Z","eventName":"A"}\n')
    return "few"


@pytest.fixture
def app(make_app):
    return make_app(
        {
            "login": {"search": "errorCode=failure | stats max(_time) as _time by eventID user"},
            "narrow": {"search": "errorCode=failure user=user1 | stats max(_time) as _time by eventID user"},
            "now": {"search": 'errorCode=failure | eval now=strftime(now(), "%F %T") | table _time now'},
        },
        props="[aws:cloudtrail]\nEVAL-user = 'userIdentity.userName'\n",
    )


def test_a_tree_with_broken_files(cli, tree):
    done = cli("backtest", tree, "--app", ROOT)
    assert done.code == 4
    assert "Fired: 20 findings on 20 days" in done.out
    for name, reason in BROKEN.items():
        assert f"trail/{name}" in done.out
        assert reason[:30] in " ".join(done.out.split())


def test_as_json_and_as_a_page(cli, tree, tmp_path):
    done = cli("backtest", "--app", ROOT, "--json", "--html", "page.html", "--explain", tree)
    assert (done.code, len(done.json["findings"])) == (4, 20)
    assert {Path(one["file"]).name: one["reason"] for one in done.json["skipped"]} == BROKEN
    page = (tmp_path / "page.html").read_text()
    assert all(name in page for name in BROKEN)


def test_csv(cli, app, few):
    done = cli("backtest", few, "--app", app, "--saved-search", "login", "--csv")
    assert (done.code, [row["user"] for row in csv.DictReader(io.StringIO(done.out))]) == (
        0,
        ["user0", "user1", "user2", "user3", "user0"],
    )
    assert cli("backtest", few, "--app", app, "--csv", "--json").code == 2


def test_what_is_skipped_is_said_beside_csv(cli, app, few, tmp_path):
    (tmp_path / "few/8.json").write_text('{"Records":[')
    done = cli("backtest", "few:aws:cloudtrail", "--app", app, "--saved-search", "login", "--csv")
    assert (done.code, len(done.out.splitlines())) == (4, 6)
    assert "few/8.json:1: not JSON" in done.err


def test_strict_and_nothing_that_can_be_read(cli, app, few, tmp_path):
    (tmp_path / "few/8.json").write_text('{"Records":[')
    strict = cli("backtest", "few:aws:cloudtrail", "--app", app, "--saved-search", "login", "--strict")
    nothing = cli("backtest", "few/8.json:aws:cloudtrail", "--app", app, "--saved-search", "login")
    for done in (strict, nothing):
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("Error: few/8.json:1: not JSON: ")


@pytest.mark.parametrize(
    ("window", "found"),
    [
        (("--earliest", "2026-03-03T00:00:00"), ["2", "3", "4"]),
        (("--earliest", "2026-03-02T00:00:00", "--latest", "2026-03-04T00:00:00"), ["1", "2"]),
        (("--earliest", "-25d@d"), ["2", "3", "4"]),  # before the newest of all events, not of those that are found
        (("--latest", "-24d@d"), ["0", "1", "2"]),
    ],
)
def test_a_window(cli, app, few, window, found):
    done = cli("backtest", few, "--app", app, "--saved-search", "login", "--json", *window)
    assert [finding["result"]["eventID"] for finding in done.json["findings"]] == found


def test_now_is_after_the_newest_of_all_events(cli, app, few):
    done = cli("backtest", few, "--app", app, "--saved-search", "now", "--json")
    assert {finding["result"]["now"] for finding in done.json["findings"]} == {"2026-03-28 12:01:00"}


def test_a_baseline(cli, app, few):
    done = cli("backtest", few, "--app", app, "--saved-search", "narrow", "--baseline", "login", "--json")
    change = done.json["change"]
    assert (len(change["gained"]), len(change["lost"]), change["before"]) == (0, 4, 5)


def test_another_version_as_the_baseline(cli, app, few, make_app):
    old = make_app(
        {"login": {"search": "eventName=ConsoleLogin eventID<4 | stats max(_time) as _time by eventID"}}, "old"
    )
    done = cli("backtest", few, "--app", app, "--saved-search", "login", "--baseline", old, "--json")
    assert (len(done.json["findings"]), done.json["change"]["before"]) == (5, 4)


def test_lines_of_the_baseline_that_are_passed_over_are_named(cli, app, few, make_app):
    old = make_app({"login": {"search": "eventName=ConsoleLogin"}}, "old", macros="[m]\nno setting\n")
    done = cli("backtest", few, "--app", app, "--saved-search", "login", "--baseline", old, "--json")
    assert [note for note in done.json["notes"] if "macros.conf:2" in note]


def test_ctrl_c_shows_what_was_found_so_far(cli, app, few, monkeypatch):
    handlers = []
    monkeypatch.setattr(head, "bundles", partial(head.bundles, size=1))
    monkeypatch.setattr(signal, "signal", lambda number, handler: handlers.append(handler))
    read = reading.Reading.records

    def records(self):
        if self.path.name == "1.json":
            handlers[-1](signal.SIGINT, None)
        return read(self)

    monkeypatch.setattr(reading.Reading, "records", records)
    done = cli("backtest", few, "--app", app, "--saved-search", "login", "--json", "--jobs", "1")
    assert (done.code, done.json["partial"]) == (4, True)
    assert [finding["result"]["eventID"] for finding in done.json["findings"]] == ["0", "1"]


def test_rules_that_change_events_are_applied(cli, make_app, few, tmp_path):
    """They are no matter of a search, so events go through a store, and what is found is the same."""
    hidden = make_app(
        {"any": {"search": "*"}},
        "hidden",
        props="[aws:cloudtrail]\nTRANSFORMS-x = mask\nEVAL-who = upper('userIdentity.userName')\n",
        transforms='[mask]\nREGEX = (.*)"192.0.2.1"(.*)\nFORMAT = $1"hidden"$2\nDEST_KEY = _raw\n',
    )
    spl = "errorCode=failure | stats count by who sourceIPAddress"
    lying = cli("search", spl, "--data", few, "--app", hidden, "--json")
    assert cli("replay", few, "--data-dir", "store", "--app", hidden).code == 0
    stored = cli("search", spl, "--data-dir", "store", "--app", hidden, "--json")
    assert lying.lines == stored.lines
    assert {row["sourceIPAddress"] for row in lying.lines} == {"hidden"}
    explained = cli("explain", spl, "--data", few, "--app", hidden)
    assert "The events were put into a store first: settings of an app change events of aws:cloudtrail" in explained.out


def test_explain_says_when_a_subsearch_needs_a_store(cli, few):
    spl = "errorCode=failure [search eventName=ConsoleLogin | head 1 | return eventID]"
    done = cli("explain", spl, "--data", few, "--json")
    assert (done.json["results"], done.json["through_store"]) == (1, "its search terms hold a subsearch")
    found = cli("search", f'{spl} | eval now=strftime(now(), "%F %T") | table eventID now', "--data", few, "--json")
    assert found.lines == [{"eventID": "4", "now": "2026-03-28 12:00:01"}]


def test_few_files_are_open_at_a_time(cli, tree, monkeypatch):
    """However many are searched: here no more than a few could be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = len([*Path("/dev/fd").iterdir()])
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 16, hard))
    try:
        done = cli("search", "* | stats count", "--data", tree, "--json", "--jobs", "1")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert done.lines == [{"count": "322"}]


def test_a_name_that_is_not_utf8(cli, few, tmp_path):
    name = os.fsdecode(b"few/\xff.json")
    (tmp_path / name).write_text('{"Records":[')
    done = cli("search", "* | stats count", "--data", "few:aws:cloudtrail", "--json")
    assert (done.code, done.lines) == (4, [{"count": "6"}])
    assert r"few/\udcff.json:1: not JSON" in done.err


def test_a_file_that_may_not_be_read(cli, few, monkeypatch):
    """Who runs the tests may be one who may read everything, so that it is opening it that fails."""
    opened = plain_files.opened

    def refused(path):
        if path.name == "2.json":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path)

    monkeypatch.setattr(plain_files, "opened", refused)
    done = cli("search", "* | stats count", "--data", few, "--json")
    assert (done.code, done.lines) == (4, [{"count": "5"}])
    assert "few/2.json: cannot be read: Permission denied" in done.err
