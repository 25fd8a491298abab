"""The .spl: the same bytes whatever the machine makes of the files, and nothing in it but the app."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import which

import pytest

from package import checksum
from package.build import NO_COMMIT, build, stamp_of
from package.errors import PackageError

HERE = Path(__file__).resolve().parents[2]
OTHERS = ("3.10", "3.11", "3.12", "3.13")


@pytest.fixture(autouse=True)
def no_given_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def interpreters() -> list[str]:
    """The Pythons of this machine that the package is for, other than this one: on the PATH, or pyenv's."""
    found = []
    for version in OTHERS:
        known = sorted(str(path) for path in Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        for python in filter(None, [*known, which(f"python{version}")]):
            # a shim of pyenv's is there, but fails, when its version is not switched on
            if subprocess.run([python, "--version"], capture_output=True, check=False).returncode == 0:
                found.append(python)
                break
    return found


def test_named_after_the_app(root: Path, files: dict[str, bytes]) -> None:
    built = build(root)
    assert built.path == root / "dist" / "DA-ESS-Sample-1.2.3.spl"
    assert (built.app, built.version, built.files) == ("DA-ESS-Sample", "1.2.3", len(files))
    assert built.size == built.path.stat().st_size
    assert sorted(built.path.parent.iterdir()) == [built.path, checksum.beside(built.path)]
    assert built.path.stat().st_mode & 0o777 == 0o644


def test_holds_the_files_as_they_are(root: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(build(root).path) as tar:
        members = tar.getmembers()
        content = {member.name: tar.extractfile(member).read() for member in members}
    assert content == {f"DA-ESS-Sample/{name}": data for name, data in files.items()}
    assert [member.name for member in members] == sorted(content)
    headers = {(m.mode, m.uid, m.gid, m.uname, m.gname, m.mtime, m.type) for m in members}
    assert headers == {(0o644, 0, 0, "", "", NO_COMMIT, tarfile.REGTYPE)}


def test_the_gzip_header_names_neither_file_nor_time(root: Path) -> None:
    data = build(root).path.read_bytes()
    assert data[:8] == b"\x1f\x8b\x08\0\0\0\0\0"


def test_the_tar_is_ustar(root: Path) -> None:
    tar = gzip.decompress(build(root).path.read_bytes())
    assert tar[257:265] == b"ustar\x0000"
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        assert opened.pax_headers == {}


@pytest.mark.skipif(which("sha256sum") is None, reason="needs sha256sum")
def test_the_checksum_is_what_sha256sum_writes(root: Path) -> None:
    spl = build(root).path
    done = subprocess.run(["sha256sum", spl.name], cwd=spl.parent, capture_output=True, text=True, check=True)
    assert checksum.beside(spl).read_text() == done.stdout


def test_same_bytes_again_and_from_another_checkout(
    root: Path, tmp_path: Path, files: dict[str, bytes], put: Callable[[Path, Mapping[str, bytes]], None]
) -> None:
    first = build(root)
    other = tmp_path / "other"
    put(other, dict(reversed(files.items())))
    (other / "default" / "macros.conf").chmod(0o600)
    (other / "bin" / "sample_action.py").chmod(0o755)
    os.utime(other / "default" / "macros.conf", (1, 1))
    second = build(other, tmp_path / "out")
    assert second.path.read_bytes() == first.path.read_bytes()
    assert second.sha256 == build(root).sha256 == first.sha256


def test_other_content_is_another_file(root: Path) -> None:
    first = build(root)
    (root / "README.md").write_text("# Other\n")
    assert build(root).sha256 != first.sha256


@pytest.mark.parametrize("python", interpreters(), ids=lambda python: python)
def test_same_bytes_from_every_python_with_nothing_installed(python: str, root: Path, tmp_path: Path) -> None:
    command = [
        python,
        "-B",
        "-S",
        "-m",
        "package",
        "build",
        "--json",
        "--root",
        str(root),
        "--dist",
        str(tmp_path / "o"),
    ]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert json.loads(done.stdout)["sha256"] == build(root).sha256


def test_time_of_source_date_epoch(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    built = build(root)
    assert built.stamp.source == "SOURCE_DATE_EPOCH"
    with tarfile.open(built.path) as tar:
        assert {member.mtime for member in tar} == {1700000000}


@pytest.mark.parametrize("given", ["yesterday", "-1", "1.5", "8589934592", "١٢"])
def test_time_that_is_none(given: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(PackageError, match="give whole seconds since 1970"):
        build(root)
    assert not (root / "dist").exists()


def git(root: Path, *arguments: str) -> None:
    identity = {"NAME": "a", "EMAIL": "a@example.com", "DATE": "1234567890 +0000"}
    who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in identity.items()}
    subprocess.run(["git", "-C", str(root), *arguments], env={**os.environ, **who}, check=True, capture_output=True)


@pytest.mark.skipif(which("git") is None, reason="needs git")
def test_time_of_the_last_commit(root: Path) -> None:
    git(root, "init", "-q")
    assert stamp_of(root).seconds == NO_COMMIT
    git(root, "add", "default")
    git(root, "commit", "-q", "-m", "x")
    stamp = stamp_of(root)
    assert (stamp.seconds, stamp.source) == (1234567890, "the last commit")


def test_time_where_git_is_missing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / ".git").mkdir()
    monkeypatch.setenv("PATH", "")
    assert stamp_of(root).seconds == NO_COMMIT


def test_loads_the_standard_library_only(root: Path) -> None:
    code = (
        "import sys; from package.__main__ import main; assert main(sys.argv[1:]) == 0; "
        "print(*sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))"
    )
    command = [sys.executable, "-S", "-c", code, "build", "--root", str(root)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].split() == ["__main__", "minisplunk", "package"]
