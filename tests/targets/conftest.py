"""Somebody's Splunk, for the tests of targets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.targets.somebody import Somebody, serving


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> Iterator[Somebody]:
    with serving(monkeypatch) as found:
        yield found
