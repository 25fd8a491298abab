"""Cron expressions: the times that they name, and those that are none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.alerts.schedule import InvalidSchedule, Schedule

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "cron.yaml").read_text())
UTC = ZoneInfo("UTC")
BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['cron']} {case.get('zone', '')}".strip() or "nothing")
def test_case(case: Mapping[str, Any]) -> None:
    zone = ZoneInfo(case.get("zone", "UTC"))
    if "wrong" in case:
        with pytest.raises(InvalidSchedule, match=case["wrong"]):
            Schedule(case["cron"], zone)
        return
    after = datetime.fromisoformat(case["after"]).replace(tzinfo=zone).timestamp()
    found = islice(Schedule(case["cron"], zone).between(after, after + 3 * 366 * 86_400), len(case["times"]))
    assert [str(datetime.fromtimestamp(moment, zone))[:19] for moment in found] == case["times"]


def test_a_period_is_the_time_between_two_runs() -> None:
    assert Schedule("0 * * * *", UTC).period(0) == 3600
    assert Schedule("0,10 * * * *", UTC).period(3600) == 3000


@given(st.text(alphabet="0123456789*,-/ LW#?MON\t", max_size=20))
def test_any_text_is_a_schedule_or_refused(text: str) -> None:
    try:
        schedule = Schedule(text, UTC)
    except InvalidSchedule:
        return
    assert schedule.after(1e9) > 1e9


@given(
    st.tuples(*(st.one_of(st.just("*"), st.integers(low, high).map(str)) for low, high in BOUNDS)),
    st.floats(0, 4e9),
)
def test_every_time_is_after_the_moment_and_fits_the_fields(fields: tuple[str, ...], moment: float) -> None:
    try:
        schedule = Schedule(" ".join(fields), UTC)
    except InvalidSchedule:
        assert int(fields[2]) > 28  # no day fits
        return
    found = datetime.fromtimestamp(schedule.after(moment), UTC)
    assert found.timestamp() > moment
    assert found.second == 0
    for field, value in ((fields[0], found.minute), (fields[1], found.hour), (fields[3], found.month)):
        assert field in ("*", str(value))
