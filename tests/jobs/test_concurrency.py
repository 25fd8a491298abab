"""How many searches run at the same time."""

from __future__ import annotations

import os

import pytest

from minisplunk.engine import Splunk
from minisplunk.jobs.concurrency import max_running
from tests.waiting import PATIENCE, until

CPUS = os.cpu_count() or 1
ENDLESS = "| makeresults count=100000000 | stats count"


@pytest.mark.parametrize(
    ("settings", "most"),
    [
        ({}, 6 + CPUS),
        ({"base_max_searches": "2"}, 2 + CPUS),
        ({"base_max_searches": "1", "max_searches_per_cpu": "3"}, 1 + 3 * CPUS),
        ({"base_max_searches": "0", "max_searches_per_cpu": "0"}, 1),
        ({"base_max_searches": "many", "max_searches_per_cpu": "-1"}, 6 + CPUS),
    ],
)
def test_limits(settings: dict[str, str], most: int) -> None:
    with Splunk() as splunk:
        splunk.change("system", "limits", "search", settings)
        assert max_running(splunk.contexts.everywhere) == most


def test_a_limit_counts_from_when_it_is_set() -> None:
    with Splunk() as splunk:
        splunk.change("system", "limits", "search", {"base_max_searches": "1", "max_searches_per_cpu": "0"})
        first = splunk.jobs.start(splunk.request(ENDLESS))
        until(lambda: first.state == "RUNNING")
        second = splunk.jobs.start(splunk.request("| makeresults"))
        assert second.state == "QUEUED"
        splunk.change("system", "limits", "search", {"base_max_searches": "2"})
        third = splunk.jobs.start(splunk.request("| makeresults"))
        assert second.wait(PATIENCE)
        assert third.wait(PATIENCE)
        assert first.state == "RUNNING"
