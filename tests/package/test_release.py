"""What a release carries: only the .spl of the tagged version, with a checksum that is its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from package.__main__ import BROKEN, CLEAN, main

HERE = Path(__file__).resolve().parents[2]
CASES = yaml.safe_load(Path(__file__).with_name("release.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_release(case: Mapping[str, Any], root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--root", str(root)]) == CLEAN
    for name, text in case.get("wrote", {}).items():
        (root / name).unlink()
        if text is not None:
            (root / name).write_text(text)
    capsys.readouterr()
    code = main(["release", "--root", str(root), case["tag"]])
    output = capsys.readouterr()
    told = [line.replace(str(root), "{root}") for line in output.out.splitlines()]
    assert told == case.get("prints", [])
    assert output.err.replace(str(root), "{root}") == "".join(f"{line}\n" for line in case.get("says", "").splitlines())
    assert code == (BROKEN if "says" in case else CLEAN)


def test_the_files_may_lie_elsewhere(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dist = tmp_path / "out"
    assert main(["build", "--root", str(root), "--dist", str(dist)]) == CLEAN
    capsys.readouterr()
    assert main(["release", "--root", str(root), "--dist", str(dist), "1.2.3"]) == CLEAN
    assert capsys.readouterr().out.splitlines() == sorted(map(str, dist.iterdir()))


def test_it_needs_nothing_installed(root: Path) -> None:
    # the release job, which may write to the repository, installs nothing
    assert main(["build", "--root", str(root)]) == CLEAN
    command = [sys.executable, "-S", "-m", "package", "release", "--root", str(root), "1.2.3"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert (done.stderr, len(done.stdout.splitlines())) == ("", 2)
