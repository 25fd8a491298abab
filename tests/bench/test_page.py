"""Each part of the bench has its place in docs/benchmarks.md, which takes new figures for the old ones."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import PARTS
from tests.bench.measure import Figure, Measure, Note
from tests.bench.page import PAGE, rendered

FIGURES: list[Figure] = [
    Measure("this / that", 12.5, 0.8, "x"),
    Note("rg is not here."),
    Measure("rate", 3.1, 3, "files/s", least=True),
]
WRITTEN = """# Page
<!-- bench: start -->

| What | Measured | Bound | |
| --- | --- | --- | --- |
| this / that | 12 x | at most 0.8 | missed |
| rate | 3.10 files/s | at least 3 | met |

- rg is not here.

Measured today.
<!-- bench: end -->
<!-- bench: other -->
<!-- bench: end -->
"""


def test_the_figures_stand_at_the_mark_of_their_part() -> None:
    empty = "# Page\n<!-- bench: start -->\n<!-- bench: end -->\n<!-- bench: other -->\n<!-- bench: end -->\n"
    assert rendered(empty, "start", FIGURES, "Measured today.") == WRITTEN
    assert rendered(WRITTEN, "start", FIGURES, "Measured today.") == WRITTEN


@pytest.mark.parametrize("part", PARTS)
def test_the_page_has_a_mark_for_each_part(part: str) -> None:
    assert "Measured today." in rendered(PAGE.read_text(), part, FIGURES, "Measured today.")


def test_a_part_without_a_mark_is_told() -> None:
    with pytest.raises(ValueError, match="bench: missing"):
        rendered(WRITTEN, "missing", FIGURES, "Measured today.")
