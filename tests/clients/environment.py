"""Where a client is installed: an environment of its own below .venv/.clients, made once and used again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv" / ".clients"
SCRIPTS = Path(__file__).parent / "scripts"
_PATIENCE = 900
"""Seconds for one command of an installation: a registry may be far away."""


class NotHere(Exception):
    """What the client needs is not on this machine; the sentence says what."""


class NotInstalled(Exception):
    """A registry, or what it gave, refused; what it said."""


class Environment(Protocol):
    """`packages`: requirements in the registry's own form."""

    @property
    def packages(self) -> tuple[str, ...]: ...

    @property
    def registry(self) -> str: ...

    def install(self, folder: Path) -> None:
        """Install the packages into an empty folder. Raises NotHere and NotInstalled."""

    def version(self, folder: Path, package: str) -> str:
        """Of a package that is installed there."""

    def command(self, folder: Path, script: str) -> list[str]:
        """Runs a file of `scripts/`."""


@dataclass(frozen=True)
class Python:
    """A virtual environment; `least`: the oldest Python that the packages take, where it is newer than ours."""

    packages: tuple[str, ...]
    least: tuple[int, int] = (3, 10)
    registry: str = "PyPI"

    def install(self, folder: Path) -> None:
        _run([self._interpreter(), "-m", "venv", str(folder)])
        _run([self._python(folder), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", *self.packages])

    def version(self, folder: Path, package: str) -> str:
        asking = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
        return _run([self._python(folder), "-c", asking, package]).strip()

    def command(self, folder: Path, script: str) -> list[str]:
        return [self._python(folder), str(SCRIPTS / script)]

    def _python(self, folder: Path) -> str:
        return str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))

    def _interpreter(self) -> str:
        """The first Python that is new enough: ours, or one that is called as the newer ones are."""
        major, least = self.least
        names = [sys.executable, *(f"python{major}.{minor}" for minor in range(least, least + 3)), "python3"]
        for name in names:
            if (found := shutil.which(name)) and _python_version(found) >= self.least:
                return found
        raise NotHere(f"it needs Python {major}.{least}, and no python{major}.{least} is on the PATH")


@dataclass(frozen=True)
class Node:
    """A folder with node_modules; `least`: the oldest major version of Node.js."""

    packages: tuple[str, ...]
    least: int = 20
    registry: str = "npm"

    def install(self, folder: Path) -> None:
        self._found()
        folder.mkdir(parents=True)
        (folder / "package.json").write_text("{}")
        npm = shutil.which("npm")
        if npm is None:
            raise NotHere("it needs npm, which is not on the PATH")
        _run([npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--silent", *self.packages])

    def version(self, folder: Path, package: str) -> str:
        return str(json.loads((folder / "node_modules" / package / "package.json").read_text())["version"])

    def command(self, folder: Path, script: str) -> list[str]:
        """A script imports packages from the folder that it lies in or from one above: so a copy of it lies there."""
        return [self._found(), str(shutil.copy(SCRIPTS / script, folder))]

    def _found(self) -> str:
        node = shutil.which("node")
        if node is None:
            raise NotHere(f"it needs Node.js {self.least}, and no node is on the PATH")
        version = _run([node, "--version"]).strip()
        if int(version.lstrip("v").split(".")[0]) < self.least:
            raise NotHere(f"it needs Node.js {self.least}, and the PATH has {version}")
        return node


def installed(name: str, environment: Environment, parent: Path = FOLDER) -> Path:
    """The folder of an environment, made when it is not there or was made for other packages."""
    folder, made_for = parent / name, json.dumps(environment.packages)
    mark = folder / ".installed"
    if mark.is_file() and mark.read_text() == made_for:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    environment.install(folder)
    mark.write_text(made_for)
    return folder


def outside() -> dict[str, str]:
    """Our environment's variables, without those through which a Python would find our code."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def inside() -> dict[str, str]:
    """The same for a script, which asks nobody but the server: where an authority is named, requests checks the
    certificates of a session that is to check none."""
    return {name: value for name, value in outside().items() if name not in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")}


def _python_version(python: str) -> tuple[int, ...]:
    """Major and minor; empty for what does not run: a version manager leaves such names on the PATH."""
    asking = [python, "-c", "import sys; print(*sys.version_info[:2])"]
    done = subprocess.run(asking, capture_output=True, text=True, check=False)
    return tuple(map(int, done.stdout.split())) if done.returncode == 0 else ()


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
            env=outside(),
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise NotInstalled(f"{' '.join(command)} took longer than {_PATIENCE} s") from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise NotInstalled(f"{' '.join(command)}: {said[-1]}")
    return done.stdout
