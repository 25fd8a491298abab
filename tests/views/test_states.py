"""What each panel of the pages shows in each state is what was counted by hand from the story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from minisplunk.values import Row, text
from tests.views.states import STATES, in_state, looks
from tests.views.views import NAMES, View


@pytest.mark.parametrize("name", STATES)
def test_panels_show_what_was_counted(name: str, spl: Path) -> None:
    state = STATES[name]
    expected = {
        f"{view}: {source}": rows for view, rows_of in state["shows"].items() for source, rows in rows_of.items()
    }
    with in_state(state, spl) as address:
        found = {
            f"{view}: {source}": as_counted(View.read(view).results(address.splunk, source, looks(state)), rows)
            for view, rows_of in state["shows"].items()
            for source, rows in rows_of.items()
        }
    assert found == expected


@pytest.mark.parametrize("view", NAMES)
def test_every_data_source_is_held_to_a_count(view: str) -> None:
    """All that a panel or an input shows; the tiles of the health row are rows of its table."""
    sources = View.read(view).definition["dataSources"]
    counted = {source for state in STATES.values() for source in state["shows"].get(view, ())}
    extended = {source["options"].get("extend") for source in sources.values()}
    left = [name for name in sources if name not in counted | extended]
    assert [name for name in left if sources[name]["options"].get("extend") != "health"] == []


def as_counted(rows: Sequence[Row], expected: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Of each row the fields that are expected of it, numbers as numbers; all fields of a row that is one too many."""
    wanted = [*expected, *({} for _ in rows[len(expected) :])]
    return [
        {name: value(name, row.get(name), like[name]) for name in like} or row
        for row, like in zip(rows, wanted, strict=False)
    ]


def value(name: str, found: Any, expected: Any) -> Any:
    if name == "_time":
        return datetime.fromtimestamp(found, timezone.utc).strftime("%Y-%m-%d")
    return found if found is None or isinstance(expected, int) else text(found)
