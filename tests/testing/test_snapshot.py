"""What a case changes is not there for the next one, nor in the app's folder."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from minisplunk.testing.pool import Work, Worker
from minisplunk.testing.report import lines
from tests.testing.conftest import APP
from tests.testing.test_verdicts import case_of

EVENT = {"events": [{"raw": "2026-03-03T09:30:00Z user=cy"}]}
WRITES = {
    "settings": (
        {
            "saved_search": "Users",
            "settings": [{"conf": "savedsearches", "stanza": "Users", "settings": {"search": "index=none"}}],
            "results": [],
        },
        {"saved_search": "Users", "results": [{"user": "cy"}]},
    ),
    "a macro": (
        {"saved_search": "Users", "macros": {"logins": "index=none"}, "results": []},
        {"saved_search": "Users", "results": [{"user": "cy"}]},
    ),
    "a lookup": (
        {"search": "`logins` | table user | outputlookup seen.csv", "results": {"exactly": 1}},
        {"search": "| inputlookup seen.csv", "results": [{"user": "al", "note": "first"}]},
    ),
    "a lookup that grows": (
        {"search": "`logins` | table user | outputlookup append=true seen", "results": {"exactly": 1}},
        {"search": "| inputlookup seen", "results": [{"user": "al", "note": "first"}]},
    ),
    "a new lookup": (
        {"search": "`logins` | outputlookup new.csv", "results": {"exactly": 1}},
        {"search": "| inputlookup new.csv", "messages": ["The lookup file 'new.csv' does not exist"]},
    ),
    "a KV store": (
        {"search": "`logins` | table user | outputlookup kept", "results": {"exactly": 1}},
        {"search": "| inputlookup kept", "results": []},
    ),
    "events": (
        {"search": "index=other | collect index=other", "index": "other", "results": {"exactly": 1}},
        {"search": "index=other", "results": []},
    ),
    "an index": (
        {"search": "index=mine", "index": "mine", "results": {"exactly": 1}},
        {"search": "| eventcount summarize=false index=mine", "results": []},
    ),
}


def state(folder: Path) -> dict[Path, str]:
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("writes", WRITES)
def test_the_next_case_does_not_see_it(writes: str, worker: Worker, tmp_path: Path) -> None:
    before = state(APP)
    first, second = WRITES[writes]
    for said in (second, first, second):
        verdict = worker(case_of({**EVENT, **said}, tmp_path))
        assert lines(verdict) == []
        assert verdict.passed
    assert state(APP) == before


def test_what_is_passed_over_in_the_app_is_told_of(tmp_path: Path) -> None:
    app = shutil.copytree(APP, tmp_path / "app")
    (app / "default" / "macros.conf").write_text("no setting\n[logins]\ndefinition = sourcetype=demo:log\n")
    worker = Worker(Work((app,)))
    (note,) = worker(case_of({**EVENT, "saved_search": "Users", "fires": True}, tmp_path)).notes
    worker.close()
    assert "etc/apps/app/default/macros.conf:" in note


SCRIPT = """\
import pathlib
with (pathlib.Path(__file__).parents[1] / "lookups" / "seen.csv").open("a") as file:
    file.write("more,\\n")
"""


def test_what_a_script_writes_into_a_file_in_its_place(tmp_path: Path) -> None:
    app = shutil.copytree(APP, tmp_path / "app")
    (app / "bin").mkdir()
    (app / "bin" / "mark.py").write_text(SCRIPT)
    (app / "default" / "alert_actions.conf").write_text("[mark]\nis_custom = 1\n")
    marks = {"conf": "savedsearches", "stanza": "Users", "settings": {"action.mark": True}}
    worker = Worker(Work((app,), scripts=True))
    ran = worker(case_of({**EVENT, "saved_search": "Users", "settings": [marks], "messages": []}, tmp_path))
    after = worker(case_of({"search": "| inputlookup seen.csv", "results": {"exactly": 1}}, tmp_path))
    worker.close()
    assert (lines(ran), lines(after)) == ([], [])
