"""Where there is no terminal, what is printed is what rich prints there."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from minisplunk.cli.cells import fitted, width_of
from minisplunk.cli.plain import Plain

TEXTS = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]) | st.just("\n"), max_size=300)


@given(TEXTS, st.booleans(), st.sampled_from(["\n", "", "  "]))
def test_lines_are_those_of_rich(text: str, soft_wrap: bool, end: str):
    assert printed(Plain(), text, soft_wrap, end) == printed(Plain().rich, text, soft_wrap, end)


@given(TEXTS, st.integers(0, 40))
def test_cells_are_those_of_rich(text: str, width: int):
    assert (width_of(text), fitted(text, width)) == (cell_len(text), set_cell_size(text, width))


def printed(console: object, text: str, soft_wrap: bool, end: str) -> str:
    with redirect_stdout(io.StringIO()) as out:
        console.print(text, soft_wrap=soft_wrap, end=end, style="bold")
    return out.getvalue()
