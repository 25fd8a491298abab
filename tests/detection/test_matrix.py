"""The detection under every add-on, for every identity, from every context; beside it, without the app's fields."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.detection.matrix import (
    ADD_ONS,
    FIRES_ALONE,
    RUNS,
    WITH,
    WITHOUT,
    Cell,
    Measured,
    cells,
    measure,
    table,
)
from tests.detection.variants import without_fields


@pytest.mark.parametrize("cell", cells(), ids=" - ".join)
def test_with_the_apps_fields_every_failure_is_found(cell: Cell, spl: Path, measured: Measured) -> None:
    rows = measure(WITH, cell, spl, measured, ADD_ONS[cell[0]])
    assert {context for context, these in rows.items() if not these} == set()


@pytest.mark.parametrize("cell", cells(), ids=" - ".join)
def test_without_them_four_of_twelve_are(cell: Cell, spl: Path, measured: Measured) -> None:
    with TemporaryDirectory() as folder:
        rows = measure(WITHOUT, cell, without_fields(spl, Path(folder)), measured, ADD_ONS[cell[0]])
    silent = {context for context, these in rows.items() if not these}
    assert silent == (set() if cell in FIRES_ALONE else rows.keys())


def test_the_table_counts_combinations_that_fire_everywhere() -> None:
    measured = {(WITH, cell): RUNS for cell in cells()} | {(WITH, ("5.x", "Root")): RUNS - 1}
    *_, root, last = table(measured, WITH)
    assert root.split() == ["Root", "6/6", "5/6", "6/6", "6/6"]
    assert last == "  fires in 11 of 12"


def test_an_add_on_of_the_users_is_a_further_column() -> None:
    measured = {(WITH, cell): RUNS for cell in cells()} | {(WITH, ("yours 8.1.2", "Root")): RUNS}
    first, no_arn, _, root, last = table(measured, WITH)
    assert first.split()[-2:] == ["yours", "8.1.2"]
    assert (no_arn.split()[-1], root.split()[-1]) == ("-", "6/6")
    assert {len(line) for line in (first, no_arn, root)} == {len(first)}
    assert last == "  fires in 13 of 15"
