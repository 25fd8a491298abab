"""A short run of each attack of `make torture`, with bounds of time for a busy machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import PATIENCE

from .__main__ import ATTACKS

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS)
def test_attack(attack: str) -> None:
    command = [sys.executable, "-m", "tests.torture", attack, "--patient", "--rounds", "2", "--requests", "200"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok   " in done.stdout
    assert " 0 acknowledged" not in done.stdout
