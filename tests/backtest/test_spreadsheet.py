"""CSV: read back by a reader it is what was found, and no cell is a formula."""

from __future__ import annotations

import csv
import io

import pytest

from minisplunk.backtest.spreadsheet import rows
from tests.backtest import made

NINE = made.at("2026-03-03T09:00:00")


def read(backtest):
    text = "".join(rows(backtest))
    assert text.encode().decode() == text
    return text, [*csv.reader(io.StringIO(text, newline=""), strict=True)]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1", "'+49 30 1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\\x0d=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("-5", "-5"),
        ("+5.50", "+5.50"),
        ("-1e3", "-1e3"),
        ("a=b", "a=b"),
        ('say "hi", you', 'say "hi", you'),
        (["a", "=b", "-1"], "a\n'=b\n-1"),
        ("\x1b[2J\u202e\ud800", "\\x1b[2J\\u202e\\ud800"),
        ("", ""),
    ],
)
def test_a_cell(value, cell):
    _, (_, row) = read(made.backtest(made.finding(NINE, fields={"a": value}), fields=("a", "=none")))
    assert row == ["2026-03-03T09:00:00.000+00:00", cell, ""]


def test_lines_and_columns():
    text, (head, *lines) = read(made.backtest(made.finding(NINE), fields=("user_name", "=x", "_time")))
    assert head == ["user_name", "'=x", "_time"]
    assert lines == [["dana.reyes", "", ""]]
    assert text == "user_name,'=x,_time\r\ndana.reyes,,\r\n"


def test_scheduled_runs():
    found = [made.finding(NINE, ran=NINE, suppressed=True), made.finding(NINE)]
    _, (head, *lines) = read(made.backtest(*found, fields=("user_name",), scheduled=3))
    assert head == ["_time", "user_name", "scheduled_run", "suppressed"]
    assert [line[2:] for line in lines] == [["2026-03-03T09:00:00.000+00:00", "true"], ["", "false"]]


def test_nothing():
    assert read(made.backtest(fields=()))[1] == [["_time"]]
