"""A view of the app in; the page that a person sees of it, drawn by Splunk's own renderer in Chromium, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.browser import WAIT
from tests.detection.staging import APP
from tests.views.views import View

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

_PAUSE, _QUIET = 100, 8
"""Milliseconds between two looks at what is under way, and how many of them find nothing when all is loaded."""
_CONTENT = {
    "splunk.column": ".highcharts-root",
    "splunk.markdown": '[data-test="markdown"]',
    "splunk.singlevalue": '[data-test="majorValue"]',
    "splunk.table": '[data-test="cell"]',
}
_NOISE = (
    "strict mode:",
    "Theme property",
    "drawing a chart",
    "config object to be sent",
    "The preset entry for layout",
)
"""What the renderer says to its makers."""


@dataclass
class ShownView:
    """`complaints`: what the page's console and refused requests say; `asked`: the searches that it has started, with
    their arguments, by the id of their data source."""

    page: Page
    view: View
    complaints: list[str] = field(default_factory=list)
    asked: dict[str, Mapping[str, str]] = field(default_factory=dict)
    under_way: set[Request] = field(default_factory=set)

    def panel(self, name: str) -> Locator:
        return self.page.locator(f'[data-test="viz-item"][data-id="viz_{name}"]')

    def title(self, name: str) -> str:
        return self.panel(name).locator('[data-test="viz-title"]').inner_text()

    def value(self, name: str) -> str:
        """The number of a tile."""
        return self.panel(name).locator('[data-test="majorValue"]').inner_text()

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a table as far as its first page goes."""
        names = _texts(self.panel(name).locator('[data-test="head-cell"]'))
        cells = _texts(self.panel(name).locator('[data-test="cell"]'))
        return [dict(zip(names, cells[at : at + len(names)], strict=True)) for at in range(0, len(cells), len(names))]

    def settle(self) -> None:
        """Wait until each panel shows something, and nothing is loaded any more."""
        for name, item in self.view.definition["visualizations"].items():
            panel = self.panel(name.removeprefix("viz_"))
            panel.locator(_CONTENT[item["type"]]).first.wait_for(timeout=WAIT)
        quiet = 0
        for _ in range(int(WAIT / _PAUSE)):
            self.page.wait_for_timeout(_PAUSE)
            quiet = 0 if self.under_way else quiet + 1
            if quiet == _QUIET:
                return
        raise AssertionError(f"still under way: {[request.url for request in self.under_way]}")

    def begin(self, request: Request) -> None:
        if request.url.startswith("http"):  # of a worker's script, a blob, nobody says when it is read
            self.under_way.add(request)

    def end(self, request: Request) -> None:
        self.under_way.discard(request)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_NOISE):
            self.complaints.append(message.text)

    def note(self, answer: Response) -> None:
        asked = answer.request
        if answer.status >= 400:
            self.complaints.append(f"{asked.method} {asked.url}: {answer.status} {asked.post_data}")
        if asked.method == "POST" and urlsplit(asked.url).path.endswith("/search/jobs"):
            form = {name: values[-1] for name, values in parse_qs(asked.post_data or "").items()}
            self.asked[form["label"]] = form


def open_view(context: BrowserContext, origin: str, view: View, theme: str, width: int) -> ShownView:
    """`theme`: light or dark; `width`: of the window, in pixels."""
    shown = ShownView(context.new_page(), view)
    shown.page.set_viewport_size({"width": width, "height": 900})
    shown.page.on("console", shown.hear)
    shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    shown.page.on("request", shown.begin)
    for end in ("requestfinished", "requestfailed"):
        shown.page.on(end, shown.end)
    shown.page.on("response", shown.note)
    shown.page.goto(f"{origin}/en-US/app/{APP}/{view.name}", timeout=WAIT)
    shown.page.evaluate("([definition, theme]) => { window.show(definition, theme) }", [view.definition, theme])
    shown.settle()
    return shown


def _texts(cells: Locator) -> list[str]:
    return [text.strip() for text in cells.all_inner_texts()]
