"""A view of the app in; the page that a person sees of it, drawn by Splunk's own renderer in Chromium, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response

from tests.detection.staging import APP
from tests.views.views import View
from tests.waiting import PATIENCE

PATIENCE_MS = PATIENCE * 1000
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
        """Wait until nothing is loaded any more, and each panel shows what it has."""
        self.page.wait_for_load_state("networkidle", timeout=PATIENCE_MS)

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


def open_view(context: BrowserContext, origin: str, view: View, theme: str) -> ShownView:
    """`theme`: light or dark."""
    shown = ShownView(context.new_page(), view)
    shown.page.on("console", shown.hear)
    shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    shown.page.on("response", shown.note)
    shown.page.goto(f"{origin}/en-US/app/{APP}/{view.name}", timeout=PATIENCE_MS)
    shown.page.evaluate("([definition, theme]) => { window.show(definition, theme) }", [view.definition, theme])
    shown.page.locator('[data-test="viz-item"]').first.wait_for(timeout=PATIENCE_MS)
    shown.settle()
    return shown


def _texts(cells: Locator) -> list[str]:
    return [text.strip() for text in cells.all_inner_texts()]
