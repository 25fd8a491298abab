"""Runs the cases of cases/*.yaml: conf texts and a raw event in, its fields (or an error) out.

A case has: name; conf files as text, by name (props, transforms, eventtypes, tags, macros, limits, multikv), which may
be left out; lookups (CSV texts by file name); raw; and fields (all but the default fields), or rows (the same of each
row of a table, with _raw), or error ("<Class> <text in it>").
Further: indexed (fields that the event came with), meta (host, source, sourcetype, index, where they are not those
below), messages ("KIND text"), wanted (names and patterns, else all), default (the default fields to look at), verified
(the Splunk version it was checked on).
"""

from __future__ import annotations

from datetime import timezone
from pathlib import Path

import pytest
import yaml

from minisplunk import errors
from minisplunk.fields import Knowledge
from minisplunk.fields.default import DEFAULT
from minisplunk.fields.indexed import stored
from minisplunk.functions import Environment
from minisplunk.spl.fields import Fields
from minisplunk.store import Meta
from tests.case_files import LOADER

FOLDER = Path(__file__).parent / "cases"
CONFS = {"props", "transforms", "eventtypes", "tags", "macros", "limits", "multikv"}
KEYS = {"name", "lookups", "raw", "indexed", "meta", "wanted", "default", "verified"}
OUTCOMES = {"fields", "rows", "error", "messages"}
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.load(file.read_text(), LOADER)
]
META = Meta(index="main", host="web-1", source="/var/log/app.log", sourcetype="st")
ENVIRONMENT = Environment(now=1_700_000_000.0, zone=timezone.utc)
TIME, INDEXTIME = 1_700_000_000_250_000, 1_700_000_007_900_000


def asks_by_name(case):
    """False for errors, and for what is only a message as long as no field is asked for by its name."""
    return "fields" in case and case.get("wanted") != ["*"]


class Events:
    """The event of a case, extracted anew for each set of wanted fields."""

    def __init__(self, case, view, folder):
        self.raw, self.folder = case["raw"], folder
        self.indexed = stored(case["indexed"]) if "indexed" in case else None
        self.meta = META._replace(**case.get("meta", {}))
        self.knowledge = Knowledge(view)

    def fields(self, wanted):
        self.messages = []
        extract = self.knowledge.extraction(self.report, ENVIRONMENT).of(self.meta, wanted)
        return extract(TIME, INDEXTIME, self.raw, self.indexed)

    def rows(self):
        self.messages = []
        extract = self.knowledge.extraction(self.report, ENVIRONMENT).tables(self.meta, Fields.ALL)
        return [{"_raw": row["_raw"], **_own(row)} for row in extract(TIME, INDEXTIME, self.raw, self.indexed)]

    def report(self, kind, text):
        self.messages.append(f"{kind} {text}".replace(f"{self.folder}/", ""))


@pytest.fixture
def events(request, make_view, tmp_path):
    case = request.getfixturevalue("case")
    assert case.keys() <= KEYS | OUTCOMES | CONFS, f"unknown keys: {case.keys() - KEYS - OUTCOMES - CONFS}"
    view = make_view({name: case[name] for name in CONFS & case.keys()}, case.get("lookups"))
    return Events(case, view, tmp_path)


@pytest.mark.parametrize("case", CASES)
def test_case(case, events, tmp_path):
    wanted = Fields.of(case["wanted"]) if "wanted" in case else Fields.ALL
    if "error" in case:
        kind, _, text = case["error"].partition(" ")
        with pytest.raises(getattr(errors, kind)) as caught:
            events.fields(wanted)
        assert type(caught.value).__name__ == kind
        assert text in str(caught.value).replace(f"{tmp_path}/", "")
        return
    if "rows" in case:
        assert events.rows() == case["rows"]
        assert events.messages == case.get("messages", [])
        return
    row = events.fields(wanted)

    assert _own(row) == case["fields"]
    assert {name: row[name] for name in case.get("default", {})} == case.get("default", {})
    assert events.messages == case.get("messages", [])


def _own(row):
    return {name: value for name, value in row.items() if name not in DEFAULT}


@pytest.mark.parametrize("case", [param for param in CASES if asks_by_name(param.values[0])])
def test_wanted_fields_never_change_a_value(case, events):
    """Each field asked for alone, and all by name, are what they are among all; nothing else comes with them."""
    expected = case["fields"]

    for name, value in expected.items():
        assert events.fields(Fields.of([name])) == {name: value}
    assert events.fields(Fields.of(expected)) == expected
    assert events.fields(Fields.of(["no_such_field"])) == {}
    assert events.fields(Fields()) == {}
