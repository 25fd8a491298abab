"""The progress bar: on a terminal, after a second; nowhere else."""

from __future__ import annotations

import io
import sys
import threading

import pytest

from minisplunk.cli import progress
from minisplunk.replay import Part
from tests.waiting import PATIENCE


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Makes stderr a terminal; while a test is set up, that would be the capture's to change."""

    def made(delay: float = 0) -> Terminal:
        stderr = Terminal()
        monkeypatch.setattr(sys, "stderr", stderr)
        monkeypatch.setattr(progress, "DELAY", delay)
        monkeypatch.setenv("TERM", "xterm")
        return stderr

    return made


def test_a_bar_on_a_terminal(terminal):
    stderr = terminal()
    asked = threading.Event()

    def done() -> int:
        asked.set()
        return 1

    with progress.bar("Reading [x]", 2, done):
        assert asked.wait(PATIENCE)
    assert "Reading [x]" in stderr.getvalue()


def test_none_for_what_is_over_before(terminal):
    stderr = terminal(delay=60)
    with progress.bar("Reading"):
        pass
    assert stderr.getvalue() == ""


def test_none_where_there_is_no_terminal(capsys, monkeypatch):
    monkeypatch.setattr(progress, "DELAY", 0)
    monkeypatch.setattr(progress, "_draw", None)
    with progress.bar("Reading"):
        pass
    assert capsys.readouterr().err == ""


def test_it_goes_when_the_block_fails(terminal):
    terminal()
    with pytest.raises(ZeroDivisionError), progress.bar("Reading"):
        raise ZeroDivisionError
    assert not [thread for thread in threading.enumerate() if thread.name.endswith("(_draw)")]


def test_reading_passes_files_on(tmp_path, monkeypatch):
    parts = []
    for number in range(3):
        file = tmp_path / f"{number}.json"
        file.write_text("x" * 10 * number)
        parts.append(Part(file, "st", "src", "host"))
    told = []

    class Watched:
        def __init__(self, what, total, done):
            told.append((what, total))
            self.done = done

        def __enter__(self):
            told.append(self.done())

        def __exit__(self, *_):
            told.append(self.done())

    monkeypatch.setattr(progress, "bar", Watched)
    assert [*progress.reading(parts)] == parts
    assert told == [("Reading", 30), 0, 30]
    assert [*progress.reading(parts[:1])] == parts[:1]
    assert told[3:] == [("Reading", None), 0, 0]


def test_sending_counts_raw_text(tmp_path, monkeypatch):
    files = {name: tmp_path / name for name in ("a.json", "b.json.gz")}
    for file in files.values():
        file.write_bytes(b"x" * 30)
    told = []
    monkeypatch.setattr(progress, "bar", lambda what, total, done: told.append((what, total, done)))
    plain, packed = (Part(file, "st", "src", "host") for file in files.values())
    sending = progress.Sending([plain])
    sending.bar()
    events = [(0, "x" * 9), (1, "x" * 19)]
    assert [*sending.passing(events)] == events
    ((what, total, done),) = told
    assert (what, total, done()) == ("Sending", 30, 30)
    progress.Sending([plain, packed]).bar()
    assert told[1][1] is None  # what a packed file holds is not known
