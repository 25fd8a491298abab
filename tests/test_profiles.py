"""How many examples a property has is said in one place."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import settings

from tests.profiles import EXAMPLES, one_in

TESTS = Path(__file__).parent
OWN = re.compile(r"^(import hypothesis|from hypothesis import .*\bsettings\b)", re.MULTILINE)
MAY_SET = {TESTS / "profiles.py", Path(__file__)}


def test_a_profile_is_loaded() -> None:
    assert settings().max_examples in EXAMPLES.values()
    assert (settings().deadline, settings().print_blob) == (None, True)


def test_a_part_is_at_least_one_example() -> None:
    assert [one_in(part).max_examples for part in (3, 10_000)] == [settings().max_examples // 3, 1]


def test_no_test_has_settings_of_its_own() -> None:
    files = (path for path in TESTS.rglob("*.py") if path not in MAY_SET)
    assert [path for path in files if OWN.search(path.read_text("utf-8"))] == []
