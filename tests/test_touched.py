"""Which tests `make test-fast` runs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.touched import ALWAYS, ELSEWHERE, ROOT, changed, main, of_files


@pytest.mark.parametrize(
    ("files", "tests"),
    [
        ([], []),
        (["minisplunk/spl/parser.py", "minisplunk/spl/ast.py"], ["tests/spl"]),
        (["minisplunk/rest/hec/token.py", "minisplunk/values.py"], ["tests/rest", "tests/values"]),
        (["bin/fault.py", "package/checks/files.py"], ["tests/bin", "tests/package"]),
        (["default/data/ui/nav/default.xml", "metadata/default.meta"], ["tests/app"]),
        (["minisplunk/pytest_plugin.py", ".github/workflows/ci.yml"], ["tests/testing", "tests/workflows"]),
        (["tests/times/cases/reading.yaml", "tests/test_verified.py"], ["tests/test_verified.py", "tests/times"]),
        (["docs/tuning.md", "tests/docs/pages.py"], ["tests/docs"]),
        (["README.md", "minisplunk/__init__.py", "tests/conftest.py", "minisplunk/gone/x.py"], []),
        (["tests/test_gone.py"], []),
    ],
)
def test_files_have_the_tests_of_their_rooms(files: list[str], tests: list[str]) -> None:
    assert of_files(files) == sorted([ALWAYS, *tests])


def test_what_is_elsewhere_is_there() -> None:
    assert [tests for tests in ELSEWHERE.values() if not (ROOT / "tests" / tests).is_dir()] == []


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    commit(tmp_path, "first")
    commit(tmp_path, "last ü")
    return tmp_path


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *who, *words], check=True)


def commit(root: Path, file: str) -> None:
    (root / file).write_text("")
    git(root, "add", file)
    git(root, "commit", "--quiet", "--message", file)


def test_where_nothing_is_changed_the_last_commit_is(repository: Path) -> None:
    assert changed(repository) == ["last ü"]


def test_what_is_changed_is_staged_or_not_or_new(repository: Path) -> None:
    (repository / "first").write_text("changed")
    (repository / "last ü").write_text("changed")
    git(repository, "add", "first")
    (repository / "new").write_text("")
    assert changed(repository) == ["first", "last ü", "new"]


def test_a_merge_has_what_it_brought(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "-b", "side", "HEAD^")
    commit(repository, "beside")
    git(repository, "checkout", "--quiet", "-")
    git(repository, "merge", "--quiet", "--no-ff", "--message", "merged", "side")
    assert changed(repository) == ["beside"]


def test_a_room_that_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rest/search"]) == 0
    assert capsys.readouterr().out.split() == ["tests/rest/search", ALWAYS]


def test_a_room_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert capsys.readouterr() == ("", "There is no folder tests/nonsense.\n")
