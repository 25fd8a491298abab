"""The app of the cases, and what runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minisplunk.testing.pool import Work, Worker

APP = Path(__file__).parent / "app"


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    """What is installed is installed once for all tests."""
    worker = Worker(Work((APP,)))
    yield worker
    worker.close()
