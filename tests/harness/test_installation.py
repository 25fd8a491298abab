"""The app as the Splunk at hand has it. Nothing is changed there, so this runs with --read-only too."""

from __future__ import annotations

import pytest

from minisplunk.targets import installation
from minisplunk.targets.macros import definition
from minisplunk.targets.saved import settings
from minisplunk.targets.searching import Window, as_search, search
from minisplunk.targets.target import Target
from tests.detection.staging import FILTER, SEARCH
from tests.harness.trials import shipped


def test_the_version_is_this_one(splunk: Target) -> None:
    app = installation.app(splunk)
    assert app is not None
    assert app["content"]["version"] == shipped("app", "launcher", "version")


def test_the_search_is_as_shipped(splunk: Target) -> None:
    assert settings(splunk, SEARCH)["search"].split() == shipped("savedsearches", SEARCH, "search").split()


@pytest.mark.parametrize("macro", ["cloudtrail", "security_content_ctime(1)", FILTER])
def test_macros_are_visible(macro: str, splunk: Target) -> None:
    """The first and the last may be tuned; all must be there."""
    assert definition(splunk, macro)


def test_the_search_runs(splunk: Target) -> None:
    """Over what is there, in its own time range: without an error, and without a warning of what it lacks."""
    saved = settings(splunk, SEARCH)
    window = Window(saved["dispatch.earliest_time"], saved["dispatch.latest_time"])
    found = search(splunk, as_search(saved["search"]), window)
    assert [message for message in found.messages if message.kind in ("ERROR", "FATAL")] == []
