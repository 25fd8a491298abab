"""The output of docker, or the container's log, in; the likely cause, and what to change, out.

The words are those of docker's command line, of Docker Hub, of the image's entrypoint and of splunk-ansible, as
reported in the issues of docker/compose, splunk/docker-splunk (#479, #697, #710) and splunk/splunk-ansible (#838).
"""

from __future__ import annotations

import re

from ..dataclass import dataclass

MEMORY = "Most often that is for want of memory: give the engine more (Docker Desktop: Settings > Resources)."
_KILLED = 137
"""128 and SIGKILL, with which the kernel ends a process that takes too much memory."""

_CAUSES: tuple[tuple[str, str], ...] = (
    (
        r"permission denied while trying to connect",
        "You may not use this engine: become a member of the group docker and log in again.",
    ),
    (
        r"Cannot connect to the Docker daemon|failed to connect to the docker API|error during connect",
        "No engine is running: start Docker Desktop or the docker service, or set DOCKER_HOST.",
    ),
    (
        r"unknown command: docker compose|'compose' is not a docker command|unknown flag: --(project-name|short)",
        "The compose plugin is missing: install docker-compose-plugin; Docker Desktop brings it.",
    ),
    (
        r"no matching manifest|does not (match|provide) the (specified|detected) platform",
        "Splunk's image is for linux/amd64 only: the engine has to run Linux containers and emulate amd64.",
    ),
    (
        r"manifest unknown|manifest for \S+ not found|failed to resolve reference .*not found|pull access denied",
        "There is no such image: SPLUNK_VERSION has to be a tag of https://hub.docker.com/r/splunk/splunk/tags.",
    ),
    (
        r"toomanyrequests|pull rate limit",
        "Docker Hub limits how often images are fetched without an account: run docker login, or wait.",
    ),
    (
        r"no such host|dial tcp|i/o timeout|TLS handshake timeout|proxyconnect|Client\.Timeout",
        "The image cannot be fetched from Docker Hub: mend the engine's network or proxy, or docker load the image.",
    ),
    (
        r"port is already allocated|address already in use|ports are not available",
        "A port was taken between choosing and using it: run again, and restart the engine should that not help.",
    ),
    (
        r"bind source path does not exist|[Mm]ounts denied|not shared from the host",
        "The engine does not see the archive: share its folder (Docker Desktop: Settings > Resources > File sharing);"
        " an engine on another machine cannot be used.",
    ),
    (
        r"License not accepted",
        "This version of the image wants its licence accepted in other words than minisplunk/targets/compose.yaml has:"
        " leave SPLUNK_VERSION away, or add what the log asks for.",
    ),
    (
        r"exec format error",
        "The engine cannot run amd64 programs: switch emulation on (Docker Desktop: Settings > General > Rosetta;"
        " Linux: qemu-user-static).",
    ),
    (
        r"\bAVX\b|[Ii]llegal instruction",
        "Since 9.4 Splunk's KV store needs a processor with AVX, which emulation on Apple silicon lacks:"
        " try SPLUNK_VERSION=9.3.1, or a machine with an Intel or AMD processor.",
    ),
    (r"Cannot allocate memory|[Oo]ut of memory", MEMORY),
    (
        r"No space left on device|minimum free disk space",
        "The engine's disk is full: docker system df shows by what, docker system prune makes room.",
    ),
    (
        r"TASK \[[^]\n]*\b[Aa]pps?\b[^]\n]*\][ *]*\n(?:(?!TASK \[).*\n)*?.*\bfatal: ",
        "An app could not be installed: its archive has to be a gzipped tar of one folder that everybody may read.",
    ),
    (
        r"TASK \[[^]\n]*\][ *]*\n(?:(?!TASK \[).*\n)*?.*\bfatal: ",
        "The image's own set-up failed in this step: try another SPLUNK_VERSION.",
    ),
)


@dataclass(frozen=True, slots=True)
class Cause:
    """`line`: the line of the log that shows it, which may be empty; `sentence`: the cause, and what to change."""

    line: str
    sentence: str

    def __str__(self) -> str:
        return f"It says: {as_sentence(self.line)} {self.sentence}" if self.line else self.sentence


def as_sentence(line: str) -> str:
    """As a sentence."""
    return line if line.endswith((".", "?")) else f"{line}."


def likely(output: str, exit_code: int = 0) -> Cause | None:
    """The likely cause; `exit_code`: of the container, when it has ended. None for an unknown cause."""
    for pattern, sentence in _CAUSES:
        match = re.search(pattern, output)
        if match is not None:
            start = output.rfind("\n", 0, match.start()) + 1
            return Cause(output[start:].partition("\n")[0].strip(" *\r"), sentence)
    return Cause("", MEMORY) if exit_code == _KILLED else None
