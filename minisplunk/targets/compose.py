"""`docker` and its compose plugin as commands: arguments in, their output out.

Through the command line, since that finds the engine as its user has set it up: contexts, DOCKER_HOST, Docker Desktop.
After `up` a project is named, not read again from its file; so what the file wants need not be at hand.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..dataclass import dataclass
from .causes import as_sentence, likely
from .faults import TargetError

LABEL = "minisplunk"
SERVICE = "splunk"
_HERE = Path(__file__).parent
FILE, ADDON_FILE = _HERE / "compose.yaml", _HERE / "addon.yaml"
_FETCHING = 3600.0
"""Seconds for `up`, which fetches the image when it is not here."""


def docker(
    *words: str, environment: Mapping[str, str] | None = None, seconds: float = 120, stderr: int = subprocess.PIPE
) -> str:
    """What `docker ...` prints. TargetError, with the likely cause, when it fails or takes more than `seconds`."""
    # COMPOSE_ variables are the user's, for other projects
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COMPOSE_")}
    try:
        done = subprocess.run(
            ["docker", *words],
            env={**inherited, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
            start_new_session=True,  # Ctrl-C is for us to act on: docker must not stop in the middle of a removal
        )
    except FileNotFoundError as error:
        raise TargetError(
            "There is no docker command: install Docker Desktop, or Docker Engine with its compose plugin."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise TargetError(f"{_shown(words)} did not end within {seconds:g} s: is the engine busy, or hung?") from error
    if done.returncode != 0:
        output = (done.stderr or done.stdout).strip()
        last = output.splitlines()[-1] if output else f"exit code {done.returncode}"
        reason = str(likely(output) or f"It says: {as_sentence(last)}")
        raise TargetError(f"{_shown(words)} failed. {reason}")
    return done.stdout


def _shown(words: Sequence[str]) -> str:
    """The command without its options, for a message."""
    verbs = words[:1] if words[0] != "compose" else ("compose", next(word for word in words if word in _VERBS))
    return f"docker {' '.join(verbs)}"


_VERBS = frozenset({"version", "up", "ps", "logs", "port", "cp", "exec", "down"})


@dataclass(frozen=True, slots=True)
class Container:
    """As `compose ps` shows it: `state` "running", "exited", ..., `health` "starting", "healthy", ... or empty."""

    id: str
    state: str
    health: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class Compose:
    """One project of compose: its name."""

    project: str

    def _run(self, *words: str, environment: Mapping[str, str] | None = None, seconds: float = 120) -> str:
        return docker("compose", "--project-name", self.project, *words, environment=environment, seconds=seconds)

    def up(self, files: Sequence[Path], environment: Mapping[str, str]) -> None:
        """Make and start the container that the files describe. One that is as they say is left alone.

        One that differs is made anew with new volumes: another version must not find the old one's data.
        """
        named = [word for file in files for word in ("--file", str(file))]
        flags = ("--detach", "--quiet-pull", "--renew-anon-volumes")
        self._run(*named, "up", *flags, environment=environment, seconds=_FETCHING)

    def ps(self) -> Container | None:
        """The project's container, running or not; None when there is none."""
        output = self._run("ps", "--all", "--format", "json").strip()
        # a list before compose 2.21, an object on each line since
        containers = (
            json.loads(output) if output.startswith("[") else [json.loads(line) for line in output.splitlines()]
        )
        if not containers:
            return None
        return Container(
            containers[0]["ID"],
            containers[0]["State"],
            containers[0].get("Health", ""),
            containers[0].get("ExitCode", 0),
        )

    def environment(self, container: Container) -> dict[str, str]:
        """What a container was started with. The secrets of a container that is kept are nowhere else."""
        pairs: list[str] = json.loads(docker("inspect", "--format", "{{json .Config.Env}}", container.id))
        return dict(pair.partition("=")[::2] for pair in pairs)

    def logs(self, lines: int) -> str:
        words = ("logs", "--no-color", "--no-log-prefix", "--tail", str(lines), SERVICE)
        return docker("compose", "--project-name", self.project, *words, stderr=subprocess.STDOUT)

    def port(self, port: int) -> int:
        """The port on this machine's loopback address that leads to the container's `port`."""
        return int(self._run("port", SERVICE, str(port)).strip().rpartition(":")[2])

    def cp(self, file: Path, path: str) -> None:
        """Copy a file into the container."""
        self._run("cp", str(file), f"{SERVICE}:{path}")

    def exec(self, *command: str, seconds: float) -> None:
        """Run a command in the container as Splunk's user."""
        self._run("exec", "-T", "--user", "splunk", SERVICE, *command, seconds=seconds)

    def down(self) -> None:
        """Remove the container and its volumes at once: nothing in them is to be kept."""
        self._run("down", "--volumes", "--timeout", "1")


def projects() -> list[str]:
    """The projects that have a container of ours."""
    project = '{{.Label "com.docker.compose.project"}}'
    return sorted(set(docker("ps", "--all", "--filter", f"label={LABEL}", "--format", project).split()))
