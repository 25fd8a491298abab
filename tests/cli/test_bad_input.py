"""What a person gets wrong: one message that says what and where, the right exit code, and no traceback."""

from __future__ import annotations

import gzip
import json

import pytest

GOOD = '{"eventTime": "2026-03-03T09:00:00Z", "eventName": "A"}\n'
LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 16397\n"
DIGEST = '{"digestStartTime": "2026-03-03T09:00:00Z", "logFiles": []}'

BAD_DATA = {
    "malformed in the second line": (GOOD + "{bad\n", "data.json:2: not JSON: "),
    "malformed in one document": (
        '{"Records": [\n{"eventTime": "2026-03-03T09:00:00Z"},\n{"a": }\n]}',
        "data.json:3: not JSON: ",
    ),
    "cut short": (GOOD + '{"eventTime": "2026', "data.json:2: not JSON: "),
    "no object": (GOOD + "[1, 2]\n", "data.json:2: JSON, but no record: "),
    "text": ("hello\n", "data.json:1: not JSON: "),
    "a Git LFS pointer": (
        LFS,
        'data.json: a Git LFS pointer, not the data itself. In its repository run: git lfs pull --include="data.json"',
    ),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "data.json:1: not JSON: "),
    "NUL": (b"\x00" * 100, "data.json:1: not JSON: "),
    "UTF-16": ("{}".encode("utf-16"), "data.json: UTF-16 text; save it as UTF-8"),
    "no UTF-8": (b'{"a": "\xff"}', "data.json:1: "),
    "a zip archive": (b"PK\x03\x04....", "data.json: a zip archive; unpack it"),
    "damaged gzip": (
        gzip.compress(GOOD.encode() * 50, mtime=0)[:-20],
        "data.json: the gzip data is damaged or cut short: ",
    ),
    "nested beyond all measure": ("[" * 100_000, "data.json:1: not JSON: "),
}


@pytest.fixture
def app(make_app):
    return make_app({"s": {"search": "*"}})


OF_NO_SOURCE_TYPE = {
    **{name: BAD_DATA[name] for name in ("malformed in the second line", "malformed in one document", "cut short")},
    **{name: BAD_DATA[name] for name in ("a Git LFS pointer", "UTF-16", "a zip archive", "damaged gzip")},
    "no JSON": ("{bad", "data.json:1: not JSON: "),
    "binary": (
        BAD_DATA["binary"][0],
        "data.json: not text: it has bytes that are zero, as binary files and UTF-16 have. ",
    ),
    "NUL": (BAD_DATA["NUL"][0], "data.json: not text: it has bytes that are zero, "),
    "an event log": (b"ElfFile\0" + b"\0" * 100, "data.json: a Windows event log; export it as XML: "),
}
"""Where nobody says that it is CloudTrail."""


@pytest.mark.parametrize(
    ("given", "content", "message"),
    [
        *(pytest.param("data.json:aws:cloudtrail", *bad, id=name) for name, bad in BAD_DATA.items()),
        *(pytest.param("data.json", *bad, id=f"{name}, of no source type") for name, bad in OF_NO_SOURCE_TYPE.items()),
    ],
)
@pytest.mark.parametrize("verb", ["run", "search", "replay"])
def test_data(cli, app, tmp_path, verb, given, content, message):
    file = tmp_path / "data.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    arguments = {
        "run": ("run", "--app", app, "--data", given),
        "search": ("search", "*", "--data", given),
        "replay": ("replay", given, "--data-dir", "store"),
    }
    done = cli(*arguments[verb], "--strict")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: {message}")
    what = "stored" if verb == "replay" else "searched"
    assert done.err.splitlines()[1:] == [f"Nothing was {what}: mend the file, or fetch it again."]


