"""Events that come through a pipe, and what is not a plain file where one is wanted."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no FIFOs")

ROOT = Path(__file__).parents[2]


@pytest.fixture
def stdin(monkeypatch):
    def given(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return given


@pytest.fixture
def app(make_app):
    return make_app({"s": {"search": "user=bob"}})


@pytest.mark.parametrize("packed", [False, True])
def test_standard_input(cli, stdin, data, packed):
    stdin(gzip.compress(data.read_bytes()) if packed else data.read_bytes())
    done = cli("search", "* | stats count by source host sourcetype", "--data", "-", "--json")
    assert done.lines == [{"source": "stdin", "host": "minisplunk", "sourcetype": "aws:cloudtrail", "count": "4"}]


def test_each_verb_reads_it(cli, stdin, data, app):
    stdin(data.read_bytes())
    assert cli("run", "--app", app, "-", "--json").json["events"] == 4
    stdin(data.read_bytes())
    assert cli("explain", "user=bob", "--data", "-", "--json").json["results"] == 2
    stdin(data.read_bytes())
    assert "4 events from 1 source stored" in cli("replay", "-", "--data-dir", "store").out
    done = cli("search", "* | stats count by source", "--data-dir", "store", "--json")
    assert done.lines == [{"source": "stdin", "count": "4"}]


def test_times_are_moved_though_a_pipe_can_be_read_once(cli, stdin, data):
    stdin(data.read_bytes())
    assert cli("replay", "-", "--data-dir", "store", "--shift", "1772539200").code == 0
    done = cli("search", "* | stats max(_time) as newest", "--data-dir", "store", "--json")
    assert float(done.lines[0]["newest"]) == 1772539200


def test_other_source_types_too(cli, stdin):
    stdin(b"one\ntwo\n")
    done = cli("search", "* | table _raw", "--data", "-", "--sourcetype", "lines", "--json")
    assert [row["_raw"] for row in done.lines] == ["one\ntwo"]


def test_what_is_wrong_with_it_is_said_of_it(cli, stdin):
    stdin(b'{"eventTime": "2026-03-03T09:00:00Z"}\n{bad\n')
    done = cli("search", "*", "--data", "-")
    assert (done.code, done.out.count("\n")) == (4, 2)
    assert done.err.startswith("1 file could not be read, or not to the end:\n  stdin:2: not JSON: ")


def test_standard_input_that_is_closed(cli, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    done = cli("search", "*", "--data", "-")
    assert (done.code, done.err) == (2, "Error: standard input is closed, so there is nothing to read there\n")


def test_a_fifo_that_the_user_names(cli, data, tmp_path):
    """As a shell does for `<(zcat x)`."""
    os.mkfifo(tmp_path / "pipe")
    writing = threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(data.read_bytes()))
    writing.start()
    done = cli("search", "* | stats count by source", "--data", "pipe", "--json")
    writing.join()
    assert done.lines == [{"source": "pipe", "count": "4"}]


@pytest.mark.parametrize("verb", ["search", "replay"])
def test_a_fifo_in_a_folder(cli, data, tmp_path, verb):
    (tmp_path / "logs").mkdir()
    data.rename(tmp_path / "logs" / "data.json")
    os.mkfifo(tmp_path / "logs" / "pipe.json")
    done = cli(*(("search", "*", "--data", "logs") if verb == "search" else ("replay", "logs", "--data-dir", "store")))
    assert done.code == 4
    assert done.err.endswith("\n  logs/pipe.json: cannot be read: it is a FIFO, not a plain file\n")


def test_a_fifo_that_a_data_set_lists(cli, tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    listed = "datasets:\n- {path: pipe.json, source: s, sourcetype: 'aws:cloudtrail'}\n"
    (tmp_path / "set.yml").write_text(listed)
    done = cli("search", "*", "--data", "set.yml")
    assert done.err.startswith("Error: pipe.json: cannot be read: it is a FIFO, not a plain file\n")


@pytest.mark.parametrize(
    "arguments", [("run", "--app", "a"), ("check", "--app", "a"), ("btool", "macros", "list", "--app", "a")]
)
@pytest.mark.parametrize("place", ["", "default/macros.conf", "metadata/default.meta", "lookups/x.csv", "bin/x.py"])
def test_a_fifo_for_an_app_or_in_it(cli, data, tmp_path, arguments, place):
    path = tmp_path / "a" / place
    if place:
        (tmp_path / "a" / "default").mkdir(parents=True)
        (tmp_path / "a" / "default" / "app.conf").write_text("[ui]\nlabel = A\n")
        path.parent.mkdir(exist_ok=True)
    os.mkfifo(path)
    done = cli(*arguments, *(("--data", data) if arguments[0] == "run" else ()))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: ")
    assert done.err.endswith("it is a FIFO, not a plain file\n")
    assert done.err.count("\n") == 1


def test_a_url_is_for_replay(cli):
    done = cli("search", "*", "--data", "https://example.org/x.json")
    assert done.code == 2
    assert "is a URL: `minisplunk replay https://example.org/x.json --data-dir FOLDER` fetches it" in done.err


def test_authorities_are_read_more_than_once(cli, data, tmp_path):
    os.mkfifo(tmp_path / "ca.pem")
    done = cli("run", "--splunk", "https://127.0.0.1:1", "--ca-file", "ca.pem", data)
    assert done.code == 2
    assert "ca.pem is not a plain file" in done.err


def test_a_shell_s_own_pipe(data):
    command = f"'{sys.executable}' -m minisplunk search '*|stats count' --json --data <(cat '{data}')"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"count": "4"}
