"""`minisplunk replay` into a folder, and to a Splunk: a served minisplunk, over https."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from minisplunk.engine import Splunk
from minisplunk.rest.server import serve
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).parents[2]
MEASURE = """
import sys
from pathlib import Path
from minisplunk.cli import main
try:
    main()
finally:
    print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0], file=sys.stderr)
"""
RECORDS = 9_000  # more than a batch holds


@pytest.fixture
def address(monkeypatch):
    """A server, and its HEC in the environment."""
    with Splunk() as splunk, serve(splunk) as served:
        monkeypatch.setenv("SPLUNK_HEC_URL", served.hec)
        monkeypatch.setenv("SPLUNK_HEC_TOKEN", served.hec_token)
        yield served


@pytest.fixture
def to_splunk(cli, address):
    """Replay to the server, whose certificate nobody vouches for."""

    def run(*arguments):
        return cli("replay", *arguments, "--splunk", address.management, "--insecure")

    return run


def found(address, spl):
    return [dict(row) for row in address.splunk.search(spl).results]


def record(number, **more):
    second = f"{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}"
    return json.dumps({"eventTime": f"2026-03-03T{second}Z", "n": number, **more}) + "\n"


def offline(monkeypatch):
    """Whatever is asked for over https goes to a proxy that is not there."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")


STRUCTURED = {
    "csv": b'\xef\xbb\xbf_time,user,note\r\n2026-03-03T09:00:00Z,ann,"two\r\nlines"\r\n2026-03-03T09:00:01Z,bob,\r\n',
    "iis": b"#Fields: date time user note\r\n2026-03-03 09:00:00 ann two+lines\r\n2026-03-03 09:00:01 bob -\r\n",
    "_json": b'[{"t":"2026-03-03T09:00:00Z","user": "ann", "note":"x"}, {"t": "2026-03-03T09:00:01Z", "user": "bob"}]',
}
WITH_A_NOTE = {"csv": "two\r\nlines", "iis": "two+lines", "_json": "x"}


# Into a folder


def test_a_second_replay_passes_over_what_was_replayed(cli, data, tmp_path):
    """By content: where a file lies, and what it is called, does not matter; what its events are to be does."""
    cli("replay", data, "--data-dir", "store")
    (tmp_path / "copy.ndjson").write_bytes(data.read_bytes())
    again = cli("replay", data, "copy.ndjson", "--data-dir", "store")
    assert (again.code, again.out) == (0, "0 events from 0 sources stored in index main of store\n")
    assert again.err.endswith("2 files were replayed before, and passed over; --again stores them once more\n")
    found = cli("replay", data, "--data-dir", "store", "--json").json
    assert (found["events"], found["passed_over"]) == (0, [str(data)])
    for other in (("--host", "h"), ("--source", "s"), ("--index", "summary"), ("--shift", "0"), ("--again",)):
        assert cli("replay", data, "--data-dir", "store", *other, "--json").json["events"] == 4


def test_a_second_replay_says_what_was_there(cli, data):
    assert cli("replay", data, "--data-dir", "store").err == ""
    again = cli("replay", data, "--data-dir", "store", "--again")
    assert (again.code, again.out) == (0, "4 events from 1 source stored in index main of store\n")
    assert again.err == "4 events of the same source stood in index main before, and stay\n"
    assert cli("replay", data, "--data-dir", "store", "--again", "--json").json["already"] == 8
    assert cli("replay", data, "--data-dir", "store", "--source", "other", "--json").json["already"] == 0


def test_files_of_one_source_are_counted_together(cli, data):
    done = cli("replay", data, data, "--data-dir", "store", "--source", "s", "--host", "h", "--json")
    assert done.json["sources"] == {"s": 8}
    assert cli("search", "* | stats count by source host", "--data-dir", "store", "--json").lines == [
        {"source": "s", "host": "h", "count": "8"}
    ]


@pytest.mark.parametrize("folder", ["store", "above/store"])
def test_a_fault_leaves_nothing_behind(cli, data, tmp_path, folder):
    (tmp_path / "bad.ndjson").write_text(data.read_text() + "{")
    assert cli("replay", data, "bad.ndjson", "--data-dir", folder, "--strict").code == 2
    assert not (tmp_path / folder).parent.joinpath("store").exists()
    assert not (tmp_path / "above").exists()


