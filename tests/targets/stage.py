"""A stage for the stand-in `docker`: what it answers, what it was asked, and a time that passes only in sleep."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

QUIET: Mapping[str, Any] = {
    "compose version": "Docker Compose version v2.39.1\n",
    "info": "x86_64\n",
    "compose ps": ["none", "starting", "healthy"],
    "compose up": {"do": ["start"]},
    "compose port 8089": "127.0.0.1:{management}\n",
    "compose port 8088": "127.0.0.1:{hec}\n",
    "compose logs": "",
    "compose cp": {"do": ["copy"]},
    "compose exec": {"do": ["restart"]},
    "compose down": "",
    "inspect": '["PATH=/usr/bin", "SPLUNK_PASSWORD={password}", "SPLUNK_HEC_TOKEN={token}"]\n',
    "ps": "",
}
"""A container that starts as it should; a case says what is otherwise."""

_RUNNING = ("starting", "healthy", "unhealthy")


def _seen(state: str) -> str:
    """What `compose ps` prints of a container that is "none", "starting", "healthy", "unhealthy" or "exited 1"."""
    if state == "none":
        return ""
    name, _, code = state.partition(" ")
    running = state in _RUNNING
    seen = {"State": "running" if running else name, "Health": state if running else "", "ExitCode": int(code or 0)}
    return json.dumps({"ID": "0a1b2c", "Service": "splunk", **seen})


def _answer(key: str, written: Any, server: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(written, dict):
        return written
    if key == "compose ps":
        return {"out": _seen(written)}
    text = str(written)
    for name, value in server.items():
        text = text.replace(f"{{{name}}}", value)
    return {"out": text}


@dataclass
class Stage:
    """`folder` is on PATH, with the stand-in in it once `play` was called."""

    folder: Path

    def play(self, *scenes: Mapping[str, Any], server: Mapping[str, str]) -> None:
        """An answer is a text, the state of the container, a mapping, or a list of them; later scenes win."""
        answers_to = dict(QUIET)
        for scene in scenes:
            answers_to.update(scene)
        written = {key: value if isinstance(value, list) else [value] for key, value in answers_to.items()}
        answers = {key: [_answer(key, one, server) for one in value] for key, value in written.items()}
        (self.folder / "scene.json").write_text(json.dumps(answers))
        (self.folder / "server.json").write_text(json.dumps(server))
        docker = self.folder / "docker"
        docker.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).with_name("standin.py")}" "$@"\n')
        docker.chmod(0o755)

    @property
    def calls(self) -> list[dict[str, Any]]:
        file = self.folder / "calls.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    @property
    def ran(self) -> list[str]:
        """The commands, one that is repeated named once."""
        keys = [call["key"].removeprefix("compose ") for call in self.calls]
        return [key for number, key in enumerate(keys) if number == 0 or key != keys[number - 1]]


class Time:
    """Stands for the module `time`: it passes in sleep only, and then sixty times as fast."""

    def __init__(self) -> None:
        self.now = 0.0
        self.interrupted = False

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        if self.interrupted:
            raise KeyboardInterrupt
        self.now += 60 * seconds
