"""What is no plain file is refused at once."""

from __future__ import annotations

import os
import socket
import stat

import pytest

from minisplunk import plain_files

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no FIFOs")


@pytest.fixture
def unusual(tmp_path, monkeypatch):
    """What there may be at a path, by its kind."""
    os.mkfifo(tmp_path / "FIFO")
    (tmp_path / "link").symlink_to(tmp_path / "FIFO")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        yield tmp_path


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("FIFO", "it is a FIFO, not a plain file"),
        ("link", "it is a FIFO, not a plain file"),
        ("socket", "it is a socket, not a plain file"),
        ("/dev/zero", "it is a device, not a plain file"),
        ("folder", "Is a directory"),
        ("nothing", "No such file or directory"),
    ],
)
def test_what_is_no_plain_file(unusual, name, why):
    with pytest.raises(OSError, match=why) as raised:
        plain_files.read(unusual / name)
    assert raised.value.strerror == why
    assert raised.value.filename is not None


def test_a_plain_file_that_becomes_a_fifo(tmp_path, monkeypatch):
    """Between the look and the opening: it is looked at again, and to open it does not wait."""
    (tmp_path / "plain").write_bytes(b"x")
    os.mkfifo(tmp_path / "FIFO")
    look, plain = os.stat, (tmp_path / "plain").stat()
    monkeypatch.setattr(os, "stat", lambda path, **given: plain if str(path).endswith("FIFO") else look(path, **given))
    with pytest.raises(plain_files.NotPlain):
        plain_files.read(tmp_path / "FIFO")


def test_a_folder_is_copied(tmp_path):
    (tmp_path / "from" / "bin").mkdir(parents=True)
    (tmp_path / "from" / "bin" / "script").write_text("x")
    (tmp_path / "from" / "bin" / "script").chmod(0o755)
    plain_files.copy_folder(tmp_path / "from", tmp_path / "to")
    assert stat.S_IMODE((tmp_path / "to" / "bin" / "script").stat().st_mode) == 0o755
    os.mkfifo(tmp_path / "from" / "bin" / "FIFO")
    with pytest.raises(plain_files.NotPlain) as raised:
        plain_files.copy_folder(tmp_path / "from", tmp_path / "again")
    assert raised.value.filename == str(tmp_path / "from" / "bin" / "FIFO")


def test_a_path_that_no_file_can_have_leads_nowhere(tmp_path):
    assert plain_files.exists(tmp_path)
    assert not plain_files.exists(tmp_path / "none")
    assert not plain_files.exists(tmp_path / ("a" * 5_000))
    assert not plain_files.exists(tmp_path / "\0")