def test_nor_does_it_take_what_was_there(cli, data, tmp_path):
    (tmp_path / "bad.ndjson").write_text(data.read_text() + "{")
    cli("replay", data, "--data-dir", "store")
    assert cli("replay", data, "bad.ndjson", "--data-dir", "store", "--strict").code == 2
    assert cli("search", "* | stats count", "--data-dir", "store", "--json").lines == [{"count": "4"}]


@pytest.mark.parametrize("shift", ["2026-01-01T00:00:00Z", "1767225600", "01/01/2026:00:00:00"])
def test_shifted_to_a_time(cli, data, shift):
    cli("replay", data, "--data-dir", "store", "--shift", shift)
    done = cli("search", "* | stats max(_time) as t max(eventTime) as e", "--data-dir", "store", "--json")
    assert done.lines == [{"t": "1767225600", "e": "2026-01-01T00:00:00Z"}]


@pytest.mark.parametrize("kind", STRUCTURED)
def test_fields_of_structured_data_are_indexed(cli, tmp_path, kind):
    (tmp_path / "data").write_bytes(STRUCTURED[kind])
    assert cli("replay", "data", "--data-dir", "store", "--sourcetype", kind).err == ""
    for spl, rows in questions(kind).items():
        assert texts(cli("search", spl, "--data-dir", "store", "--earliest", "0", "--json").lines) == rows


def questions(kind):
    """By what the events have, by what they are searched for, and without reading them."""
    return {
        f'index=main sourcetype={kind} | eval at=strftime(_time, "%s") | sort at | table at user note': [
            {"at": "1772528400", "user": "ann", "note": WITH_A_NOTE[kind]},
            {"at": "1772528401", "user": "bob"},
        ],
        "index=main user=bob | stats count": [{"count": "1"}],
        "| tstats count where index=main user=a* by user": [{"user": "ann", "count": "1"}],
    }


def texts(rows):
    return [{name: str(value) for name, value in row.items() if value} for row in rows]


# To a Splunk


def test_events_and_where_they_belong(to_splunk, address, data):
    done = to_splunk(data, "--index", "summary", "--source", "s", "--host", "h", "--sourcetype", "aws:cloudtrail")
    assert (done.code, done.out) == (
        0,
        f"4 events from 1 file sent to index summary of {address.hec}: taken; the token does not acknowledge\n",
    )
    assert done.err == (
        f"The certificate of {address.hec} is NOT checked (--insecure): whoever sits in between reads all.\n"
    )
    assert found(address, "index=summary | stats count min(_time) as t by index source host sourcetype") == [
        {"index": "summary", "source": "s", "host": "h", "sourcetype": "aws:cloudtrail", "count": 4, "t": 1772528400.0}
    ]


def test_raw_text_stays_as_it_is(to_splunk, address, tmp_path):
    raw = '{ "eventTime" : "2026-03-03T09:00:00Z",  "no": 1.50, "ö": "\\u00f6" }'
    (tmp_path / "a.json").write_text(raw, encoding="utf-8")
    assert to_splunk("a.json").code == 0
    assert found(address, "* | table _raw source") == [{"_raw": raw, "source": "a.json"}]


def test_json_says_it_to_programs(to_splunk, address, data):
    done = to_splunk(data, "--json", "--resume", "1").json
    assert done.pop("seconds") > 0
    assert done.pop("events_per_second") > 0
    assert done == {
        "hec": address.hec,
        "index": None,
        "events": 3,
        "resume": 4,
        "acknowledged": False,
        "maybe_twice": 0,
        "shift": None,
    }


def test_acknowledged(to_splunk, address, data, monkeypatch):
    stanza = {"token": "acknowledging", "disabled": "0", "useACK": "1"}
    address.splunk.change("splunk_httpinput", "inputs", "http://acknowledging", stanza)
    monkeypatch.setenv("SPLUNK_HEC_TOKEN", "acknowledging")
    assert to_splunk(data).out.endswith(": acknowledged as indexed\n")


