"""The declarations of `make test-clients`, and what it says; nothing is installed, and no client runs."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from . import __main__ as running
from .client import Client, Wrong
from .environment import SCRIPTS, Node, NotHere, Python, installed
from .known import CLIENTS

MINOR = re.compile(r"[@\w/-]+?(?:~=|@~)\d+\.\d+\.0")


@pytest.mark.parametrize("name", CLIENTS)
def test_each_is_pinned_to_a_minor_version_and_has_a_script(name: str) -> None:
    client = CLIENTS[name]
    assert all(MINOR.fullmatch(package) for package in client.environment.packages)
    assert any(package.startswith(client.package) for package in client.environment.packages)
    assert (SCRIPTS / client.script).is_file()


def test_each_script_is_used() -> None:
    used = {client.script for client in CLIENTS.values()}
    assert used == {path.name for path in SCRIPTS.iterdir() if path.is_file()}


def test_what_cannot_run_here_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotHere, match=r"it needs Python 3\.99, and no python3\.99 is on the PATH"):
        installed("new", Python((), least=(3, 99)), tmp_path / "environments")
    with pytest.raises(NotHere, match=r"it needs Node\.js 20, and no node is on the PATH"):
        installed("script", Node(()), tmp_path / "environments")


def test_a_name_that_does_not_run_is_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version manager leaves one on the PATH for each version that it could have."""
    shim = tmp_path / "python3.99"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotHere):
        installed("new", Python((), least=(3, 99)), tmp_path / "environments")


class Counted(Python):
    """Installs nothing, and counts how often."""

    times = 0

    def install(self, folder: Path) -> None:
        type(self).times += 1
        folder.mkdir(parents=True)


def test_an_environment_is_made_once_for_the_same_packages(tmp_path: Path) -> None:
    for packages in (("a~=1.0.0",), ("a~=1.0.0",), ("a~=1.1.0",)):
        folder = installed("a", Counted(packages), tmp_path)
        assert json.loads((folder / ".installed").read_text()) == list(packages)
    assert Counted.times == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "fault", "line"),
    [
        (
            "print('first'); print('it did this')",
            None,
            "ok   toy 1 (PyPI): it did this; it is there\n1 ok, 0 failed, 0 not run",
        ),
        (
            "import sys; sys.exit('no')",
            None,
            "FAIL toy 1 (PyPI): its script ended with 1\nno\n0 ok, 1 failed, 0 not run",
        ),
        ("print('it did this')", "it is not", "FAIL toy 1 (PyPI): it is not\n0 ok, 1 failed, 0 not run"),
    ],
)
def test_its_report(
    script: str,
    fault: str | None,
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Here(Counted):
        def version(self, folder: Path, package: str) -> str:
            return "1"

        def command(self, folder: Path, script: str) -> list[str]:
            return [sys.executable, "-c", script]

    def check(server: object) -> str:
        if fault:
            raise Wrong(fault)
        return "it is there"

    monkeypatch.setattr(running, "CLIENTS", {"toy": Client("toy", Here(()), script, check)})
    monkeypatch.setattr(running, "installed", lambda name, environment: installed(name, environment, tmp_path))
    monkeypatch.setattr(sys, "argv", ["clients"])
    assert running.main() == (0 if line.startswith("ok") else 1)
    assert capsys.readouterr().out.strip() == line
