"""Files as they lie on disk, replayed with the apps that read them: what searches find, as cases/formats/ says.

A file there has `apps` (folders beside this file), `files` (of samples/, each with the source type, source and host
that it comes with, and the encoding that it has on the disk), and `cases`, each a search with the rows that it finds. A
row says the fields that it names, null for one that is not there; `notes` of a file and `messages` of a search have a
part of each text. `settings` go into an app's local/: app, conf file, stanza, key and value.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from minisplunk.engine import Splunk
from minisplunk.ingest.notes import Notes
from minisplunk.replay import Part
from minisplunk.times import ManualClock
from minisplunk.values import texts
from tests.apps.shipped import plain
from tests.case_files import LOADER

HERE = Path(__file__).parent
FORMATS = {path.stem: yaml.load(path.read_text(), LOADER) for path in sorted((HERE / "cases/formats").glob("*.yaml"))}
CASES = [pytest.param(name, case, id=f"{name}: {case['name']}") for name in FORMATS for case in FORMATS[name]["cases"]]
OF_THE_ENGINE = {"_raw", "_time", "_indextime", "linecount", "index", "splunk_server"}
NOW = 1_772_535_600
"""2026-03-03 11:00:00 UTC, which is when each file was changed, too."""


@dataclass(frozen=True)
class Replayed:
    """`stored` and `notes` are of each file."""

    splunk: Splunk
    stored: list[int]
    notes: list[list[str]]


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Replayed]]:
    with ExitStack() as opened:

        @cache
        def of(name: str) -> Replayed:
            splunk = opened.enter_context(Splunk(clock=ManualClock(NOW)))
            return replay(splunk, FORMATS[name], tmp_path_factory.mktemp("disk"))

        yield of


def replay(splunk: Splunk, case: dict[str, Any], folder: Path) -> Replayed:
    splunk.install_common_information_model()
    for app in case["apps"]:
        splunk.install(HERE / app)
    for app, conf, stanza, key, value in case.get("settings", []):
        splunk.change(app, conf, stanza, {key: value})
    stored, told = [], []
    for file in case["files"]:
        sample, notes = HERE / "samples" / file["file"], Notes()
        path = folder / sample.name
        path.write_bytes(sample.read_bytes().decode().encode(file.get("encoding", "utf-8")))
        os.utime(path, (NOW, NOW))
        part = Part(path, file["sourcetype"], file.get("source", path.name), file.get("host", "collector"))
        stored.append(splunk.replay(part, index="main", notes=notes))
        told.append([*notes])
    return Replayed(splunk, stored, told)


def parts_of(texts: list[str], parts: list[str]) -> bool:
    return len(texts) == len(parts) and all(part in text for text, part in zip(texts, parts, strict=True))


@pytest.mark.parametrize("name", FORMATS)
def test_files(replayed, name):
    """How many events a file has, and what the user hears of it."""
    found = replayed(name)
    assert found.stored == [file["events"] for file in FORMATS[name]["files"]]
    for notes, file in zip(found.notes, FORMATS[name]["files"], strict=True):
        assert parts_of(notes, file.get("notes", [])), notes


@pytest.mark.parametrize("named", [False, True], ids=["all fields", "named fields"])
@pytest.mark.parametrize(("name", "case"), CASES)
def test_searches(replayed, name, case, named):
    """Fields are the same whether all are made or those alone that a search asks for."""
    wanted = case["rows"]
    fields = " ".join({f'"{field}"': None for row in wanted for field in row})
    job = replayed(name).splunk.search(case["search"] + (f" | table {fields}" if named and fields else ""))
    rows = [{field: plain(row.get(field)) for field in want} for row, want in zip(job.results, wanted, strict=False)]
    assert rows == wanted
    assert len(job.results) == len(wanted)
    messages = [message.text for message in job.messages]
    assert parts_of(messages, case.get("messages", [])), messages


@pytest.mark.parametrize("name", FORMATS)
def test_each_value_finds_its_events(replayed, name):
    """What a search skips by the terms of a value is no event that has it. A value with line ends stands in JSON in
    another way."""
    splunk = replayed(name).splunk
    events = [{field: texts(value) for field, value in row.items()} for row in splunk.search("search *").results]
    values = {(field, value) for event in events for field in event.keys() - OF_THE_ENGINE for value in event[field]}
    for field, value in sorted(values):
        if "*" in value or not value.isprintable():
            continue
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        (found,) = splunk.search(f'search "{field}"="{quoted}" | stats count').results
        having = [event for event in events if value.lower() in map(str.lower, event.get(field, []))]
        assert found == {"count": len(having)}, (field, value)