def test_other_source_types_become_events_as_a_bare_splunk_makes_them(to_splunk, address, tmp_path):
    (tmp_path / "a.log").write_text("2026-03-03 09:00:00 one\n2026-03-03 09:00:01 two\n  and more\n")
    assert to_splunk("a.log", "--sourcetype", "mine").code == 0
    assert found(address, "* | table _time _raw | sort _time") == [
        {"_time": 1772528400.0, "_raw": "2026-03-03 09:00:00 one"},
        {"_time": 1772528401.0, "_raw": "2026-03-03 09:00:01 two\n  and more"},
    ]


@pytest.mark.parametrize("kind", STRUCTURED)
def test_indexed_fields_go_along_or_are_found_there(to_splunk, address, tmp_path, kind):
    (tmp_path / "data").write_bytes(STRUCTURED[kind])
    assert to_splunk("data", "--sourcetype", kind).code == 0
    for spl, rows in questions(kind).items():
        assert texts(found(address, spl)) == rows


def test_where_it_ends_it_goes_on(to_splunk, address, tmp_path):
    good = "".join(record(number) for number in range(RECORDS))
    (tmp_path / "a.json").write_text(good + record(0, large="x" * (5 << 20)))
    (tmp_path / "b.json").write_text(record(RECORDS))
    done = to_splunk("a.json", "b.json", "--shift", "1767225600", "--json")
    assert done.code == 2
    assert done.json["error"].startswith(f"a.json, event {RECORDS + 1:,}: the event has 5,24")
    assert f"Error: {done.json['error']}\n" in done.err
    resume = done.json["resume"]
    assert 0 < resume < RECORDS
    option = f"--resume {resume} --shift 1767225600"
    assert done.err.endswith(f"{resume:,} events are there. To go on, give the same command with {option}\n")
    assert found(address, "* | stats count") == [{"count": resume}]

    (tmp_path / "a.json").write_text(good)
    assert to_splunk("a.json", "b.json", *option.split()).code == 0
    counted = "* | stats count dc(n) as n max(_time) as t range(_time) as r"
    assert found(address, counted) == [
        {"count": RECORDS + 1, "n": RECORDS + 1, "t": 1767225600.0, "r": float(RECORDS)},
    ]


def test_a_fault_in_the_data(to_splunk, data):
    with data.open("a") as file:
        file.write("{")
    done = to_splunk(data)
    assert done.code == 2
    assert f"Error: {data}:5: not JSON: " in done.err
    assert done.err.endswith("No event is there for certain.\n")


def test_nothing_there_for_certain(to_splunk, address, data, monkeypatch):
    monkeypatch.setenv("SPLUNK_HEC_TOKEN", "nonsense")
    done = to_splunk(data)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[1:] == [
        f"Error: {address.hec}: it does not know the token: copy it from Settings > Data inputs > "
        "HTTP Event Collector (HEC said: Invalid token, code 4)",
        "No event is there for certain.",
    ]


def test_an_index_that_the_token_may_not_write_to(to_splunk, address, data, monkeypatch):
    stanza = {"token": "restricted", "disabled": "0", "index": "summary", "indexes": "summary"}
    address.splunk.change("splunk_httpinput", "inputs", "http://restricted", stanza)
    monkeypatch.setenv("SPLUNK_HEC_TOKEN", "restricted")
    assert f"Error: {data}, event 1: {address.hec}: the token may not write" in to_splunk(data, "--index", "main").err
    assert to_splunk(data).code == 0


