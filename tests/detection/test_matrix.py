"""The detection under every add-on, for every identity, from every context; beside it, without the app's fields."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.detection.matrix import FIRES_ALONE, RUNS, Cell, Measured, cells, found, table, wanted
from tests.detection.variants import without_fields

WITH, WITHOUT = "with the app's fields", "without them"


def measure(variant: str, cell: Cell, app: Path, measured: Measured) -> dict[str, list]:
    """What each context finds; the number of those that find the one right row is put into `measured`."""
    rows = dict(found(cell, app))
    risk = rows.pop("risk object")
    measured[variant, cell] = sum(these == [wanted(cell[1])] for these in rows.values())
    assert len(rows) == RUNS
    assert all(these in ([], [wanted(cell[1])]) for these in rows.values())
    assert risk == [{"risk_object": these[0]["user_name"]} for these in list(rows.values())[:1] if these]
    return rows


@pytest.mark.parametrize("cell", cells(), ids=" - ".join)
def test_with_the_apps_fields_every_failure_is_found(cell: Cell, spl: Path, measured: Measured) -> None:
    rows = measure(WITH, cell, spl, measured)
    assert {context for context, these in rows.items() if not these} == set()


@pytest.mark.parametrize("cell", cells(), ids=" - ".join)
def test_without_them_four_of_twelve_are(cell: Cell, spl: Path, measured: Measured) -> None:
    with TemporaryDirectory() as folder:
        rows = measure(WITHOUT, cell, without_fields(spl, Path(folder)), measured)
    silent = {context for context, these in rows.items() if not these}
    assert silent == (set() if cell in FIRES_ALONE else rows.keys())


def test_the_table_counts_combinations_that_fire_everywhere() -> None:
    measured = {(WITH, cell): RUNS for cell in cells()} | {(WITH, ("5.x", "Root")): RUNS - 1}
    *_, root, last = table(measured, WITH)
    assert root.split() == ["Root", "6/6", "5/6", "6/6", "6/6"]
    assert last == "  fires in 11 of 12"
