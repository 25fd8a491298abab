"""Which files of a folder are read, and files that are no files of this machine: in memory, as fsspec has it."""

from __future__ import annotations

import builtins
import gzip
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from minisplunk.errors import DataError, NotFound
from minisplunk.ingest.folders import files
from minisplunk.ingest.notes import Notes
from minisplunk.ingest.places import Blob, Wanted, blobs, is_place, split_place
from minisplunk.ingest.skipped import Skipped
from minisplunk.replay import Data, load
from minisplunk.times import TimeRange

AWS = "AWSLogs/o-abc/123456789012/CloudTrail/{region}/{day}/123456789012_CloudTrail_{region}_{stamp}_x.json.gz"
DAYS = ("2025/12/31", "2026/02/28", "2026/03/01", "2026/03/02", "2026/03/03", "2026/03/04", "2026/03/05", "2026/04/01")
REGIONS = ("eu-north-1", "us-east-1")


def names() -> list[str]:
    return sorted(
        AWS.format(region=region, day=day, stamp=day.replace("/", "") + "T1200Z") for day in DAYS for region in REGIONS
    )


def content(name: str) -> bytes:
    day = name.rpartition("_x")[0][-14:-6]
    record = {"eventTime": f"{day[:4]}-{day[4:6]}-{day[6:]}T11:55:00Z", "eventName": "A"}
    return gzip.compress(json.dumps({"Records": [record]}).encode(), mtime=0)


def window(earliest: str, latest: str) -> TimeRange:
    return TimeRange.between(*(datetime.fromisoformat(f"{one}+00:00").timestamp() for one in (earliest, latest)))


THE_THIRD = Wanted(window("2026-03-03T00:00", "2026-03-04T00:00"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in names():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content(name))
    return tmp_path


@pytest.fixture
def memory() -> Iterator[str]:
    fsspec = pytest.importorskip("fsspec")
    filesystem = fsspec.filesystem("memory")
    for name in names():
        filesystem.pipe(f"/bucket/trail/{name}", content(name))
    yield "memory://bucket/trail"
    filesystem.rm("/bucket", recursive=True)


def days(found: list[Any]) -> list[str]:
    return sorted({"/".join(str(one).split("/")[-4:-1]) for one in found})


WANTED = {
    "all": (Wanted(), DAYS),
    "a day, and one on either side": (THE_THIRD, DAYS[3:6]),
    "from a time on": (Wanted(TimeRange(THE_THIRD.window.latest, TimeRange.ALL.latest)), DAYS[4:]),
    "up to a time": (Wanted(window("2020-01-01", "2026-03-01")), DAYS[:3]),
    "included": (Wanted(include=("*_20260303*", "*/2026/04/*")), ("2026/03/03", "2026/04/01")),
    "excluded": (Wanted(exclude=("*/2026",)), DAYS[:1]),
    "both": (Wanted(include=("*.json.gz",), exclude=("*_2026030*",)), ("2025/12/31", "2026/02/28", "2026/04/01")),
}


@pytest.mark.parametrize(("wanted", "expected"), WANTED.values(), ids=WANTED)
def test_what_is_wanted_of_a_tree(tree: Path, memory: str, wanted: Wanted, expected: tuple[str, ...]):
    found, there = files(tree, wanted=wanted), blobs(memory, wanted)
    assert days(found) == list(expected)
    assert [path.relative_to(tree).as_posix() for path in found] == [
        blob.url.removeprefix("memory:///bucket/trail/").removeprefix("memory://bucket/trail/") for blob in there
    ]


def test_folders_of_other_days_are_not_even_opened(tree: Path, monkeypatch: pytest.MonkeyPatch):
    opened: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: opened.append(str(folder)) or scandir(folder))
    region = tree / "AWSLogs/o-abc/123456789012/CloudTrail/us-east-1"
    files(region, wanted=THE_THIRD)
    below = [folder.removeprefix(f"{region}/") for folder in opened[1:]]
    assert below == ["2026", "2026/03", "2026/03/02", "2026/03/03", "2026/03/04"]


def test_nothing_is_left(tree: Path, memory: str):
    with pytest.raises(NotFound, match="that --earliest, --latest, --include and --exclude leave"):
        files(tree, wanted=Wanted(include=("nothing",)))
    with pytest.raises(NotFound, match="of those that are wanted"):
        load(Data.of(memory), wanted=Wanted(include=("nothing",)))


