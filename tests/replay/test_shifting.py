"""Moving eventTime: by one offset, and nothing else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.errors import DataError
from minisplunk.ingest.archive import event_time
from minisplunk.replay import load, newest, shift, shifted

START = datetime(2026, 3, 3, 9, tzinfo=timezone.utc)
times = st.lists(st.integers(0, 10**7).map(lambda seconds: START + timedelta(seconds=seconds)), min_size=1, max_size=8)


def record(time: datetime, number: int = 0) -> str:
    return f'{{"n":{number},"eventTime":"{time:%Y-%m-%dT%H:%M:%SZ}","x":"2026-03-03T09:00:00Z"}}'


@given(times, st.floats(0, 4e9))
def test_order_gaps_and_all_other_text_stay(moments: list[datetime], to: float):
    raws = [record(time, number) for number, time in enumerate(moments)]
    moved = shift(raws, to)
    before, after = ([event_time(raw) or 0 for raw in some] for some in (raws, moved))
    assert len({new - old for new, old in zip(after, before, strict=True)}) == 1
    assert 0 <= round(to * 1_000_000) - max(after) < 1_000_000
    assert [raw.replace(raw[raw.index("eventTime") : raw.index('","x"')], "") for raw in moved] == [
        raw.replace(raw[raw.index("eventTime") : raw.index('","x"')], "") for raw in raws
    ]


@pytest.mark.parametrize(
    ("raw", "moved"),
    [
        ('{"eventTime":"2026-03-03T09:00:00Z"}', '{"eventTime":"2026-03-03T10:00:00Z"}'),
        ('{"eventTime" :\t"2026-03-03T09:00:00Z"}', '{"eventTime" :\t"2026-03-03T10:00:00Z"}'),
        ('{"eventTime":"2026-03-03T08:59:59.123Z"}', '{"eventTime":"2026-03-03T09:59:59.123Z"}'),
        (
            '{"eventTime":"2026-03-03T09:00:00Z","inner":{"eventTime":"2026-03-03T08:00:00Z","creationDate":"2026-03-03T08:00:00Z"}}',
            '{"eventTime":"2026-03-03T10:00:00Z","inner":{"eventTime":"2026-03-03T09:00:00Z","creationDate":"2026-03-03T08:00:00Z"}}',
        ),
        ('{"eventTime":"2026-02-30T09:00:00Z"}', '{"eventTime":"2026-02-30T09:00:00Z"}'),
        ('{"a":"\\"eventTime\\":\\"2026-03-03T08:00:00Z\\""}', '{"a":"\\"eventTime\\":\\"2026-03-03T08:00:00Z\\""}'),
        ('{"a":1}', '{"a":1}'),
    ],
)
def test_what_is_moved(raw: str, moved: str):
    newest = '{"eventTime":"2026-03-03T09:00:00Z"}'
    to = (START + timedelta(hours=1)).timestamp()
    assert shift([newest, raw], to)[1] == moved


def test_nothing_to_move():
    assert shift([], 0.0) == []
    assert shift(['{"a":1}'], 0.0) == ['{"a":1}']


def test_out_of_the_calendar():
    with pytest.raises(DataError, match="leads out of the calendar"):
        shift([record(START)], 300_000_000_000.0)


def test_parts_move_together(tmp_path: Path):
    (tmp_path / "a.json").write_text("\n".join(record(START + timedelta(seconds=n)) for n in (0, 60)))
    (tmp_path / "b.json").write_text(record(START + timedelta(seconds=90)))
    parts = load(tmp_path)
    to = START.timestamp() + 86_400.75
    moved = shifted(parts, to)
    assert newest(parts) == round(START.timestamp() * 1e6) + 90_000_000
    assert newest(moved) == round(to // 1 * 1e6)
    found = [(time, json.loads(raw)["eventTime"]) for part in moved for time, raw, _ in part.events()]
    assert [text for _, text in found] == ["2026-03-04T08:58:30Z", "2026-03-04T08:59:30Z", "2026-03-04T09:00:00Z"]
    assert [time for time, _ in found] == [event_time(f'{{"eventTime":"{text}"}}') for _, text in found]
    assert shifted(moved, to) == moved


def test_only_cloudtrail_can_be_moved(tmp_path: Path):
    (tmp_path / "a.log").write_text("a")
    with pytest.raises(DataError, match=r"a\.log: only the eventTime of CloudTrail records can be moved, not syslog"):
        shifted(load(tmp_path, sourcetype="syslog"), 0.0)
