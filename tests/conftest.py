"""What holds for all tests: how much hypothesis tries, how slow passwords are, and what pytest rewrites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from minisplunk.rest import users
from tests import profiles

# what tests share and assert with, whichever folder is read first
pytest.register_assert_rewrite(
    *(f"tests.detection.{name}" for name in ("matrix", "records", "staging", "sign_ins")), "tests.harness.trials"
)
profiles.load()


@pytest.fixture(scope="session", autouse=True)
def fast_hashes() -> Iterator[None]:
    """The hash of a password is slow on purpose. Here it protects nothing, and each server makes one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(users._COST, "n", 2)
        yield
