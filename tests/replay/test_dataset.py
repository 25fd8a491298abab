"""Data sets in attack_data's formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.errors import DataError, NotFound
from minisplunk.replay.dataset import DatasetFile, entries, is_dataset

PRESENT = """
author: someone
id: 0c3b
date: '2026-03-03'
description: a test
environment: none
datasets:
- name: one
  path: one.json
  source: aws_cloudtrail
  sourcetype: aws:cloudtrail
- name: two
  path: /datasets/attack_techniques/T1/two.log
  source: syslog
  sourcetype: linux_secure
"""
PAST = """
author: someone
id: 0c3b
dataset:
- https://media.githubusercontent.com/media/splunk/attack_data/master/datasets/attack_techniques/T1/two.log
- one.json
sourcetypes: {sourcetypes}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "repository" / "datasets" / "attack_techniques" / "T1"
    folder.mkdir(parents=True)
    for name in ("one.json", "two.log"):
        (folder / name).write_text("{}")
    return folder


def write(folder: Path, text: str) -> Path:
    path = folder / "data.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_present_format(folder: Path):
    assert entries(write(folder, PRESENT)) == [
        DatasetFile(folder / "one.json", "aws_cloudtrail", "aws:cloudtrail", "0c3b"),
        DatasetFile(folder / "two.log", "syslog", "linux_secure", "0c3b"),
    ]


@pytest.mark.parametrize(
    ("sourcetypes", "expected"),
    [("[aws:cloudtrail]", ["aws:cloudtrail", "aws:cloudtrail"]), ("[a, b]", ["a", "b"])],
)
def test_the_past_format(folder: Path, sourcetypes: str, expected: list[str]):
    found = entries(write(folder, PAST.replace("{sourcetypes}", sourcetypes)))
    assert [entry.path for entry in found] == [folder / "two.log", folder / "one.json"]
    assert [entry.sourcetype for entry in found] == expected
    assert {entry.host for entry in found} == {"0c3b"}


def test_without_an_id_the_host_is_the_files_name(folder: Path):
    assert entries(write(folder, PRESENT.replace("id: 0c3b", "")))[0].host == "data"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("datasets:\n- name: [", ":2: not YAML: "),
        ("datasets: !!python/object:os.system {}", ":1: not YAML: "),
        ("datasets: \x01", ": not YAML: "),
        ("- datasets", ": no data set: not a mapping"),
        ("datasets: one.json", ": datasets is no list"),
        ("datasets: []", ": the data set lists no files"),
        ("datasets:\n- one.json", ": datasets[0] has no path"),
        (PRESENT.replace("  source: syslog\n", ""), ": datasets[1] has no source"),
        (PRESENT.replace("sourcetype: linux_secure", "sourcetype: 7"), ": datasets[1] has no sourcetype"),
        ("author: a", ": no data set: neither datasets, nor"),
        ("dataset: one.json\nsourcetypes: [a]", ": no data set: neither datasets, nor"),
        ("dataset: [one.json]\nsourcetypes: []", ": no data set: neither datasets, nor"),
        ("dataset: []\nsourcetypes: [a]", ": the data set lists no files"),
        ("dataset: [a, b, c]\nsourcetypes: [a, b]", ": 3 files, but 2 source types"),
    ],
)
def test_a_faulty_data_set(folder: Path, text: str, message: str):
    path = write(folder, text)
    with pytest.raises(DataError) as caught:
        entries(path)
    assert str(caught.value).startswith(f"{path}{message}")


@pytest.mark.parametrize("missing", ["one.json", "/datasets/attack_techniques/T1/two.log"])
def test_a_file_that_is_not_there(folder: Path, missing: str):
    path = write(folder, PRESENT.replace(missing, missing.replace("T1/two", "T1/three").replace("one", "three")))
    with pytest.raises(NotFound, match=r"data.yml: the file \S*three\S* is not there"):
        entries(path)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.yml", PRESENT, True),
        ("a.YAML", PAST, True),
        ("a.yml", "Resources:\n  datasets: !Sub x\n", False),
        ("a.json", PRESENT, False),
    ],
)
def test_what_counts_as_a_data_set(tmp_path: Path, name: str, text: str, expected: bool):
    (tmp_path / name).write_text(text)
    assert is_dataset(tmp_path / name) is expected
