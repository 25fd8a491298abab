"""The release job's scripts, run as GitHub's shell runs them; a stand-in for gh writes down what it is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shutil import copy, which

import pytest

from package.build import build
from package.unpacked import APP_CONF
from tests.workflows.workflow import CI, ROOT, read

GH = '#!/bin/sh\nprintf "%s\\n" "$GH_TOKEN" "$@" > told\n'

pytestmark = pytest.mark.skipif(which("bash") is None, reason="needs bash")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the job has before its scripts run: app.conf, and in dist/ what was built and downloaded."""
    checkout = tmp_path / "checkout"
    (checkout / APP_CONF).parent.mkdir(parents=True)
    copy(ROOT / APP_CONF, checkout / APP_CONF)
    build(ROOT, checkout / "dist")
    return checkout


def released(checkout: Path, tag: str) -> subprocess.CompletedProcess[str]:
    """Run the scripts in their order until one fails, and return the last."""
    programs = checkout / "programs"
    programs.mkdir()
    (programs / "gh").write_text(GH)
    (programs / "gh").chmod(0o755)
    (programs / "python3").symlink_to(sys.executable)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    runner = {"RUNNER_TEMP": str(programs), "PATH": path, "PYTHONPATH": str(ROOT)}
    values = {"${{ github.ref_name }}": tag, "${{ github.token }}": "a token"}
    steps = [step for step in read(CI.read_text()).jobs["release"]["steps"] if "run" in step]
    for step in steps:
        # bash -e is what GitHub runs where a step names no shell
        command = ["bash", "-e", "-c", step["run"]]
        env = runner | {key: values[value] for key, value in step["env"].items()}
        done = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            break
    return done


def test_the_tag_is_the_version(checkout: Path) -> None:
    spl, checksum = sorted(path.name for path in (checkout / "dist").iterdir())
    version = Path(spl).stem.rpartition("-")[2]
    done = released(checkout, version)
    assert (done.returncode, done.stderr) == (0, "")
    told = (checkout / "told").read_text().splitlines()
    assert told[0] == "a token"
    assert told[1:4] == ["release", "create", version]
    assert told[4:] == ["--verify-tag", "--generate-notes", f"dist/{spl}", f"dist/{checksum}"]


@pytest.mark.parametrize("tag", ["v1.0.0", "0.0.0", "--help", "1.0.0; touch broken", "$(touch broken)", ""])
def test_another_tag_releases_nothing(tag: str, checkout: Path) -> None:
    done = released(checkout, tag)
    assert done.returncode == 2
    assert f"but the tag is {tag!r}" in done.stderr
    assert not (checkout / "told").exists()
    assert not (checkout / "broken").exists()
