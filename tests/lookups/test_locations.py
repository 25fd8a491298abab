"""The file of a database of locations: read again when it is another, and refused when it is none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from minisplunk.errors import DataError
from minisplunk.lookups.locations import locations
from minisplunk.operators.locations import VARIABLE
from tests.commands import running


def database(city: str) -> bytes:
    return running.database(json.dumps({"192.0.2.0/24": {"city": {"names": {"en": city}}}})).read_bytes()


def test_another_file_in_its_place_is_read(tmp_path: Path) -> None:
    file = tmp_path / "cities.mmdb"
    for city in ("Oslo", "Reykjavik"):
        new = tmp_path / "new.mmdb"
        new.write_bytes(database(city))
        new.replace(file)
        assert locations(file).of("192.0.2.1", "en")["City"] == city


def test_the_environment_names_a_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "cities.mmdb"
    file.write_bytes(database("Oslo"))
    monkeypatch.setenv(VARIABLE, str(file))
    assert running.run("iplocation ip | table City", [{"ip": "192.0.2.9"}]).rows == [{"City": "Oslo"}]


def test_no_database(tmp_path: Path) -> None:
    file = tmp_path / "cities.mmdb"
    file.write_bytes(b"no database")
    with pytest.raises(DataError, match=r"^cities\.mmdb is no MaxMind database"):
        locations(file)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are none")
def test_a_fifo(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "cities.mmdb")
    with pytest.raises(DataError, match=r"^cities\.mmdb cannot be read: it is a FIFO, not a plain file\.$"):
        locations(tmp_path / "cities.mmdb")
