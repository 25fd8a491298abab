"""No case file is forgotten, and no case passed over without a reason."""

from __future__ import annotations

import re

import yaml

from tests.parity.cases import TESTS, Search
from tests.parity.sources import SOURCES, cases

FOLDERS = ("commands", "functions", "fields", "search", "times", "spl")
CASES = list(cases())
NOT_CASES = {"fields/app.yaml", "commands/summary_events.yaml", "search/faults.yaml"}
"""What the app's own events, and those of a summary, look like; and what else is wrong after the first fault, where a
Splunk stops reading."""


def test_every_case_has_its_own_id() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


def test_every_case_file_has_a_reader() -> None:
    files = {file for folder in FOLDERS for file in (TESTS / folder).rglob("*.yaml")}
    read = {file for pattern, _ in SOURCES for file in TESTS.glob(pattern)}
    assert {file.relative_to(TESTS).as_posix() for file in files - read} == NOT_CASES


def test_what_is_asked_knows_its_answer_or_says_why_it_asks() -> None:
    asked = [case for case in CASES if not case.skip]
    assert len(asked) > 1_100
    assert [case.id for case in asked if (case.expected is None) != bool(case.why and case.if_not)] == []


def test_nothing_is_written_by_a_search() -> None:
    """Whoever asks a Splunk in production changes nothing in it, save what is the user's own."""
    writing = re.compile(r"\b(collect|stash|outputlookup|outputcsv|sendalert|sendemail|delete|script)\b")
    asked = [case for case in CASES if not case.skip and isinstance(case.ask, Search)]
    assert [case.id for case in asked if any(writing.match(c) for c in case.ask.spl.split("| "))] == []


def test_questions_write_down_no_answer() -> None:
    written = yaml.safe_load((TESTS / "parity/questions.yaml").read_text("utf-8"))
    ways = {"spl", "rows", "raws", "indexed", "steps", "props", "transforms"}
    assert [case["name"] for case in written if not case.keys() <= {"name", "why", "if_not"} | ways] == []
