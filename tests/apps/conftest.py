"""A Splunk with our data models and the samples."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from minisplunk.engine import Splunk
from minisplunk.times import ManualClock
from tests.apps import samples

NOW = 1_772_528_460  # 2026-03-03 09:01:00 UTC


@pytest.fixture(scope="session")
def sampled() -> Iterator[Splunk]:
    with Splunk(clock=ManualClock(NOW)) as splunk:
        splunk.install_common_information_model()
        samples.load(splunk)
        yield splunk
