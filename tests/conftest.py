"""What the tests share: an app made of conf texts; and what they assert with is rewritten, whichever is read first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from minisplunk.conf import Layers, View, system
from minisplunk.conf.app import load

pytest.register_assert_rewrite(
    *(f"tests.detection.{name}" for name in ("matrix", "records", "staging", "sign_ins")), "tests.harness.trials"
)

MakeView = Callable[..., View]


@pytest.fixture
def make_view(tmp_path: Path) -> MakeView:
    """Conf texts by name without `.conf`, and lookup files by name -> the view of an app that has them."""

    def make(confs: Mapping[str, str], lookups: Mapping[str, str] | None = None) -> View:
        root = tmp_path / "cases"
        for folder in ("default", "lookups"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        (root / "default" / "app.conf").write_text("[ui]\nlabel = Cases\n")
        for name, text in confs.items():
            (root / "default" / f"{name}.conf").write_text(text)
        for name, text in (lookups or {}).items():
            (root / "lookups" / name).write_text(text)
        return Layers(system(), (load(root),)).context("cases")

    return make
