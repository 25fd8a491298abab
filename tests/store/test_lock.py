"""One folder, one process; the lock goes with it, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from minisplunk.store import StoreError
from minisplunk.store.lock import FILE, FolderInUse, held

ROOT = Path(__file__).parents[2]
HOLDER = """
import subprocess, sys, time
from pathlib import Path
from minisplunk.store.lock import held
with held(Path(sys.argv[1])):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print(child.pid, flush=True)
    time.sleep(600)
"""


def test_a_folder_is_held_once(tmp_path):
    with held(tmp_path) as folder:
        assert folder == tmp_path
        with pytest.raises(FolderInUse) as raised, held(tmp_path):
            pass
        assert raised.value.message == (
            f"{tmp_path} is in use by process {os.getpid()}: a folder has one server, or one replay, at a time"
        )
        with held(tmp_path / "another"), held(tmp_path, guest=True):
            pass
    with held(tmp_path):
        pass


def test_a_file_that_is_left_over_means_nothing(tmp_path):
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text(f"{os.getpid()}\nand more")
    with held(tmp_path):
        assert (tmp_path / FILE).read_text() == f"{os.getpid()}\n"


def test_a_process_that_is_killed_holds_nothing_nor_does_what_it_has_started(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        try:
            with pytest.raises(FolderInUse, match=f"in use by process {holder.pid}:"), held(tmp_path):
                pass
        finally:
            holder.send_signal(signal.SIGKILL)
            holder.wait()
        try:
            with held(tmp_path):
                os.kill(child, 0)  # it still runs
        finally:
            os.kill(child, signal.SIGKILL)


def test_whose_it_is_may_not_be_known(tmp_path):
    with held(tmp_path):
        (tmp_path / FILE).write_text("")
        with pytest.raises(FolderInUse, match="in use by another process:"), held(tmp_path):
            pass


def test_a_folder_that_cannot_be_locked(tmp_path):
    (tmp_path / FILE).mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be written: Is a directory"), held(tmp_path):
        pass


def test_a_temporary_folder_goes():
    with held(None) as folder:
        assert folder.is_dir()
    assert not folder.exists()
