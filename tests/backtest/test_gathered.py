"""Over files of which not all events can be kept, the detection finds what it finds among all."""

from __future__ import annotations

from pathlib import Path

import pytest

from minisplunk.detect import in_process
from minisplunk.detect.detecting import detect
from minisplunk.targets.options import RunOptions

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "attack_data" / "aws_failed_mfa"


def test_what_is_kept_of_large_files_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    options = RunOptions(ROOT, data=[DATA], look_alikes=True)
    whole = detect(options, print)
    monkeypatch.setattr(in_process, "LARGE", 0)
    kept = detect(options, print)
    assert (kept.outcome.rows, kept.outcome.window, kept.events) == (
        whole.outcome.rows,
        whole.outcome.window,
        whole.events,
    )
    assert kept.outcome.risk_events is not None and whole.outcome.risk_events is not None
    assert len(kept.outcome.risk_events) == len(whole.outcome.risk_events)
    assert any("were kept that it may find" in note for note in kept.notes)
    assert not any("were kept" in note for note in whole.notes)
