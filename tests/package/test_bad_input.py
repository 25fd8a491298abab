"""What a person may break: one line that says where, what and what to do, exit code 2, and nothing left behind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from package.__main__ import BROKEN, main

CASES = yaml.safe_load(Path(__file__).with_name("bad_input.yaml").read_text())


@pytest.mark.parametrize("command", ["build", "vet"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_bad_input(case: Mapping[str, Any], command: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in case["files"].items():
        (root / name).unlink(missing_ok=True)
        if isinstance(content, str):
            (root / name).write_text(content, newline="")
        elif content:
            (root / name).write_bytes(content["latin-1"].encode("latin-1"))
    assert main([command, "--root", str(root)]) == BROKEN
    output = capsys.readouterr()
    assert output.err == case["says"].replace("{root}", str(root)) + "\n"
    assert output.out == ""
    assert not (root / "dist").exists()


def test_a_folder_that_is_no_app(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--root", str(tmp_path)]) == BROKEN
    assert capsys.readouterr().err.startswith(
        f"{tmp_path}/default/app.conf: no such file, so {tmp_path} is no Splunk app"
    )
    assert list(tmp_path.iterdir()) == []


def test_dist_is_a_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "dist").write_text("mine\n")
    assert main(["build", "--root", str(root)]) == BROKEN
    told = f"{root}/dist/DA-ESS-Sample-1.2.3.spl: cannot be written: "
    assert capsys.readouterr().err.startswith(told)
    assert (root / "dist").read_text() == "mine\n"


def test_dist_may_not_be_written(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # the superuser may write everywhere, so the refusal is played
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("package.build.tempfile.mkstemp", refuse)
    assert main(["build", "--root", str(root)]) == BROKEN
    dist = root / "dist"
    told = f"cannot be written: Permission denied; make {dist} a folder that you may write to"
    assert capsys.readouterr().err == f"{dist}/DA-ESS-Sample-1.2.3.spl: {told}\n"


@pytest.mark.parametrize(
    "failure", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "interrupted"]
)
def test_a_write_that_fails_leaves_the_old_file(
    failure: BaseException, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["build", "--root", str(root)]) == 0
    before = {path: path.read_bytes() for path in (root / "dist").iterdir()}
    (root / "README.md").write_text("# Changed\n")

    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(Path, "replace", fail)
    assert main(["build", "--root", str(root)]) != 0
    assert {path: path.read_bytes() for path in (root / "dist").iterdir()} == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "no such file: build it with `python -m package build`"),
        (b"", "is not an app archive: a gzip-compressed tar is wanted"),
        (b"PK\x03\x04", "is not an app archive: a gzip-compressed tar is wanted"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\0garbage", "is not an app archive: a gzip-compressed tar is wanted"),
    ],
    ids=["missing", "empty", "zip", "garbage"],
)
def test_vet_of_what_is_no_archive(
    content: bytes | None, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "x.spl"
    if content is not None:
        archive.write_bytes(content)
    assert main(["vet", str(archive)]) == BROKEN
    message = capsys.readouterr().err
    assert message.startswith(f"{archive}: {why}")
    assert message.count("\n") == 1


def test_vet_of_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vet", str(tmp_path)]) == BROKEN
    assert capsys.readouterr().err == f"{tmp_path}: cannot be read: Is a directory; name an .spl that is readable\n"
