"""FILE:SOURCETYPE, as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from minisplunk.replay.given import Data, missing, names, set_apart, split

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "given.yaml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("x.log", "a:b", "a", "C"):
        (tmp_path / name).touch()
    (tmp_path / "logs").mkdir()


@pytest.mark.parametrize(("text", "expected"), CASES.items(), ids=list(CASES))
def test_case(text: str, expected: list[str]):
    assert list(split(text)) == expected
    assert Data.of(text) == Data(Path(expected[0]), expected[1])


@pytest.mark.parametrize("text", ["x" * 100_000, "x:" * 1000, "\0:x", "\udcff:x"])
def test_what_names_nothing(text: str):
    assert split(text) == (text, "")
    assert not names(text)


def test_what_names_something():
    assert all(map(names, ("x.log", "x.log:syslog", "logs", "-")))
    assert missing("nosuch") == "There is no file or folder nosuch"
    assert missing("no:such") == "There is no file or folder no:such, nor one that ends before a colon of it"


def test_files_with_a_source_type_are_set_apart(tmp_path: Path):
    given = [Data(Path("x.log"), "t"), Data(Path("a")), Data(Path("logs"), "t"), Data(Path("-"), "t")]
    assert set_apart(given) == {tmp_path.resolve() / "x.log"}
