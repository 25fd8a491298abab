"""A Splunk with the part of Enterprise Security, and an app `own` whose saved search is `alert`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from minisplunk.engine import Splunk
from minisplunk.times import ManualClock

NOW = 1_772_539_200.0  # 2026-03-03 12:00:00 UTC


@pytest.fixture
def alerting(tmp_path: Path) -> Iterator[Callable[..., Splunk]]:
    """Settings of the saved search -> a Splunk in which it is. A value that is no text is written as JSON."""
    with Splunk(clock=ManualClock(NOW)) as splunk:

        def make(settings: Mapping[str, Any], **confs: str) -> Splunk:
            folder = tmp_path / "own" / "default"
            folder.mkdir(parents=True)
            values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in settings.items()}
            lines = (f"{key} = {value}\n" for key, value in {"search": "| makeresults", **values}.items())
            texts = {"app": "[ui]\nlabel = Own\n", "savedsearches": "[alert]\n" + "".join(lines), **confs}
            for name, text in texts.items():
                (folder / f"{name}.conf").write_text(text)
            splunk.install(folder.parent)
            splunk.install_enterprise_security()
            return splunk

        yield make
