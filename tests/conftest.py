"""What the tests share and assert with is rewritten by pytest, whichever folder is read first."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    *(f"tests.detection.{name}" for name in ("matrix", "records", "staging", "sign_ins")), "tests.harness.trials"
)
