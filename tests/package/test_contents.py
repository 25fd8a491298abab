"""Which files of the repository are the app's."""

from __future__ import annotations

from pathlib import Path

import pytest

from package.contents import REQUIRED, allowed, collect
from package.errors import PackageError


def test_the_app_is_its_files(root: Path, files: dict[str, bytes]) -> None:
    found = collect(root)
    assert list(found) == sorted(files)
    assert found["default/app.conf"] == root / "default" / "app.conf"


@pytest.mark.parametrize(
    "name",
    [
        "pyproject.toml",
        "Makefile",
        ".gitignore",
        ".github/workflows/ci.yml",
        "minisplunk/values.py",
        "tests/default/x.conf",
        "dist/old.spl",
        "local/macros.conf",
        "metadata/local.meta",
        "bin/__pycache__/sample_action.cpython-311.pyc",
        "bin/sample_action.pyc",
    ],
)
def test_left_out_knowingly(name: str, root: Path) -> None:
    before = collect(root)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("x\n")
    assert collect(root) == before


@pytest.mark.parametrize(
    "name",
    [
        "default/macros.conf.bak",
        "default/.DS_Store",
        "default/local/macros.conf",
        "default/data/models/x.json",
        "default/data/ui/nav/other.xml",
        "default/data/ui/views/studio.json",
        "metadata/other.meta",
        "static/logo.svg",
        "static/appicon.png",
        "static/more/appIcon.png",
        "bin/run.sh",
        "bin/lib/module.py",
        "lookups/levels.txt",
        "README/notes.txt",
        "appserver/templates/x.html",
        "appserver/static/app.js",
    ],
)
def test_unknown_files_are_named(name: str, root: Path) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text("x\n")
    with pytest.raises(PackageError) as caught:
        collect(root)
    assert str(caught.value).startswith(f"{name}: is in a folder of the app but not on its allow-list")
    assert not allowed(name)


@pytest.mark.parametrize("name", [name for name in REQUIRED if name != "default/app.conf"])
def test_missing_files_are_named(name: str, root: Path) -> None:
    (root / name).unlink()
    with pytest.raises(PackageError, match="no such file, and the app needs it") as caught:
        collect(root)
    assert str(caught.value).startswith(f"{name}: ")


def test_each_fault_has_a_line(root: Path) -> None:
    (root / "LICENSE").unlink()
    (root / "bin" / "b.sh").write_text("")
    (root / "bin" / "a.sh").write_text("")
    with pytest.raises(PackageError) as caught:
        collect(root)
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == ["LICENSE", "bin/a.sh", "bin/b.sh"]


@pytest.mark.parametrize("name", ["default/web.conf", "NOTICE", "default/data/ui/views/more", "appserver"])
def test_links_are_refused(name: str, root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    path = root / name
    if path.is_dir():
        path.rename(tmp_path / "moved")
    path.unlink(missing_ok=True)
    path.symlink_to(elsewhere)
    with pytest.raises(PackageError) as caught:
        collect(root)
    assert str(caught.value).startswith(f"{name}: is no plain file")
