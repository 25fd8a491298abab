"""The app, as it is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from package.build import build

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def spl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("dist")).path