def test_a_certificate_that_is_not_verified(cli, address, data):
    done = cli("replay", data, "--splunk", address.management)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: {address.hec}: its certificate cannot be verified (self")


def test_http_is_told_to_be_open_to_all(cli, address, data, monkeypatch):
    monkeypatch.setenv("SPLUNK_HEC_URL", address.hec.replace("https:", "http:"))
    done = cli("replay", data, "--splunk", address.management)
    assert done.code == 2
    assert "speaks no TLS: whoever sits in between reads the token and the events." in done.err
    assert "write https://" in done.err


def test_ctrl_c_says_how_to_go_on(address, tmp_path):
    (tmp_path / "a.json").write_text("".join(record(number) for number in range(1_000)))
    arguments = ("replay", "a.json", "--splunk", address.management, "--insecure", "--rate", "2")
    with subprocess.Popen(
        [sys.executable, "-m", "minisplunk", *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            # whoever sends the second batch has the answer to the first
            until(lambda: found(address, "* | where n >= 2") or process.poll() is not None)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "Traceback" not in errors
    told = re.search(r"^Stopped\. (\d+) events are there\. To go on, .* --resume \1$", errors, re.MULTILINE)
    assert told
    assert 0 < int(told[1]) <= int(found(address, "* | stats count")[0]["count"])


# From elsewhere


def test_offline_the_original_data_set_is_one_sentence(cli, monkeypatch, tmp_path):
    offline(monkeypatch)
    monkeypatch.setenv("MINISPLUNK_CACHE", "cache")
    done = cli("replay", "attack_data", "--data-dir", "store")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: https://media.githubusercontent.com/media/splunk/attack_data/")
    assert done.err.endswith("needs no network: tests/data/attack_data/aws_failed_mfa\n")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "store").exists()


def test_a_folder_of_the_name_of_the_data_set(cli, data, tmp_path, monkeypatch):
    offline(monkeypatch)
    monkeypatch.setenv("MINISPLUNK_CACHE", "cache")
    folder = tmp_path / "attack_data"
    folder.mkdir()
    data.rename(folder / "data.ndjson")
    done = cli("replay", "attack_data", "--data-dir", "store")
    assert done.code == 2
    said, error = done.err.splitlines()
    assert said == "attack_data is the original data set; for the file or folder of this name write ./attack_data"
    assert error.startswith("Error: https://media.githubusercontent.com/")
    assert cli("replay", "./attack_data", "--data-dir", "store").out.startswith("4 events")


class Sink(BaseHTTPRequestHandler):
    """Takes all."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n{"text":"Success","code":0}')

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_memory_does_not_grow_with_the_data(tmp_path):
    line = record(0, pad="x" * 1_000)
    with (tmp_path / "huge.ndjson").open("w") as file:
        file.writelines(line for _ in range(100_000))
    with ThreadingHTTPServer(("127.0.0.1", 0), Sink) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        environment = {"SPLUNK_HEC_URL": f"http://127.0.0.1:{server.server_port}", "SPLUNK_HEC_TOKEN": "t"}
        try:
            done = subprocess.run(
                (
                    sys.executable,
                    "-c",
                    MEASURE,
                    "replay",
                    "huge.ndjson",
                    "--splunk",
                    "https://127.0.0.1:8089",
                    "--json",
                ),
                cwd=tmp_path,
                env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                check=True,
            )
        finally:
            server.shutdown()
            thread.join()
    assert json.loads(done.stdout)["events"] == 100_000
    assert int(done.stderr.split()[-1]) < 80 * 1024  # the file has 105 MB


def test_an_app_beside_a_folder_says_how_events_are_indexed(cli, tmp_path):
    app, folder = tmp_path / "app", tmp_path / "store"
    (app / "default").mkdir(parents=True)
    (app / "default" / "app.conf").write_text("[ui]\n")
    (app / "default" / "indexes.conf").write_text("[web]\n[unused]\n")
    (app / "default" / "props.conf").write_text(
        "[mixed]\nTRANSFORMS-x = web\nSEDCMD-x = s/\\d{4}/####/\nDATETIME_CONFIG = NONE\nSHOULD_LINEMERGE = false\n"
    )
    (app / "default" / "transforms.conf").write_text("[web]\nREGEX = GET\nDEST_KEY = _MetaData:Index\nFORMAT = web\n")
    (tmp_path / "a.log").write_text("GET /1234\nPUT /5678\n")
    done = cli("replay", f"{tmp_path / 'a.log'}:mixed", "--data-dir", folder, "--app", app)
    assert (done.code, done.err) == (0, "")
    with Splunk(folder, guest=True) as splunk:
        assert {"web"} <= set(splunk.store.indexes())
        assert "unused" not in splunk.store.indexes()
        assert "app" not in splunk.layers.apps
        rows = splunk.search("search index=* | table index _raw").results
    assert [dict(row) for row in rows] == [
        {"index": "main", "_raw": "PUT /####"},
        {"index": "web", "_raw": "GET /####"},
    ]


def test_an_app_is_no_help_to_a_splunk_that_is_sent_events(cli, tmp_path):
    done = cli("replay", "x", "--splunk", "https://127.0.0.1:1", "--app", tmp_path)
    assert done.code == 2
    assert "--app is for --data-dir" in done.err
