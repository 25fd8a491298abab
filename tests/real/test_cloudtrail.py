"""The detection over real CloudTrail records: not in this repository but, where somebody has them, beside it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from minisplunk.cli import main

ROOT = Path(__file__).parents[2]
FOLDER = ROOT.parent / "shared" / "data" / "cloudtrail"
FILES = sorted(FOLDER.glob("*.ndjson"))
DOCUMENTED = FOLDER / "awsdocs__aws-cloudtrail-user-guide.ndjson"

pytestmark = pytest.mark.skipif(not FILES, reason=f"there are no real records in {FOLDER}")


@pytest.fixture(scope="module")
def app(spl):
    return spl


@pytest.fixture
def printed(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as exit_:
            main([*map(str, arguments), "--json"])
        return exit_.value.code, json.loads(capsys.readouterr().out)

    return run


def test_what_aws_documents(app, printed):
    """AWS's example of a failed MFA challenge stands in two revisions of its guide, with the same eventID."""
    code, found = printed("run", "--app", app, "--data", DOCUMENTED)
    assert code == 0
    (row,) = found["results"]
    arn = "arn:aws:iam::111122223333:user/anaya"
    expected = {"user_name": "anaya", "count": "2", "aws_account_id": "111122223333", "userIdentity.arn": arn}
    assert {name: row[name] for name in expected} == expected
    (risk,) = found["risk_events"]
    assert (risk["risk_object"], risk["risk_object_type"], risk["risk_score"]) == ("anaya", "user", "64")
    assert found["events_in_window"] == found["events"] > 0


@pytest.mark.parametrize("file", [file for file in FILES if file != DOCUMENTED], ids=lambda file: file.stem)
def test_silence_with_every_event_searched(app, printed, file):
    code, found = printed("run", "--app", app, "--data", file)
    assert (code, found["results"], found["risk_events"]) == (1, [], [])
    assert found["events_in_window"] == found["events"] == len(file.read_text().splitlines())
    assert found["reasons"]


def test_all_files_in_one_go(app, printed):
    code, found = printed("run", "--app", app, "--data", FOLDER)
    assert (code, [row["user_name"] for row in found["results"]]) == (0, ["anaya"])
    assert found["events_in_window"] == found["events"]


def test_without_the_fields_that_the_app_brings(tmp_path, printed):
    """On a bare Splunk the search alone is dead, and explain says by which fields."""
    bare = tmp_path / "DA-ESS-AwsConsoleMfa"
    for name in ("default", "metadata"):
        shutil.copytree(ROOT / name, bare / name)
    (bare / "default" / "props.conf").unlink()

    code, found = printed("run", "--app", bare, "--data", DOCUMENTED)
    assert (code, found["results"]) == (1, [])
    code, explained = printed("explain", "--app", bare, "--data", DOCUMENTED)
    assert (code, explained["results"]) == (1, 0)
    nulls = {"userIdentity.arn", "src", "aws_account_id", "user_name", "errorCode"}
    (stats,) = [stage for stage in explained["stages"] if stage["command"] == "stats"]
    assert stats["null_by_fields"] == dict.fromkeys(nulls, 2)
    assert (stats["rows_in"], stats["rows_out"], stats["rows_lost"]) == (2, 0, 2)
    assert all(name in explained["reasons"][0] for name in nulls)
