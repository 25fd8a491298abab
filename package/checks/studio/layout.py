"""Layout: every visualization and input has a place, and every place holds one."""

from __future__ import annotations

from collections.abc import Iterator

from ...finding import Finding
from ...unpacked import Unpacked
from .dashboard import Dashboard, dashboards
from .document import Value


def layout_places_all(app: Unpacked) -> Iterator[Finding]:
    """What is not placed is not shown."""
    for view in dashboards(app):
        placed = set()
        for at in _places(view):
            placed.add(at.text)
            if at.text not in view.items:
                what = f"the layout places {at.text or 'nothing'}, which is not there"
                yield view.finding(at, what, "its place is empty")
        for name, item in view.items.items():
            if name not in placed:
                yield view.finding(item, f"the layout has no place for {name}", "so nobody sees it")


def tabs_have_layouts(app: Unpacked) -> Iterator[Finding]:
    """A tab names the definition of its layout, and each definition has its tab."""
    for view in dashboards(app):
        layouts = view.definition.at("layout", "layoutDefinitions").members
        tabs = tabs_of(view)
        for at in tabs.values():
            if at.text not in layouts:
                yield view.finding(at, f"a tab has the layout {at.text}, which is not there", "the tab is empty")
        for name, layout in layouts.items():
            if name not in tabs:
                yield view.finding(layout, f"no tab has the layout {name}", "so nobody sees it")


def tabs_of(view: Dashboard) -> dict[str, Value]:
    """The tabs by their layouts' ids."""
    tabs = (tab.at("layoutId") for tab in view.definition.at("layout", "tabs", "items").items)
    return {at.text: at for at in tabs}


def _places(view: Dashboard) -> Iterator[Value]:
    """The ids that the layout names, in the form with tabs and in the one before there were any."""
    layout = view.definition.at("layout")
    yield from layout.at("globalInputs").items
    for part in (layout, *layout.at("layoutDefinitions").members.values()):
        yield from (place.at("item") for place in part.at("structure").items)
