"""The file of accepted changes: what it says, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.errors import ConfError
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
        ("a: [", "a.yaml:2: is no YAML"),
        ("- a", "a.yaml: is no mapping of saved searches or macros to reasons"),
        ("s: [a]", "a.yaml: is no mapping of changes of s to reasons"),
        ("s: {clause: }", "a.yaml: gives no reason for: clause"),
        ("s: ' '", "a.yaml: gives no reason for: s"),
    ],
)
def test_wrong(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text + "\n")
    with pytest.raises(ConfError) as caught:
        Accepted.read(tmp_path / "a.yaml")
    assert message in str(caught.value)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfError, match="cannot be read"):
        Accepted.read(tmp_path / "a.yaml")