def test_a_blob_is_read_as_a_file_is(tree: Path, memory: str):
    here, there = load(tree), load(Data.of(f"{memory}:aws:cloudtrail"))
    assert [event for part in there for event in part.events()] == [event for part in here for event in part.events()]
    assert [part.size for part in there] == [part.size for part in here]
    assert {part.content() for part in there} == {part.content() for part in here}
    one = there[0]
    assert one.source == str(one.path) and one.source.startswith("memory://")
    (named,) = load(Data.of(one.source))
    assert (named.source, named.sourcetype) == (one.source, "aws:cloudtrail")


def test_a_blob_that_vanishes(memory: str):
    import fsspec

    part = load(Data.of(memory))[0]
    fsspec.filesystem("memory").rm(f"/{str(part.path).partition('://')[2].lstrip('/')}")
    faults: list[Skipped] = []
    assert list(part.events(skipped=faults)) == []
    assert faults[0].name == str(part.path)


def test_a_place_that_is_not_there(memory: str):
    with pytest.raises(NotFound, match="There is nothing at memory://nowhere"):
        blobs("memory://nowhere", Wanted())
    with pytest.raises(DataError, match="unheard://x: "):
        blobs("unheard://x", Wanted())


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch):
    imported = builtins.__import__

    def missing(name: str, *args: Any, **keywords: Any) -> Any:
        if name.startswith("fsspec"):
            raise ModuleNotFoundError(f"No module named '{name}'")
        return imported(name, *args, **keywords)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(DataError, match=r"s3://b/x: for s3:// a library is missing: pip install 'minisplunk\[s3\]'"):
        blobs("s3://b/x", Wanted())


@pytest.mark.parametrize(
    ("text", "place", "sourcetype"),
    [
        ("s3://bucket/prefix", "s3://bucket/prefix", ""),
        ("s3://bucket/prefix:aws:cloudtrail", "s3://bucket/prefix", "aws:cloudtrail"),
        ("s3://bucket/a:b/c.json", "s3://bucket/a:b/c.json", ""),
        ("s3://bucket", "s3://bucket", ""),
        ("abfs://box@account.example/x/", "abfs://box@account.example/x/", ""),
    ],
)
def test_a_place_as_it_is_written(text: str, place: str, sourcetype: str):
    assert is_place(text)
    assert split_place(text) == (place, sourcetype)
    assert Data.of(text) == Data(Path(), sourcetype, place)


@pytest.mark.parametrize("text", ["https://x/y", "HTTP://x", "C:/x", "x", "./s3://x", "://x", "-"])
def test_what_is_no_place(text: str):
    assert not is_place(text)


def test_a_data_set_names_no_place(memory: str, tmp_path: Path):
    """Else whoever writes a file would have it read what its reader may read."""
    entry = f"{{name: n, path: {memory}, source: s, sourcetype: t}}"
    (tmp_path / "data.yml").write_text(f"id: x\ndatasets:\n- {entry}\n")
    with pytest.raises(NotFound, match="is not there"):
        load(tmp_path)


# What may lie in a folder


def test_odd_things_in_a_folder(tmp_path: Path):
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "link.json").symlink_to(tmp_path / "a.json")
    (tmp_path / "gone.json").symlink_to(tmp_path / "nothing")
    (tmp_path / "z.json").mkdir()
    notes = Notes()
    assert [path.name for path in files(tmp_path, notes=notes)] == ["a.json", "gone.json", "link.json"]
    assert list(notes) == [f"{tmp_path}/loop is a link to a folder, and is not followed"]


def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refusing(folder: Path) -> Any:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    skipped: list[Skipped] = []
    assert [path.name for path in files(tmp_path, skipped=skipped)] == ["a.json"]
    assert [str(one) for one in skipped] == [f"{tmp_path}/closed: cannot be read: Permission denied"]
    with pytest.raises(DataError, match="closed: cannot be read"):
        files(tmp_path)


def test_a_folder_that_vanishes_while_it_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b").mkdir()
    scandir = os.scandir

    def vanishing(folder: Path) -> Any:
        if folder.name == "b":
            folder.rmdir()
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", vanishing)
    skipped: list[Skipped] = []
    assert [path.name for path in files(tmp_path, skipped=skipped)] == ["a.json"]
    assert [one.name for one in skipped] == [f"{tmp_path}/b"]


def open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="open files are not listed here")
def test_of_many_files_few_are_open_at_once(tmp_path: Path):
    for number in range(400):
        (tmp_path / f"{number:04}.json").touch()
    parts = load(tmp_path, sourcetype="aws:cloudtrail")
    before = open_files()
    for number, part in enumerate(parts):
        assert list(part.events()) == []
        assert number % 50 or open_files() <= before + 1


def test_a_blob_says_its_name():
    blob = Blob("s3://b/x/y.json.gz", 7)
    assert (str(blob), blob.name, f"{blob}") == ("s3://b/x/y.json.gz", "y.json.gz", "s3://b/x/y.json.gz")
