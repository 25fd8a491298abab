"""A short run of `make torture`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


def test_what_is_acknowledged_survives_kill_9() -> None:
    command = [sys.executable, "-m", "tests.torture", "--rounds", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 acknowledged" not in done.stdout
