"""Commands of the pages, run in a copy of the repository; or only read, by those who would run them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import yaml

from minisplunk.cli import verbs
from tests.docs.pages import FILES, ROOT, blocks, shown
from tests.waiting import PATIENCE

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "commands.yaml").read_text())
KINDS = ("exit", "serves", "parsed", "named", "theirs")
_MODULE = re.compile(r"\S*python (-m \S.*)")


def known(command: str) -> dict[str, Any]:
    return next(case for case in CASES if case["command"] == command)


@dataclass
class Folder:
    """A copy of the repository, with a venv that is the present one, and what commands in it have printed."""

    root: Path
    printed: dict[str, str] = field(default_factory=dict)
    _helps: dict[str, str] = field(default_factory=dict)

    def run(self, case: Mapping[str, Any]) -> str:
        """Run a command that ends, and see that it ends as it should; what it prints."""
        command = case["command"]
        if command not in self.printed:
            if "after" in case:
                self.run(known(case["after"]))
            done = self._bash(command, self.place(case))
            assert done.returncode == case["exit"], done.stdout + done.stderr
            self.printed[command] = done.stdout
        return self.printed[command]

    def serve(self, case: Mapping[str, Any]) -> dict[str, Any]:
        """Run a server until it says that it is ready; what it says."""
        command = shlex.split(f"{case['command']} {case['serves']}")
        process = subprocess.Popen(
            command, cwd=self.place(case), env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            assert process.stdout is not None and process.stderr is not None
            said = process.stdout.readline()
            assert said, process.stderr.read().decode()
            return json.loads(said)
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)

    def place(self, case: Mapping[str, Any]) -> Path:
        """The folder to run a command in, with the files that it needs."""
        folder = self.root
        if case.get("alone"):
            folder = self.root / "alone" / str(CASES.index(dict(_first(case))))
            folder.mkdir(parents=True, exist_ok=True)
        if case.get("alone") is True:
            for page in {each.page for each in shown() if each.command == case["command"]}:
                for block in blocks(page):
                    kind, _, name = block.info.partition(" ")
                    if kind in FILES and name:
                        _write(folder / name.removeprefix("+"), block.text, more=name.startswith("+"))
        for name, source in case.get("files", {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, folder / name, dirs_exist_ok=True)
            else:
                shutil.copyfile(ROOT / source, folder / name)
        return folder

    @property
    def environment(self) -> dict[str, str]:
        """That of the tests, without what is set for a Splunk or by pytest, and with the venv's programs first."""
        foreign = ("SPLUNK", "PYTEST", "MAKE", "COLUMNS")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        return {**kept, "PATH": f"{self.root / '.venv' / 'bin'}{os.pathsep}{kept['PATH']}"}

    def _bash(self, command: str, folder: Path) -> subprocess.CompletedProcess[str]:
        words = ["bash", "-c", command]
        return subprocess.run(
            words, cwd=folder, env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def help(self, program: str) -> str:
        """What a program says of itself; it is asked once."""
        if program not in self._helps:
            self._helps[program] = self.succeed(f"{program} --help")
        return self._helps[program]

    def succeed(self, command: str) -> str:
        done = self._bash(command, self.root)
        assert done.returncode == 0, done.stderr
        return done.stdout


def _first(case: Mapping[str, Any]) -> Mapping[str, Any]:
    """The command that this one, or the one before, comes after."""
    return _first(known(case["after"])) if "after" in case else case


def _write(path: Path, text: str, *, more: bool) -> None:
    """A file, or with `more` the end of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{path.read_text()}\n{text}" if more and path.is_file() else text)


def copied(into: Path) -> Folder:
    """The repository, as it would be checked out; `make` finds that nothing has to be installed."""
    shutil.copytree(ROOT, into, ignore=shutil.ignore_patterns(".*", "__pycache__", "dist", "node_modules"))
    venv = into / ".venv"
    venv.mkdir()
    for part in ("bin", "lib", "lib64", "include", "pyvenv.cfg"):
        if (Path(sys.prefix) / part).exists():
            (venv / part).symlink_to(Path(sys.prefix) / part)
    for mark in (".runs", ".ready"):
        (venv / mark).touch()
    return Folder(into)


def parse(command: str, folder: Folder) -> None:
    """See that who would run the command takes its options."""
    program, *words = shlex.split(command)
    if program == "minisplunk":
        _read_by_click(words)
    elif program == "make":
        for word in words:
            name, is_variable, _ = word.partition("=")
            assert not is_variable or re.search(rf"\$\({name}\)|^{name} \?=", _makefile(), re.MULTILINE), word
        for line in folder.succeed(f"make --dry-run {shlex.join(words)}").splitlines():
            if found := _MODULE.search(line):
                _known_to_its_help(found[1], folder)
    else:
        assert program == "python"
        _known_to_its_help(shlex.join(words), folder)


def _read_by_click(words: list[str]) -> None:
    name, *arguments = words
    with verb(name).make_context(name, arguments):
        pass


def verb(name: str) -> click.Command:
    """A verb of minisplunk's. Raises click.UsageError."""
    command = verbs.get_command(click.Context(verbs), name)
    assert command is not None
    return command


def _known_to_its_help(text: str, folder: Folder) -> None:
    """A module is there, and its own help has each of the options."""
    words = shlex.split(text)
    assert find_spec(words[1]) is not None
    options = {word.partition("=")[0] for word in words if word.startswith("--")}
    if options:
        plugins = [f"-p {name}" for flag, name in pairwise(words) if flag == "-p"]
        told = folder.help(f"python -m {words[1]} {' '.join(plugins)}")
        assert {option for option in options if not re.search(rf"{option}\b", told)} == set()


def _makefile() -> str:
    return (ROOT / "Makefile").read_text()
