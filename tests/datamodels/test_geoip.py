"""A calculation that looks up where an address lies."""

from __future__ import annotations

import json

import pytest

from minisplunk.engine import Splunk
from minisplunk.errors import UnsupportedSpl
from minisplunk.operators.locations import VARIABLE
from minisplunk.times import ManualClock
from tests.commands.running import database

NOW = 1_772_539_200.0
MODEL = {
    "objects": [
        {
            "objectName": "R",
            "parentName": "BaseEvent",
            "fields": [{"fieldName": "src"}],
            "calculations": [
                {
                    "calculationType": "GeoIP",
                    "inputField": "src",
                    "outputFields": [
                        {"fieldName": "src_country", "lookupOutputFieldName": "Country"},
                        {"fieldName": "City"},
                    ],
                }
            ],
            "constraints": [{"search": "src=*"}],
        }
    ]
}
RECORDS = {"192.0.2.0/24": {"country": {"names": {"en": "Utopia"}}, "city": {"names": {"en": "Amaurot"}}}}
SPL = "| tstats count from datamodel=M by R.src R.src_country R.City"


@pytest.fixture
def splunk(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    folder = tmp_path / "any" / "default" / "data" / "models"
    folder.mkdir(parents=True)
    (folder / "M.json").write_text(json.dumps(MODEL))
    (tmp_path / "any" / "default" / "app.conf").write_text("[ui]\nlabel = Any\n")
    with Splunk(clock=ManualClock(NOW)) as splunk:
        splunk.install(tmp_path / "any")
        for number, event in enumerate(("src=192.0.2.7", "src=198.51.100.1", "src=none")):
            time = round((NOW - number - 1) * 1_000_000)
            splunk.ingest([(time, event)], index="main", sourcetype="st", source="s", host="h")
        yield splunk


def test_where_an_address_lies(splunk, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(database(json.dumps(RECORDS))))
    (row,) = splunk.search(SPL, app="any").results
    assert row == {"R.src": "192.0.2.7", "R.src_country": "Utopia", "R.City": "Amaurot", "count": 1}


def test_without_a_database_nothing_is_passed_off_as_an_answer(splunk):
    with pytest.raises(UnsupportedSpl, match="It needs a database of locations") as caught:
        splunk.search(SPL, app="any")
    assert caught.value.place.text[caught.value.place.span.start :][:1] == "M"


def test_who_does_not_ask_for_places_needs_no_database(splunk):
    (row,) = splunk.search("| tstats count from datamodel=M", app="any").results
    assert row == {"count": 3}
