"""Two embedded Splunks, of which one plays the other Splunk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minisplunk.targets.opening import open_target
from minisplunk.targets.options import RunOptions
from minisplunk.targets.target import Target

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ours() -> Iterator[Target]:
    with open_target(RunOptions(ROOT), print) as target:
        yield target


@pytest.fixture(scope="module")
def theirs() -> Iterator[Target]:
    with open_target(RunOptions(ROOT), print) as target:
        yield target