BROKEN = {
    "cut.json": (GOOD.strip() + "\n" + '{"eventTime": "2026', "cut.json:2: not JSON: Input data was truncated"),
    "cut.json.gz": (gzip.compress(GOOD.encode() * 3000, mtime=0)[:-20], "cut.json.gz: the gzip data is damaged or cut"),
    "delivered.json": (f'{{"Records":[{GOOD.strip()},{GOOD.strip()},{{"eventT', "delivered.json:1: not JSON: "),
    "unlike.json": ("<html>", "unlike.json:1: not JSON: "),
}


@pytest.fixture
def broken(tmp_path):
    """A folder in which one file of five is whole."""
    folder = tmp_path / "logs"
    folder.mkdir()
    for name, (content, _) in BROKEN.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "whole.json").write_text(GOOD)
    return "logs:aws:cloudtrail"


def test_broken_files_do_not_end_a_run(cli, broken, app):
    """What stands before a fault counts, and each file is named at the end."""
    done = cli("search", "* | stats count by source", "--data", broken, "--json")
    counts = {row["source"].removeprefix("logs/"): int(row["count"]) for row in done.lines}
    assert (done.code, counts.keys()) == (4, {"cut.json", "cut.json.gz", "delivered.json", "whole.json"})
    assert (counts["cut.json"], counts["delivered.json"], counts["whole.json"]) == (1, 2, 1)
    said, *lines = done.err.splitlines()
    assert said == "4 files could not be read, or not to the end:"
    for line, (_, message) in zip(lines, BROKEN.values(), strict=True):
        assert line.startswith(f"  logs/{message}")
    assert lines[0].endswith(" (1 read before that)")
    events = sum(counts.values())
    run = cli("run", "--app", app, "--data", broken, "--json")
    assert (run.code, run.json["events"], len(run.json["skipped"])) == (4, events, 4)
    assert run.json["skipped"][0] | {"reason": ""} == {"name": "logs/cut.json", "reason": "", "read": 1}
    explained = cli("explain", "*", "--data", broken, "--json")
    assert (explained.code, explained.json["events"], len(explained.json["skipped"])) == (4, events, 4)
    stored = cli("replay", broken, "--data-dir", "store", "--json")
    assert (stored.code, stored.json["events"], len(stored.json["skipped"])) == (4, events, 4)
    again = cli("replay", broken, "--data-dir", "store", "--json")
    assert (again.code, again.json["events"], len(again.json["skipped"])) == (4, 0, 4)


@pytest.mark.parametrize(("strict", "code"), [((), 4), (("--strict",), 2)])
def test_a_broken_file_of_another_source_type(cli, tmp_path, strict, code):
    """It goes through a store."""
    lines = "".join(f"Mar  3 09:10:{number % 60:02} host sshd[{number}]: x\n" for number in range(500))
    (tmp_path / "cut.log.gz").write_bytes(gzip.compress(lines.encode(), mtime=0)[:-20])
    (tmp_path / "whole.log").write_text(lines)
    done = cli("search", "*", "--data", "cut.log.gz:syslog", "--data", "whole.log:syslog", *strict)
    assert (done.code, done.out == "") == (code, code == 2)
    assert "cut.log.gz: the gzip data is damaged or cut short" in done.err


def test_every_file_that_cannot_be_read_is_named(cli, app, tmp_path):
    """Of ten thousand files, nobody wants to hear of one broken file at a time."""
    whole = gzip.compress(GOOD.encode() * 50, mtime=0)
    folder = tmp_path / "logs"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02}.json.gz").write_bytes(whole)
    (folder / "03.json.gz").write_bytes(whole[:-20])
    (folder / "07.json").write_text(f'{{"Records":[{GOOD.strip()},{{"a": tru}},{GOOD.strip()}]}}')
    done = cli("search", "*", "--data", "logs", "--strict")
    assert (done.code, done.out) == (2, "")
    first, second, advice = done.err.splitlines()
    assert first.startswith("Error: logs/03.json.gz: the gzip data is damaged or cut short: ")
    near = """'tName": "A"},{"a": tru},{"eventTime": "2'"""
    assert second == f"logs/07.json:1: not JSON: invalid character, near {near}"
    assert advice == (
        "Nothing was searched, since 2 of 31 files cannot be read: mend them, fetch them again, or leave them out."
    )
    for number in range(30):
        (folder / f"{number:02}.json.gz").write_bytes(whole[:-20])
    lines = cli("search", "*", "--data", "logs", "--strict").err.splitlines()
    assert lines[20] == "and 11 more"
    assert len(lines) == 22


