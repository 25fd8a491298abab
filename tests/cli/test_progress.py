"""The progress bar: on a terminal, after a second; nowhere else."""

from __future__ import annotations

import io
import sys
import threading

import pytest

from minisplunk.cli import progress
from minisplunk.peers import Reached
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


def test_a_long_reading_says_how_far_it_is(terminal, monkeypatch):
    stderr = terminal()
    monkeypatch.setenv("COLUMNS", "120")
    told = threading.Event()
    real = progress.told
    monkeypatch.setattr(progress, "told", lambda reached, seconds: (told.set(), real(reached, 2.0))[1])
    with progress.scanning() as reach:
        reach(Reached(123, 307, 33_000_000, 201_000_000, 28_000))
        assert told.wait(PATIENCE)
    assert "Reading 0:10 left, 123 of 307 files, 33.0 MB of 201 MB, 14,000 events/s" in stderr.getvalue()


@pytest.mark.parametrize(
    ("reached", "seconds", "words"),
    [
        ((0, 1, 0, 10, 0), 0.0, "0 of 1 files, 0 bytes of 10 bytes"),
        ((1, 2, 1_000, 3_700_000, 5), 2.0, "2:03:18 left, 1 of 2 files, 1.0 KB of 3.7 MB, 2 events/s"),
        ((2, 2, 10, 10, 3), 1.0, "0:00 left, 2 of 2 files, 10 bytes of 10 bytes, 3 events/s"),
        ((2, 2, 12, 10, 3), 1.0, "2 of 2 files, 12 bytes of 10 bytes, 3 events/s"),
    ],
)
def test_how_far_in_words(reached, seconds, words):
    assert progress.told(Reached(*reached), seconds) == words


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
