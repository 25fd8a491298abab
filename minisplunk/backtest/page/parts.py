"""Parts that the sections of the page share: a section with its heading, a table, what is folded away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from ...explain.reasons import counted
from ..words import stamp
from .markup import Child, Html, h

MOST_ROWS = 500


def section(name: str, heading: str, *children: Child) -> Html:
    return h("section", h("h2", heading, id=f"{name}-heading"), *children, id=name, aria_labelledby=f"{name}-heading")


def when(time: int) -> Html:
    """A time for people and for machines."""
    shown = stamp(time)
    return h("time", shown, datetime=shown.replace(" ", "T") + "Z")


def folded(heading: str, *children: Child, start: bool = False) -> Html:
    return h("details", h("summary", heading), *children, class_="more", open=start)


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Child]], most: int = MOST_ROWS) -> Html:
    """The first column names its row; one whose heading begins with # has numbers. Of more rows than `most` the others
    are counted. A wide one can be moved by keyboard."""
    numbers = [column.startswith("#") for column in columns]
    every = iter(rows)
    body = [h("tr", map(_cell, range(len(columns)), row, numbers)) for row in islice(every, most)]
    left_out = sum(1 for _ in every)
    return h(
        "div",
        h("table", h("caption", caption), h("thead", h("tr", map(_heading, columns))), h("tbody", body)),
        h("p", f"and {counted(left_out, 'more row')}", class_="soft") if left_out else None,
        class_="scroll",
        role="group",
        tabindex="0",
        aria_label=caption,
    )


def _heading(column: str) -> Html:
    if not column:  # of what only repeats for the eye what another column says
        return h("td")
    return h("th", column.removeprefix("#"), scope="col", class_="number" if column.startswith("#") else None)


def _cell(place: int, value: Child, is_number: bool) -> Html:
    class_ = "number" if is_number else None
    return h("td", h("div", value), class_=class_) if place else h("th", h("div", value), class_=class_, scope="row")