@pytest.mark.parametrize("content", ["", "\n \n", DIGEST])
def test_data_without_events(cli, app, tmp_path, content):
    (tmp_path / "data.json").write_text(content)
    done = cli("run", "--app", app, "--data", "data.json", "--json")
    assert (done.json["events"], done.json["window"]) == (0, {"earliest": None, "latest": None})
    assert done.json["reasons"] == ["There are no events at all."]
    assert done.json["notes"]
    assert cli("search", "*", "--data", "data.json").code == 1
    assert cli("explain", "*", "--data", "data.json").code == 1
    assert cli("replay", "data.json", "--data-dir", "store").code == 0


def test_a_folder_of_what_s3_delivers(cli, app, tmp_path):
    for number in range(3):
        folder = tmp_path / "AWSLogs" / f"0{number}"
        folder.mkdir(parents=True)
        records = [{"eventTime": f"2026-03-03T09:0{number}:00Z", "n": f"{number}{i}"} for i in range(2)]
        (folder / f"{number}.json.gz").write_bytes(gzip.compress(json.dumps({"Records": records}).encode()))
        (folder / "README.txt").write_text("not a log file")
    done = cli("search", "* | sort n | table n source", "--data", "AWSLogs", "--json")
    assert done.code == 0
    assert [row["n"] for row in done.lines] == ["00", "01", "10", "11", "20", "21"]
    assert len({row["source"] for row in done.lines}) == 3


def test_a_folder_without_log_files(cli, app, tmp_path):
    (tmp_path / "empty").mkdir()
    done = cli("run", "--app", app, "--data", "empty")
    assert done.code == 2
    assert done.err.startswith("Error: There is no file ending in ")


BAD_APPS = {
    "a text": ("app.spl", "hello", "app.spl: is not an app archive: a gzip-compressed tar is wanted"),
    "gzip, but no tar": ("app.spl", gzip.compress(b"hello", mtime=0), "app.spl: "),
    "a folder without app.conf": ("app/readme", "x", "app: is not a Splunk app: it has no default/app.conf"),
}


@pytest.mark.parametrize(("file", "content", "message"), BAD_APPS.values(), ids=BAD_APPS)
@pytest.mark.parametrize("verb", ["run", "check"])
def test_app(cli, data, tmp_path, verb, file, content, message):
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    rest = ("--data", data) if verb == "run" else ()
    done = cli(verb, "--app", file.partition("/")[0], *rest)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: {message}")


def test_a_conf_file_that_is_none(cli, data, tmp_path):
    """What can be read of it counts, and what cannot is named."""
    (tmp_path / "app" / "default").mkdir(parents=True)
    (tmp_path / "app" / "default" / "app.conf").write_text("[ui\n")
    done = cli("run", "--app", "app", "--data", data)
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: The app 'app' has no saved search.\n"
    shown = cli("search", "| makeresults", "--app", "app")
    assert (shown.code, shown.err) == (
        0,
        "warning: etc/apps/app/default/app.conf:1: the stanza header is not closed: [ui\n",
    )
    done = cli("check", "--app", "app")
    assert (done.code, done.err) == (2, "")
    assert done.out == (
        "app/default/app.conf:1: wrong: the stanza header is not closed: [ui\n"
        "1 finding. 0 of 0 searches can run here.\n"
    )


