"""The process that searches: what it may not do, whoever asks it to; how it is ended, and begun anew."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from minisplunk.cli.tools import TOOLS, tools
from minisplunk.replay import Data
from minisplunk.workbench.bench import Bench
from minisplunk.workbench.tool import Answer, Tool
from minisplunk.workbench.worker import NotOpened, Worker

from .conftest import CASES, named_in, written

HELD = '| makeresults | eval a="aaaaaaaaaa"' + " | eval a=a.a" * 15 + r'| rex field=a "(?=(?<x>\w*))\1[0-8]"'
"""A regular expression that holds the interpreter for minutes, and takes no step that PCRE's match limit counts."""
ROOT = Path(__file__).parents[2]
OUTSIDE = "it lies outside of what was named at the start"


class OnePath(msgspec.Struct):
    path: str


ATTEMPTS: dict[str, Any] = {
    "read": lambda path: Path(path).read_text(),
    "list": os.listdir,
    "write": lambda path: Path(path).write_text("written"),
    "append": lambda path: os.open(path, os.O_APPEND | os.O_WRONLY),
    "delete": os.remove,
    "make": os.mkdir,
    "move": lambda path: Path(path).rename("moved"),
    "link": lambda path: os.link(path, "linked"),
    "database": lambda path: sqlite3.connect(path).close(),
    "connect": lambda path: socket.create_connection(("127.0.0.1", 9)),
    "resolve": lambda path: socket.getaddrinfo("localhost", 80),
    "listen": lambda path: socket.socket().bind(("127.0.0.1", 0)),
    "run": lambda path: subprocess.run([sys.executable, "-c", ""], check=False),
    "shell": lambda path: os.system("true"),
    "die": lambda path: os._exit(3),
}


def attempt(name: str, bench: Bench, asked: OnePath) -> msgspec.Struct:
    """What somebody would do who had found a way into the process."""
    try:
        found = ATTEMPTS[name](asked.path)
    except OSError as error:
        found = error.strerror
    return OnePath(str(found))


def tools_and_attempts() -> tuple[Tool[Any], ...]:
    return *TOOLS, *(Tool(name, "", "", OnePath, OnePath, _Attempt(name)) for name in ATTEMPTS)


class _Attempt:
    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, bench: Bench, asked: OnePath) -> msgspec.Struct:
        return attempt(self.name, bench, asked)


def found(answer: Answer) -> Any:
    assert not answer.error
    return msgspec.json.decode(answer.content)["untrusted"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("theirs")


@pytest.fixture(scope="module")
def worker(folder: Path) -> Iterator[Worker]:
    written(folder, {"secret.txt": "secret", "secret.csv": "user,secret\nal,secret\n", "other/x": ""})
    named = named_in(folder)
    beyond = CASES.replace('raw: "2026-03-03T09:00:00Z action=fail user=al"', 'file: "../secret.txt"')
    written(folder, {"cases/test_beyond.splunk.yaml": beyond})
    written(folder, {"cases/test_records.splunk.yaml": "records: ../secret.txt\n" + CASES})
    Path(folder / "cases/test_linked.splunk.yaml").symlink_to(folder / "secret.txt")
    with Worker(named, tools_and_attempts, grace=0.5) as worker:
        worker.start()
        yield worker


@pytest.mark.parametrize("name", ["read", "list", "write", "append", "delete", "make", "move", "link", "database"])
def test_files_outside(name: str, worker: Worker, folder: Path) -> None:
    path = {"list": folder / "other", "make": folder / "made"}.get(name, folder / "secret.txt")
    before = sorted(folder.rglob("*"))
    assert found(worker.call(name, {"path": str(path)}))["path"] == OUTSIDE
    assert (folder / "secret.txt").read_text() == "secret"
    assert sorted(folder.rglob("*")) == before


def test_where_somebody_works_is_outside(worker: Worker) -> None:
    """Though Python looks for modules there, which is how it is started in a test."""
    assert str(ROOT) in sys.path
    assert found(worker.call("read", {"path": str(ROOT / "pyproject.toml")}))["path"] == OUTSIDE
    assert found(worker.call("list", {"path": str(ROOT)}))["path"] == OUTSIDE


@pytest.mark.parametrize("name", ["write", "append", "delete"])
def test_files_that_were_named_are_only_read(name: str, worker: Worker, folder: Path) -> None:
    path = str(folder / "auth.log")
    text = found(worker.call("read", {"path": path}))["path"]
    assert found(worker.call(name, {"path": path}))["path"] == OUTSIDE
    assert (folder / "auth.log").read_text() == text


@pytest.mark.parametrize("name", ["connect", "resolve", "listen", "run", "shell"])
def test_network_and_programs(name: str, worker: Worker) -> None:
    assert "is not for this process" in found(worker.call(name, {"path": ""}))["path"]


def test_its_own_temporary_files(worker: Worker) -> None:
    assert found(worker.call("write", {"path": "mine"}))["path"] == "7"
    assert found(worker.call("read", {"path": "mine"}))["path"] == "written"


def test_cases_lead_nowhere_else(worker: Worker) -> None:
    tested = found(worker.call("test", {"cases": "a failure"}))["tested"]
    ends = {Path(case["file"]).name: (case["outcome"], case["error"]) for case in tested["cases"]}
    assert ends["test_own.splunk.yaml"] == ("passed", "")
    outcome, error = ends["test_beyond.splunk.yaml"]
    assert outcome == "wrong"
    assert OUTSIDE in error
    assert len(tested["unreadable"]) == 2
    assert all(OUTSIDE in fault for fault in tested["unreadable"])
    assert "secret\\n" not in str(tested)


def test_a_process_that_is_held_is_ended(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process itself may go on for longer: so it is known who has ended it."""
    with monkeypatch.context() as patch:
        patch.setattr(worker, "named", replace(worker.named, seconds=0.5))
        answer = worker.call("search", {"spl": HELD})
    assert "its process was ended" in answer.error
    assert found(worker.call("search", {"spl": "index=main | stats count"}))["rows"] == [{"count": "4"}]


def test_a_process_that_dies_is_begun_anew(worker: Worker) -> None:
    assert "has ended" in worker.call("die", {"path": ""}).error
    assert found(worker.call("search", {"spl": "index=main | stats count"}))["rows"] == [{"count": "4"}]


@pytest.mark.parametrize("what", ["app", "data"])
def test_what_was_named_may_not_lead_out_of_itself(what: str, folder: Path, tmp_path: Path) -> None:
    written(tmp_path, {"logs/own.log": "text"})
    named = replace(named_in(tmp_path), data=(Data(tmp_path / "logs", "auth"),))
    (tmp_path / {"app": "own/lookups/out.csv", "data": "logs/out.log"}[what]).symlink_to(folder / "secret.csv")
    with Worker(named, tools) as worker, pytest.raises(NotOpened, match=OUTSIDE):
        worker.start()


def test_an_end_leaves_nothing(tmp_path: Path) -> None:
    with Worker(named_in(tmp_path), tools) as worker:
        worker.start()
        assert worker._folder is not None
        temporary = Path(worker._folder.name)
        assert list(temporary.iterdir())
    assert not temporary.exists()
    assert "ends" in worker.call("check", {}).error
