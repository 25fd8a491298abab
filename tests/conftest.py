"""What the tests share and assert with is rewritten by pytest, whichever folder is read first; hypothesis is set up."""

from __future__ import annotations

import pytest

from tests import profiles

pytest.register_assert_rewrite(
    *(f"tests.detection.{name}" for name in ("matrix", "records", "staging", "sign_ins")), "tests.harness.trials"
)
profiles.load()