BAD_SEARCHES = {
    "wrong SPL": (
        {"search": "index=main | where (a"},
        2,
        "Error: 1:20: Error in 'where' command: The expression is malformed. Expected ).\n"
        "  index=main | where (a\n"
        "                     ^\n",
    ),
    "SPL that is not supported": (
        {"search": "* | kmeans a"},
        3,
        "Not supported: 1:5: The 'kmeans' command is not supported: its method is not published, "
        "so its results could not be Splunk's.\n  * | kmeans a\n      ^^^^^^\n",
    ),
    "a macro that is not there": (
        {"search": "`x`"},
        2,
        "Error: 1:1: Error in 'SearchParser': The search specifies a macro 'x' that cannot be found.",
    ),
    "no search": (
        {"description": "x"},
        2,
        "Error: etc/apps/own/default/savedsearches.conf:1: the saved search [s] has no search\n",
    ),
    "a wrong condition": (
        {"search": "*", "counttype": "number of events", "relation": "above"},
        2,
        "Error: etc/apps/own/default/savedsearches.conf:4: relation must be one of greater than, ",
    ),
    "a wrong latest time": (
        {"search": "*", "dispatch.latest_time": "soon"},
        2,
        "Error: Invalid value \"soon\" for time term 'latest'\n",
    ),
    "a latest time that has passed": (
        {"search": "*", "dispatch.latest_time": "1000"},
        2,
        "Error: The time range of 's' ends at '1000', before the newest event, however late it runs.\n",
    ),
    "an end before the beginning": (
        {"search": "*", "dispatch.earliest_time": "now", "dispatch.latest_time": "-1h"},
        2,
        "Error: Invalid latest_time: latest_time must be after earliest_time.\n",
    ),
    "real time": (
        {"search": "*", "dispatch.earliest_time": "rt-1m", "dispatch.latest_time": "rt"},
        3,
        "Not supported: Real-time searches, which earliest 'rt-1m' asks for.\n",
    ),
}


@pytest.mark.parametrize(("settings", "code", "message"), BAD_SEARCHES.values(), ids=BAD_SEARCHES)
def test_saved_search(cli, make_app, data, settings, code, message):
    done = cli("run", "--app", make_app({"s": settings}), "--data", data, "--window", "saved")
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(message)


