"""Files that are replaced together."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from minisplunk.disk import remove_file, replace_file, replace_files, replacing
from minisplunk.errors import NotWritten


def test_files_are_made_and_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    replace_files({tmp_path / "a": b"new", tmp_path / "deep" / "er" / "b": b"first"})
    assert {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == {
        "a": b"new",
        "b": b"first",
    }
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_files_are_taken_away_with_others_that_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    replace_files({tmp_path / "a": None, tmp_path / "b": b"new", tmp_path / "none": None})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"b": "new"}


def test_one_that_cannot_be_written_leaves_all_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NotWritten, match=r"^b cannot be written: .*\. Nothing was changed\.$"):
        replace_files({tmp_path / "a": b"new", tmp_path / "file" / "b": b"new"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "old", "file": "no folder"}


def test_nothing_is_left_of_a_write_that_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("minisplunk.disk.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace_file(tmp_path / "a", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_takes_its_place_when_it_is_whole(tmp_path: Path):
    path = tmp_path / "new" / "x"
    with replacing(path) as file:
        file.write(b"1")
        assert not path.exists()
    with pytest.raises(ValueError, match="broken"), replacing(path) as file:
        file.write(b"2")
        raise ValueError("broken")
    with pytest.raises(NotWritten), replacing(path / "below") as file:
        file.write(b"3")
    assert [(item.name, item.read_bytes()) for item in path.parent.iterdir()] == [("x", b"1")]


def test_a_file_is_removed(tmp_path: Path):
    path = tmp_path / "x"
    path.write_bytes(b"1")
    assert (remove_file(path), remove_file(path), path.exists()) == (True, False, False)
    path.mkdir()
    with pytest.raises(NotWritten):
        remove_file(path)
