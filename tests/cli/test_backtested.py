"""A backtest as the terminal shows it, and as JSON."""

from __future__ import annotations

import json

import pytest

from minisplunk.cli import backtested
from minisplunk.cli.documents.backtest import document
from minisplunk.cli.output import print_json
from minisplunk.detect.columns import columns_of
from tests.backtest import made
from tests.cli.test_hidden import invisible
from tests.schemas import hold

STATES = {"ordinary": made.ordinary(), "hostile": made.hostile(), "none": made.backtest()}


@pytest.fixture
def shown(capsys, monkeypatch):
    """What is printed, each line with one blank between words."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def show(backtest, **how):
        backtested.show(backtest, columns_of(()), **how)
        text = capsys.readouterr().out
        assert invisible(text) == ""
        return [" ".join(line.split()) for line in text.splitlines()]

    return show


def test_what_it_says(shown):
    lines = shown(made.ordinary(), explained=True)
    for line in (
        "Threat - AWS Console Login Failed During MFA Challenge - Rule DA-ESS-AwsConsoleMfa 1.2.3",
        "307 files in the window 2026-03-01 00:00:00 UTC to 2026-03-22 00:00:00 UTC",
        "Fired: 20 findings on 12 days",
        "2026-03-03 10:02:11 1 2026-03-03T09:20:11 198.51.100.8 123456789012 success us-east-1 m.okafor yes",
        "Not shown: eventName and userAgent; --json has all.",
        "Tue 2026-03-03 5 1 3 408",
        "m.okafor 8 2026-03-02 08:15:11 2026-03-19 14:45:11 320",
        "dana.reyes user 448 192 2026-03-03 09:34:11 with 128, 2026-03-20 03:31:11 with 128",
        "Against baseline.spl: 2 gained, 1 lost; 19 before, 20 now",
        "Thu 2026-03-12 1 0 0 1",
        "AWSLogs/notes.txt not CloudTrail: the first line is no JSON 0",
        "212 candidates with what the search asks of the text 0.15 %",
        "stats count min(_time) as firstTime by src user_name userIdentity.arn 31 20 0.002 0.51 %",
        "WARN: Field extraction stopped after 100 fields.",
        "1.23 s",
    ):
        assert line in lines
    times = [line[:19] for line in lines[lines.index("Fired: 20 findings on 12 days") + 3 :][:20]]
    assert times == sorted(times)


def test_only_what_was_asked_for(shown):
    assert "From bytes to findings" not in shown(made.ordinary())
    lines = shown(made.backtest(partial=True, scheduled=504))
    assert "307 files in the window the first event to the last, 504 scheduled runs" in lines
    assert "Partial: broken off; this is what was found until then" in lines
    assert "Did not fire" in lines


def test_what_was_logged_steers_nothing(shown):
    text = "\n".join(shown(made.hostile(), explained=True))
    assert r"onerror=alert(1)>" in text
    assert r"\x1b[31m\x00\x9b\u202egnp\u2066 =1+1\udcff\nFired" in text


@pytest.mark.parametrize("state", STATES)
def test_json(capsys, state):
    print_json(document(STATES[state]))
    printed = capsys.readouterr().out
    assert invisible(printed) == ""
    found = json.loads(printed)
    hold("backtest", found)
    assert len(found["findings"]) == len(STATES[state].findings)


def test_json_of_an_ordinary_one(capsys):
    print_json(document(made.ordinary()))
    found = json.loads(capsys.readouterr().out)
    assert found["risk"][0]["passes"][0] == {"time": 1772530451.0, "sum": 128.0}
    assert found["days"][1] == {"day": "2026-03-03", "findings": 5, "suppressed": 1, "users": 3, "risk": 408.0}
    assert (len(found["change"]["gained"]), len(found["change"]["lost"]), found["change"]["before"]) == (2, 1, 19)
    assert found["findings"][0]["result"]["user_name"] == "m.okafor"
    assert found["reach"]["rows"] == 20
    assert (found["weekdays"]["Tuesday"][9], found["weekdays"]["Sunday"]) == (5, [0] * 24)


def test_csv(capsysbinary):
    backtested.print_csv(made.hostile())
    head, *lines = capsysbinary.readouterr().out.decode().split("\r\n")
    assert head.startswith("_time,")
    assert len(lines) == 4


def test_the_page_as_a_file(tmp_path):
    backtested.write_page(made.hostile(), tmp_path / "new" / "page.html")
    assert (tmp_path / "new" / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
