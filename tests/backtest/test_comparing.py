"""What one version of a search finds and the other does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.backtest.baseline import with_version
from minisplunk.backtest.comparing import change
from minisplunk.backtest.findings import Found
from minisplunk.backtest.report import Finding
from minisplunk.backtest.whole import whole
from minisplunk.ingest.notes import Notes
from tests.backtest.conftest import Tried


def found(*rows: str) -> list[Finding]:
    """`user=al count=1`"""
    return [Finding(number, dict(pair.split("=") for pair in row.split())) for number, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("before", "after", "lost", "gained"),
    [
        pytest.param(["user=al", "user=bob"], ["user=bob", "user=al"], [], [], id="order is nothing"),
        pytest.param(["user=al", "user=bob"], ["user=al", "user=eve"], ["user=bob"], ["user=eve"], id="rows"),
        pytest.param(["user=al", "user=al"], ["user=al"], ["user=al"], [], id="twice counts twice"),
        pytest.param(["user=al sid=1"], ["user=al sid=2"], [], [], id="the run is nothing"),
        pytest.param(["user=al"], ["user=al src=x"], [], [], id="one more field"),
        pytest.param(["user=al"], ["src=x"], ["user=al"], ["src=x"], id="no field in common"),
        pytest.param(["user=al"], [], ["user=al"], [], id="all are lost"),
    ],
)
def test_case(before: list[str], after: list[str], lost: list[str], gained: list[str]) -> None:
    made = change("old", found(*before), found(*after))
    assert [dict(one.fields) for one in made.lost] == [dict(one.fields) for one in found(*lost)]
    assert [dict(one.fields) for one in made.gained] == [dict(one.fields) for one in found(*gained)]
    assert (made.baseline, made.before) == ("old", found(*before))


def test_another_version_over_the_same_events(tried: Tried, tmp_path: Path) -> None:
    search = "sourcetype=acme | stats count by user | where count>{}"
    events = {"10:05": "user=al", "10:06": "user=al", "10:07": "user=bob"}
    splunk, window = tried({"search": search.format(0), "risk": True, "events": events})
    old = tmp_path / "old" / "acme" / "default"
    old.mkdir(parents=True)
    (old / "app.conf").write_text("")
    (old / "savedsearches.conf").write_text(f"[alert]\nsearch = {search.format(1)}\n")
    after, before = Found(), Found()
    whole(splunk, "acme", "alert", window, after)
    with with_version(splunk, old.parent, Notes()) as (other, app):
        whole(other, app.id, "alert", window, before)
    made = change("old", before.findings, after.findings)
    assert [dict(one.fields) for one in made.gained] == [{"user": "bob", "count": "1"}]
    assert made.lost == []
    assert splunk.saved_search("alert", "acme").search == search.format(0)
