"""In each state a person sees on each page the numbers that were counted by hand, and nothing that is broken."""

from __future__ import annotations

import pytest

from tests.views.states import STATES
from tests.views.views import NAMES, View

TILES = {"splunk.singlevalue"}


@pytest.mark.parametrize("view", NAMES)
@pytest.mark.parametrize("state", STATES)
def test_a_page_shows_what_was_counted(show, state: str, view: str) -> None:
    shown = show(view, state)
    counted = STATES[state]["shows"].get(view, {})
    for name, item in View.read(view).definition["visualizations"].items():
        panel = name.removeprefix("viz_")
        if "title" in item:
            assert shown.title(panel) == item["title"]
        source = item.get("dataSources", {}).get("primary")
        if source not in counted:
            continue
        if item["type"] == "splunk.singlevalue":
            [row] = counted[source]
            field = item["options"]["majorValue"].split('"')[1]
            assert shown.value(panel) == str(row[field])
        if item["type"] == "splunk.table":
            expected = [{field: str(value) for field, value in row.items()} for row in counted[source]]
            found = shown.rows(panel)
            assert [
                {field: row[field] for field in like} for row, like in zip(found, expected, strict=False)
            ] == expected[: len(found)]
            assert found
    assert shown.complaints == []
