"""`minisplunk init`: the app that it makes is a good one, and nothing is overwritten."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from minisplunk.check.lints import LINTS
from minisplunk.templates import FILES, files
from tests.waiting import PATIENCE
from tests.workflows.facts import it_has_the_form_of_a_workflow
from tests.workflows.workflow import read

BIN = Path(sys.executable).parent


@pytest.fixture
def made(cli, tmp_path: Path) -> Path:
    assert cli("init", "acme_detections", "--name", "Detections of Acme & Söhne").code == 0
    return tmp_path / "acme_detections"


def test_its_cases_pass(cli, made: Path) -> None:
    done = cli("test", "--app", made)
    assert done.code == 0
    assert "2 cases: 2 passed" in done.out.splitlines()  # after which stands how long it took, where that is long


def test_each_case_can_fail(cli, made: Path) -> None:
    """A threshold of nine fires for the silent one, and one of eleven is silent for the other."""
    conf = made / "default" / "savedsearches.conf"
    text = conf.read_text()
    for count, passed in ((9, "ten failed"), (11, "nine failed")):
        conf.write_text(text.replace("count >= 10", f"count >= {count}"))
        found = cli("test", "--app", made, "--json").json["cases"]
        assert [case["outcome"] == "passed" for case in found if case["name"].startswith(passed)] == [count == 9]
        assert {case["outcome"] for case in found} >= {"failed"}


def test_the_workflow_can_show_what_check_finds(cli, made: Path) -> None:
    """It runs the verbs with these options."""
    (file,) = (made / ".github" / "workflows").iterdir()
    lines = [line.partition(" run: ")[2] for line in file.read_text().splitlines() if " run: minisplunk" in line]
    assert lines == ["minisplunk check --app . --sarif > check.sarif", "minisplunk test --app . --junit cases.xml"]
    (run,) = cli("check", "--app", made, "--sarif").json["runs"]
    assert run["results"] == []


def test_check_finds_nothing(cli, made: Path) -> None:
    """Nor with the lints that are off by default."""
    for options in ((), ("--select", ",".join(lint.code for lint in LINTS))):
        done = cli("check", "--app", made, *options)
        assert (done.code, done.out) == (0, "0 findings. 1 of 1 search can run here.\n")


def test_name_and_id(made: Path) -> None:
    conf = (made / "default" / "app.conf").read_text()
    assert "label = Detections of Acme & Söhne\n" in conf
    assert "[package]\nid = acme_detections\n" in conf
    for path in FILES:
        assert "@ID@" not in (made / path).read_text()
        assert "@NAME@" not in (made / path).read_text()
    assert len((made / "README.md").read_text().splitlines()) <= 16


def test_its_workflow(made: Path) -> None:
    (file,) = (made / ".github" / "workflows").iterdir()
    assert list(it_has_the_form_of_a_workflow(read(file.read_text()))) == []


ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("MAKE")},  # make runs the suite, too
    "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_its_makefile(made: Path) -> None:
    def run(*command: str) -> str:
        done = subprocess.run(
            command,
            cwd=made,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert [line.split()[:2] for line in run("make").splitlines()] == [
        ["make", verb] for verb in ("help", "install", "test", "check", "build")
    ]
    assert "2 cases: 2 passed" in run("make", "test")
    run("git", "init", "-q")
    run("git", "add", ".")
    run("git", "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "x")
    run("make", "build")
    names = set(run("tar", "-tzf", "dist/acme_detections.spl").split())
    assert "acme_detections/default/savedsearches.conf" in names
    assert not [name for name in names if "tests" in name or "Makefile" in name]


def test_nothing_is_overwritten(cli, made: Path) -> None:
    (made / "Makefile").write_text("mine")
    done = cli("init", "acme_detections")
    assert (done.code, done.err) == (
        2,
        "Error: acme_detections: is there already, and nothing is overwritten: name a new folder\n",
    )
    assert (made / "Makefile").read_text() == "mine"
    (made.parent / "a_file").write_text("")
    assert cli("init", "a_file").code == 2


def test_an_empty_folder_will_do(cli, monkeypatch, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert cli("init", ".").code == 0
    assert set(FILES) == {path.relative_to(Path.cwd()).as_posix() for path in Path.cwd().rglob("*") if path.is_file()}
    assert "id = empty\n" in Path("default/app.conf").read_text()


@pytest.mark.parametrize("folder", ["my app", "1app", "search", "ä", ".hidden", "a" * 81, "a.", "con", "COM1.x"])
def test_no_id(cli, tmp_path: Path, folder: str) -> None:
    done = cli("init", folder)
    assert done.code == 2
    assert "cannot be the id of an app" in done.err
    assert not (tmp_path / folder).exists()


@pytest.mark.parametrize("folder", ["x", "a" * 80, "A-b_c.d"])
def test_an_id(cli, folder: str) -> None:
    assert cli("init", folder).code == 0
    assert cli("test", "--app", folder).code == 0


@pytest.mark.parametrize("name", ["a\nb", "a\\", " a", "a ", "#a", "[a]", "\x1b[2J", "a" * 81])
def test_no_name(cli, tmp_path: Path, name: str) -> None:
    done = cli("init", "app", "--name", name)
    assert done.code == 2
    assert "cannot be the name of an app" in done.err
    assert not (tmp_path / "app").exists()


def test_every_template_is_used() -> None:
    folder = Path(files.__code__.co_filename).parent / "app"
    assert {path.name for path in folder.iterdir()} == set(FILES.values())


@pytest.mark.parametrize("kind", ["link", "fifo"])
def test_what_is_no_folder_is_there_already(cli, tmp_path, kind):
    there = tmp_path / "mine"
    there.symlink_to("nowhere") if kind == "link" else os.mkfifo(there)
    assert cli("init", "mine").err == "Error: mine: is there already, and nothing is overwritten: name a new folder\n"
