"""When it happens: a heat map of the hours of the week."""

from __future__ import annotations

from collections.abc import Sequence

from ...explain.reasons import counted
from ..report import Finding
from ..summaries import WEEKDAYS, weekdays
from .markup import Html, h
from .parts import section

_LEVELS = 5
"""Shades of a cell that is not empty."""


def hours(findings: Sequence[Finding]) -> Html:
    counts = weekdays(findings)
    most = max(map(max, counts))
    head = (h("th", f"{hour}", scope="col", class_="sixth" if hour % 6 == 0 else None) for hour in range(24))
    rows = (
        h("tr", h("th", day[:3], scope="row"), (_cell(day, hour, count, most) for hour, count in enumerate(of_day)))
        for day, of_day in zip(WEEKDAYS, counts, strict=True)
    )
    return section(
        "hours",
        "Hours of the week",
        h(
            "table",
            h("caption", "Findings by weekday and hour, UTC"),
            h("thead", h("tr", h("td"), head)),
            h("tbody", rows),
            class_="heat",
        ),
    )


def _cell(day: str, hour: int, count: int, most: int) -> Html:
    if not count:
        return h("td")
    told = f"{day}, {hour:02}:00 to {hour:02}:59 UTC: {counted(count, 'finding')}"
    return h("td", h("span", f"{count:,}"), class_=f"h{-(-_LEVELS * count // most)}", title=told)
