"""The command line as a process: what it starts with, where its output goes, and how much memory it takes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MINISPLUNK = (sys.executable, "-m", "minisplunk")
LINES = 200_000
MEASURE = """
import sys
from contextlib import suppress
from pathlib import Path
from minisplunk.cli import main
try:
    main()
finally:
    status = Path("/proc/self/status")
    print(status.read_text().split("VmHWM:")[1].split()[0] if status.exists() else 0, file=sys.stderr)
"""


def run(*arguments, **options):
    done = subprocess.run(
        (*MINISPLUNK, *map(str, arguments)), cwd=ROOT, capture_output=True, text=True, check=False, **options
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A folder store of many small events, replayed from one file, and the greatest memory that took in KiB."""
    folder = tmp_path_factory.mktemp("huge")
    with (folder / "huge.ndjson").open("w") as file:
        for number in range(LINES):
            time = f"2026-03-03T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
            file.write(f'{{"eventTime":"{time}","n":{number},"pad":"{"x" * 100}"}}\n')
    spent = measured("replay", folder / "huge.ndjson", "--data-dir", folder / "store")
    return folder / "store", spent


def measured(*arguments):
    """The greatest resident memory of a run in KiB, as it reads it itself: a parent may be told its own."""
    done = subprocess.run(
        (sys.executable, "-c", MEASURE, *map(str, arguments)),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    return int(done.stderr.split()[-1])


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_memory_does_not_grow_with_the_data(store):
    folder, replayed = store
    searched = measured("search", "* | fields n | fields - _*", "--data-dir", folder, "--json")
    assert max(replayed, searched) < 120 * 1024  # the file has 30 MB


def test_whoever_reads_may_stop(store):
    command = f"'{sys.executable}' -m minisplunk search '*' --data-dir '{store[0]}' --json"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | head -n 1"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["n"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
@pytest.mark.parametrize("arguments", [("search", "| makeresults count=3"), ("--help",)])
def test_a_full_disk(arguments):
    data = ("--data", "tests/data/attack_data/aws_failed_mfa") if "search" in arguments else ()
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            (*MINISPLUNK, *arguments, *data), cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (2, "Error: No space left on device\n")


@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_a_closed_output_takes_all(closed):
    command = f"'{sys.executable}' -m minisplunk check --app . {closed}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT / "tests/testing/app", capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, b"")


def test_a_locale_without_the_characters(tmp_path):
    """Text has an escape in their place; JSON is UTF-8 everywhere."""
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    file = tmp_path / "own.splunk.yaml"
    file.write_text("[{name: gr\u00fcn \u2713, search: '| makeresults', fires: true}]", encoding="utf-8")
    app = ("--app", "tests/testing/app")
    assert run("test", file, *app, env=env).stdout.splitlines()[0] == "PASS  gr\\xfcn \\u2713"
    assert json.loads(run("test", file, *app, "--json", env=env).stdout)["cases"][0]["name"] == "gr\u00fcn \u2713"


def test_help_names_the_verbs():
    done = run("--help")
    assert done.returncode == 0
    for verb in ("run", "search", "explain", "replay", "btool", "check"):
        assert f"\n  {verb} " in done.stdout
        assert run(verb, "--help").stdout.startswith(f"Usage: minisplunk {verb} ")


def test_version():
    assert run("--version").stdout == "minisplunk, version 1.0.0\n"


def test_starting_reads_little():
    """What no verb needs at once is not imported: HTTP, tables, YAML, the engine."""
    names = ["rich", "starlette", "uvicorn", "yaml", "requests", "platformdirs", "isal", "orjson", "minisplunk.engine"]
    code = f"import sys, minisplunk.cli; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run((sys.executable, "-c", code), cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


UNNEEDED = """
    asyncio cryptography email h11 http multiprocessing pickle requests rich splunklib ssl tarfile
    minisplunk.ingest.structured minisplunk.kvstore.query minisplunk.lookups.catalog minisplunk.rest
    minisplunk.scheduler minisplunk.testing
"""


def test_a_run_reads_little():
    """A verdict is short, and most of its time goes into imports: none of what it does not need, and not much more
    than today."""
    code = "import sys, minisplunk.cli as cli\ntry: cli.main()\nfinally: print(*sys.modules, file=sys.stderr)"
    arguments = ("run", "--app", ".", "--data", "tests/data/attack_data/aws_failed_mfa")
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(
        (sys.executable, "-c", code, *arguments), cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    imported = set(done.stderr.split())
    assert imported & set(UNNEEDED.split()) == set()
    assert len([name for name in imported if name.startswith("minisplunk.")]) < 305


def test_told_to_end_it_leaves_nothing_behind(store, tmp_path):
    """A search without a folder of its own keeps its apps in a temporary one."""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    huge = store[0].parent / "huge.ndjson"
    with subprocess.Popen(
        (*MINISPLUNK, "search", "*", "--data", str(huge), "--json"),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
        process.stdout.read()
    assert process.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


INTERRUPTED = """
import os, signal, sys
from minisplunk.search import Run
Run.rows = lambda self: os.kill(os.getpid(), signal.SIGINT)
from minisplunk.cli import main
main()
"""
STORING = """
import os, signal, sys
from minisplunk.engine import Splunk
Splunk.replay = lambda self, part, **_: os.kill(os.getpid(), signal.SIGINT)
from minisplunk.cli import main
main()
"""


@pytest.mark.parametrize(
    ("program", "arguments", "sentence"),
    [
        (INTERRUPTED, ("search", "| makeresults"), "Interrupted."),
        (INTERRUPTED, ("explain", "*", "--data", "tests/data/attack_data/aws_failed_mfa"), "Interrupted."),
        (
            STORING,
            ("replay", "tests/data/attack_data/aws_failed_mfa", "--data-dir", "STORE"),
            "Interrupted: nothing was stored.",
        ),
    ],
)
def test_ctrl_c_says_what_happened(program, arguments, sentence, tmp_path):
    given = [argument.replace("STORE", str(tmp_path / "store")) for argument in arguments]
    done = subprocess.run(
        (sys.executable, "-c", program, *given), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", sentence)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
@pytest.mark.parametrize(("value", "styled"), [("", True), ("1", False)])
def test_no_color_holds_on_a_terminal(value, styled):
    import pty

    ours, theirs = pty.openpty()
    data = "tests/data/attack_data/aws_failed_mfa"
    with subprocess.Popen(
        (*MINISPLUNK, "run", "--app", ".", "--data", data),
        cwd=ROOT,
        stdout=theirs,
        env={**os.environ, "TERM": "xterm-256color", "NO_COLOR": value},
    ):
        os.close(theirs)
        written = b""
        with suppress(OSError):  # how the end of a pseudo terminal looks on Linux
            while piece := os.read(ours, 65_536):
                written += piece
    os.close(ours)
    assert b"Fired" in written
    assert (b"\x1b[" in written) == styled
