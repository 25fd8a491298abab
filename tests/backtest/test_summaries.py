"""What findings add up to, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from minisplunk.backtest.report import THRESHOLD, Change, Risk
from minisplunk.backtest.summaries import DAY, HOUR, accounts, changed, days, moment, risks, users, weekdays
from tests.backtest.made import at, finding

NINE = at("2026-03-03T09:00:00")


def scored(*added, name="al", start=NINE):
    """Findings: hours after nine, and the score of each."""
    return [finding(start + round(hours * HOUR), risk=(Risk(name, "user", score),)) for hours, score in added]


@pytest.mark.parametrize(
    ("added", "passings", "peak"),
    [
        ([(0, 64)], [], 64),
        ([(0, 50), (1, 50)], [], 100),  # 100 is not beyond 100
        ([(0, 50), (1, 50.5)], [(1, 100.5)], 100.5),
        ([(0, 64), (23.99, 64)], [(23.99, 128)], 128),
        ([(0, 64), (24, 64)], [], 64),  # the first has just ended
        ([(0, 64), (1, 64), (2, 64)], [(1, 128)], 192),  # one moment, however far it goes
        ([(0, 64), (1, 64), (25, 1), (26, 100)], [(1, 128), (26, 101)], 128),
        ([(0, 60), (0, 60)], [(0, 120)], 120),
        ([(0, 0.1), (1, 0.2), (2, 99.7)], [], 100),  # decimals add up to what they are on paper
    ],
)
def test_the_moment_at_which_risk_passes(added, passings, peak):
    (risk,) = risks(scored(*added))
    assert THRESHOLD == 100
    assert [(round((one.time - NINE) / HOUR, 6), one.sum) for one in risk.passings] == passings
    assert risk.peak == peak
    assert risk.total == pytest.approx(sum(score for _, score in added))
    assert risk.course[-1] == (NINE + round(added[-1][0] * HOUR) + DAY, 0)


def test_risk_of_each_object_and_none_of_what_is_suppressed():
    found = [*scored((0, 80)), *scored((0, 90), name="bob"), replace(scored((1, 80))[0], suppressed=True)]
    assert [(risk.object, risk.total, risk.passings) for risk in risks(found)] == [("bob", 90, ()), ("al", 80, ())]


def test_days_begin_at_midnight_utc():
    late, early = at("2026-03-03T23:59:59"), at("2026-03-04T00:00:00")
    found = [finding(early, "bob", 10), finding(late, "al", 10), finding(late, "al", 10, suppressed=True)]
    shown = [(day.day, day.findings, day.suppressed, day.users, day.risk) for day in days(found)]
    assert shown == [(date(2026, 3, 3), 2, 1, 1, 15), (date(2026, 3, 4), 1, 0, 1, 15)]


def test_counts_of_names():
    found = [finding(NINE, "bob", 10), finding(NINE + 1, "al", 10), finding(NINE + 2, users=("al", "al", "cy"))]
    shown = [(count.name, count.findings, count.first - NINE, count.last - NINE, count.risk) for count in users(found)]
    assert shown == [("al", 2, 1, 2, 10), ("bob", 1, 0, 0, 10), ("cy", 1, 2, 2, 0)]
    assert [(count.name, count.findings) for count in accounts(found)] == [("123456789012", 3)]


def test_hours_of_the_week():
    counts = weekdays([finding(NINE), finding(NINE + 7 * DAY), finding(at("2026-03-08T23:59:59"))])
    assert (counts[1][9], counts[6][23], sum(map(sum, counts))) == (2, 1, 3)


def test_what_a_change_costs():
    kept, gone, new = finding(NINE), finding(NINE, "bob"), finding(NINE + DAY, "cy")
    found = changed(Change("old", [new], [gone], [kept, gone]), [kept, new])
    shown = [(day.day.day, day.before, day.after, day.gained, day.lost) for day in found]
    assert shown == [(3, 2, 1, 0, 1), (4, 0, 1, 1, 0)]


@pytest.mark.parametrize(("time", "year"), [(2**62, 9999), (-(2**62), 1), (0, 1970)])
def test_what_lies_beyond_the_calendar(time, year):
    assert moment(time).year == year
    assert days([finding(time)])[0].day.year == year
