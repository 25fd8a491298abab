"""What lookups are made of: a stanza of settings, a CSV file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from minisplunk.conf.parser import Setting, Stanza
from minisplunk.lookups.csv import CsvFile

FILE = "transforms.conf"

MakeFile = Callable[[str], CsvFile]
MakeStanza = Callable[[Mapping[str, object]], Stanza]


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    """The text of a CSV file -> the file."""

    def make(text: str) -> CsvFile:
        path = tmp_path / "codes.csv"
        path.write_text(text)
        return CsvFile.at(path)

    return make


@pytest.fixture(scope="session")
def make_stanza() -> MakeStanza:
    """Settings -> their stanza in transforms.conf, which begins on line 6."""

    def make(settings: Mapping[str, object]) -> Stanza:
        written = {key: Setting(key, str(value), FILE, line) for line, (key, value) in enumerate(settings.items(), 7)}
        return Stanza("t", FILE, 6, written)

    return make
