"""Times found without a format."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from minisplunk.ingest.recognition import recognized

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "recognition.yaml").read_text(encoding="utf-8"))
TODAY = datetime(2026, 11, 24, 12, tzinfo=timezone.utc).timestamp()
PREVIOUS = datetime(2026, 10, 1, 7, tzinfo=timezone.utc).timestamp()


@pytest.mark.parametrize(("text", "expected"), CASES.items(), ids=list(CASES))
def test_case(text: str, expected: str | None):
    found = recognized(text, timezone.utc, TODAY, PREVIOUS)
    iso = None if found is None else datetime.fromtimestamp(found.time, timezone.utc).replace(tzinfo=None).isoformat()
    assert iso == expected


@given(st.text("0123456789-/:.T ZJanFebAPM+[]\u0660", max_size=60))
def test_any_text_has_a_time_or_none(text: str):
    found = recognized(text, timezone.utc, TODAY, PREVIOUS)
    assert found is None or isinstance(found.time, float)
