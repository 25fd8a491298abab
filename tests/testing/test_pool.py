"""Cases in; the same verdicts in the same order out, whoever does the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from minisplunk.errors import DataError
from minisplunk.ingest.notes import Notes
from minisplunk.testing.pool import Work, Worker, verdicts
from minisplunk.testing.reading import read
from tests.testing.conftest import APP
from tests.waiting import PATIENCE

MANY = """
search: "`logins` | stats count by user"
sourcetype: demo:log
cases:
"""


def file_of(folder: Path, count: int) -> Path:
    """Cases, each third of which fails."""
    file = folder / "test_many.splunk.yaml"
    file.write_text(
        MANY
        + "".join(
            f"  - {{name: c{n}, events: [{{raw: '2026-03-03T09:30:00Z user=u{n}'}}], "
            f"results: [{{user: u{n - n % 3}}}]}}\n"
            for n in range(count)
        )
    )
    return file


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_same_for_any_number_of_processes(jobs: int, tmp_path: Path) -> None:
    cases = read(file_of(tmp_path, 40)).cases
    found = list(verdicts(cases, Work((APP,)), jobs))
    assert [one.name for one in found] == [f"c{n}" for n in range(40)]
    assert [one.outcome for one in found] == ["failed" if n % 3 else "passed" for n in range(40)]
    plain = [replace(one, elapsed=0.0, notes=()) for one in found]
    assert plain[1].differences[0].values[0].found == "u1"


def test_an_app_that_does_not_load(tmp_path: Path) -> None:
    (tmp_path / "bad" / "default").mkdir(parents=True)
    cases = read(file_of(tmp_path, 2)).cases
    found = list(verdicts(cases, Work((tmp_path / "bad",)), 1))
    assert [one.outcome for one in found] == ["wrong", "wrong"]
    assert found[0].error == f"{tmp_path / 'bad'}: is not a Splunk app: it has no default/app.conf"


ENDLESS = """
- {name: endless, search: "| makeresults count=1000000000 | eval a=random() | stats count by a", fires: true}
- {name: next, search: "| makeresults", fires: true}
"""


def test_a_search_that_does_not_end_is_stopped_and_the_next_case_runs(tmp_path: Path) -> None:
    file = tmp_path / "test_endless.splunk.yaml"
    file.write_text(ENDLESS)
    cases = read(file).cases
    first, second = verdicts(cases, Work((APP,), seconds=1.0), 1)
    assert (first.outcome, first.error[:27]) == ("wrong", "stopped after 1 s, the most")
    assert second.passed
    with closing(Worker(Work((APP,), seconds=1.0))) as worker, pytest.raises(DataError, match=r"^stopped after 1 s,"):
        worker.found(cases[0], Notes())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no process group to send a signal to")
def test_ctrl_c_ends_all_processes_without_a_traceback(tmp_path: Path) -> None:
    file = file_of(tmp_path, 300)
    command = [sys.executable, "-m", "minisplunk", "test", str(file), "--app", str(APP), "--jobs", "2"]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # the work has begun
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err.strip()) == (130, "Interrupted.")
    assert list(temporary.iterdir()) == []
