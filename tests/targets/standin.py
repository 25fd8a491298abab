"""A `docker` that plays a scene: each command has its answers in turn, and gives the last one again and again.

$STAGE is a folder with scene.json, {"compose ps": [{"out", "err", "code", "do"}]}, and server.json, the Splunk that the
container is. A command is answered under the longest key whose words it has, in that order. calls.jsonl gets them all.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

STAGE = Path(os.environ["STAGE"])
WORDS = sys.argv[1:]
SHOWN = ("SPLUNK_", "MINISPLUNK_", "COMPOSE_")


def said(key: str) -> bool:
    words = iter(WORDS)
    return all(word in words for word in key.split())


def do(deeds: list[str], before: list[dict[str, Any]]) -> None:
    if "copy" in deeds:
        shutil.copyfile(WORDS[-2], WORDS[-1].partition(":")[2])
    if "tell secrets" in deeds:
        print("password {SPLUNK_PASSWORD} token {SPLUNK_HEC_TOKEN}".format(**secrets(before)))
    if "press Ctrl-C" in deeds:
        os.kill(os.getppid(), signal.SIGINT)
    if "hang" in deeds:
        signal.pause()
    if not {"start", "bare", "restart"} & set(deeds):
        return
    from tests.targets.image import connect, provide  # splunk-sdk is slow to import, and most commands do without

    server = json.loads((STAGE / "server.json").read_text())
    if "start" in deeds or "bare" in deeds:
        provide(connect(server, server["password"]), os.environ, deeds)
    if "restart" in deeds:
        connect(server, secrets(before)["SPLUNK_PASSWORD"]).delete("messages/restart_required")


def secrets(before: list[dict[str, Any]]) -> dict[str, str]:
    """What `up` was given."""
    return next(call["environment"] for call in before if call["key"] == "compose up")


def main() -> int:
    calls = STAGE / "calls.jsonl"
    before = [json.loads(line) for line in calls.read_text().splitlines()] if calls.exists() else []
    scene = json.loads((STAGE / "scene.json").read_text())
    key = max((key for key in scene if said(key)), key=len)
    shown = {name: value for name, value in os.environ.items() if name.startswith(SHOWN)}
    with calls.open("a") as file:
        file.write(json.dumps({"key": key, "words": WORDS, "environment": shown}) + "\n")
    answers = scene[key]
    answer = answers[min(sum(call["key"] == key for call in before), len(answers) - 1)]
    do(answer.get("do", []), before)
    sys.stdout.write(answer.get("out", ""))
    sys.stderr.write(answer.get("err", ""))
    return answer.get("code", 0)


if __name__ == "__main__":
    sys.exit(main())
