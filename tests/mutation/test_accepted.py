"""The file of accepted changes: what it says, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.errors import DataError
from minisplunk.mutation import Accepted

WELL = """\
One search:
  clause `a=1` is dropped: It does
    the same.
Another: Nobody runs it.
"""


def test_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(WELL)
    assert Accepted.read(tmp_path / "a.yaml").reasons == {
        "One search: clause `a=1` is dropped": "It does the same.",
        "Another": "Nobody runs it.",
    }


def test_an_empty_file_accepts_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("# nothing yet\n")
    assert Accepted.read(tmp_path / "a.yaml").reasons == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "a.yaml:1: not YAML"),
        ("- a", "a.yaml:1: is no mapping of saved searches or macros to reasons"),
        ("s: [a]", "a.yaml:1: is no mapping of changes of s to reasons"),
        ("s: {clause: }", "a.yaml:1: gives no reason for: clause"),
        ("s: {clause: a}\ns: b", "a.yaml:2: the key 's' is there twice"),
        ("s: ' '", "a.yaml:1: gives no reason for: s"),
    ],
)
def test_wrong(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text + "\n")
    with pytest.raises(DataError) as caught:
        Accepted.read(tmp_path / "a.yaml")
    assert message in str(caught.value)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No such file"):
        Accepted.read(tmp_path / "a.yaml")