USES = [
    (("run",), "say which records to search"),
    (("run", "--data", "nosuch"), "Path 'nosuch' does not exist."),
    (("run", "--data", "no:such"), "There is no file or folder no:such, nor one that ends before a colon of it"),
    (("run", "--data", "data.ndjson", "--app", "nosuch"), "Path 'nosuch' does not exist."),
    (("run", "--data", "data.ndjson", "--window", "other"), "'other' is not one of 'data', 'saved'."),
    (("run", "--data", "data.ndjson"), "say which app: --app FOLDER, or --app FILE.spl. "),
    (("search",), "Missing argument 'SPL'."),
    (("search", "*"), "say what to search: either --data FILE, or --data-dir"),
    (
        ("search", "*", "--data", "data.ndjson", "--data-dir", "store"),
        "say what to search: either --data FILE, or --data-dir",
    ),
    (("search", "*", "--data-dir", "nosuch"), "nosuch holds no events: `minisplunk replay --data-dir nosuch ...`"),
    (("search", "*", "--data-dir", "nosuch", "--index", "aws"), "--index goes with --data: "),
    (("explain", "*", "--data-dir", "nosuch", "--sourcetype", "x"), "--sourcetype goes with --data: "),
    (("search", "*", "--data-dir", "data.ndjson"), "Directory 'data.ndjson' is a file."),
    (("search", "*", "--data", "data.ndjson", "--index", "No Such"), "Invalid index name 'No Such': lowercase letters"),
    (("search", "*", "--data", "data.ndjson", "--earliest", "soon"), "Invalid value \"soon\" for time term 'earliest'"),
    (("search", "*", "--data", "data.ndjson", "--earliest", "now", "--latest", "-1h"), "latest_time must be after"),
    (("search", "caf\udce9 | bar", "--data", "data.ndjson"), "Invalid value for 'SPL': not UTF-8: character 4"),
    (
        ("explain", "*", "--saved-search", "s", "--data", "data.ndjson"),
        "explain either SPL or a saved search, not both",
    ),
    (("explain", "--data", "data.ndjson"), "say which app: --app FOLDER, or --app FILE.spl. "),
    (("replay", "--data-dir", "store"), "Missing argument 'PATH|URL|attack_data...'."),
    (("replay", "data.ndjson"), "say where the events go: either --data-dir FOLDER, or --splunk URL"),
    (
        ("replay", "data.ndjson", "--data-dir", "store", "--splunk", "https://localhost:8089"),
        "say where the events go: either --data-dir FOLDER, or --splunk URL",
    ),
    (("replay", "data.ndjson", "--data-dir", "store", "--resume", "3"), "are for --splunk"),
    (("replay", "data.ndjson", "--data-dir", "store", "--rate", "3"), "are for --splunk"),
    (("replay", "data.ndjson", "--data-dir", "store", "--insecure"), "are for --splunk"),
    (("replay", "data.ndjson", "--data-dir", "store", "--ca-file", "data.ndjson"), "are for --splunk"),
    (("replay", "nosuch", "--data-dir", "store"), "There is no file or folder nosuch"),
    (("replay", "no:such", "--data-dir", "store"), "There is no file or folder no:such, nor one that ends before a"),
    (("search", "*", "--data", "data.ndjson:\udce9"), "Invalid value for '--data': not UTF-8: character 1"),
    (("replay", "http://host.example/a.json", "--data-dir", "store"), "over http:// anybody on the way may change"),
    (("replay", "data.ndjson", "--splunk", "embedded"), "give --data-dir FOLDER to keep its events"),
    (("replay", "data.ndjson", "--splunk", "localhost"), "localhost is no Splunk: write "),
    (("replay", "data.ndjson", "--splunk", "https://localhost:8089"), "Set $SPLUNK_HEC_TOKEN to a token of HEC"),
    (("replay", "data.ndjson", "--splunk", "https://localhost:8089", "--rate", "0"), "0 is not in the range x>0."),
    (("replay", "data.ndjson", "--splunk", "https://localhost:8089", "--resume", "-1"), "-1 is not in the range x>=0."),
    (
        ("replay", "data.ndjson", "--splunk", "https://localhost:8089", "--insecure", "--ca-file", "data.ndjson"),
        "either --ca-file or --insecure",
    ),
    (("replay", "data.ndjson", "--data-dir", "store", "--shift", "soon"), "'soon' is not a time modifier"),
    (("replay", "data.ndjson", "--data-dir", "store", "--index", "nosuch"), "There is no index 'nosuch'."),
    (("btool", "macros", "show"), "'show' is not 'list'."),
    (("btool", "macros", "list"), "say which app: --app FOLDER, or --app FILE.spl. "),
    (("check",), "say which app: --app FOLDER, or --app FILE.spl. "),
    (("nosuch",), "No such command 'nosuch'."),
    (("explian",), "No such command 'explian'. Did you mean 'explain'?"),
    (("--nosuch",), "No such option '--nosuch'."),
]


@pytest.mark.parametrize(
    ("arguments", "message"), USES, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_wrong_use(cli, data, arguments, message, monkeypatch):
    monkeypatch.delenv("SPLUNK_HEC_TOKEN", raising=False)
    done = cli(*arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_what_cannot_be_written(cli, data, tmp_path):
    (tmp_path / "store").write_text("a file")
    done = cli("replay", data, "--data-dir", "store/below")
    assert done.code == 2
    assert done.err.startswith("Error: ")


def test_a_second_file_is_not_taken_for_spl(cli, app, tmp_path):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(GOOD)
    done = cli("explain", "--app", app, "--data", "a.json", "b.json")
    assert (done.code, done.out) == (2, "")
    assert "b.json is a file or folder: give each with a --data of its own" in done.err
    done = cli("explain", "--app", app, "--data", "a.json", "b.json:syslog")
    assert "b.json:syslog is a file or folder: give each with a --data of its own" in done.err


def test_run_takes_several_files(cli, app, tmp_path):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(GOOD)
    assert cli("run", "--app", app, "--json", "--data", "a.json", "b.json").json["events"] == 2
