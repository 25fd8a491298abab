"""A backtest's page in Chromium, opened from a file: in light, in dark, on a phone, in print, and by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from minisplunk.backtest.page import page as page_of
from tests.backtest import made
from tests.browser import window

pytestmark = pytest.mark.browser

LOOKS = (("dark", 1280), ("light", 360))


@pytest.fixture
def opened(chrome, tmp_path):
    """A page as a file. What it says to the console, asks of a network, or asks the user, fails the test."""
    heard, contexts = [], []

    def show(backtest, *, width=1280, scheme="light"):
        file = tmp_path / "page.html"
        file.write_text(page_of(backtest), encoding="utf-8")
        page = window(chrome, heard, width=width, scheme=scheme)
        contexts.append(page.context)
        page.on("request", lambda request: heard.append(request.url) if not request.url.startswith("data:,") else None)
        page.goto(file.as_uri())
        assert heard == [file.as_uri()]
        return page

    yield show
    for context in contexts:
        context.close()
    assert len(heard) == len(contexts)


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_it_is_accessible_and_as_wide_as_the_window(opened, scheme, width):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed: pip install -e .[browser]"
    )
    ordinary = made.ordinary()
    page = opened(replace(ordinary, findings=ordinary.findings[:8], partial=True), scheme=scheme, width=width)
    page.evaluate(
        "document.querySelectorAll('.more, .findings li:first-child details').forEach(one => { one.open = true })"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_what_was_logged_is_text_and_fits_a_phone(opened):
    page = opened(made.hostile(), width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("img, script").count() == 0
    assert page.get_by_role("heading", level=1).inner_text() == made.HOSTILE.replace("\x1b", r"\x1b").replace(
        "\x00", r"\x00"
    ).replace("\x9b", r"\x9b").replace("\u202e", r"\u202e").replace("\u2066", r"\u2066")


def test_by_keyboard(opened):
    page = opened(made.ordinary())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.locator("#findings summary").first.focus()
    page.keyboard.press("Enter")
    raw = page.locator("#findings pre").first
    assert raw.is_visible()
    assert '"userName": "m.okafor"' in raw.inner_text()
    page.keyboard.press("Space")
    assert not raw.is_visible()


def test_all_is_open_in_print(opened):
    page = opened(made.ordinary(), scheme="dark")
    raw = page.locator("#findings pre").first
    assert not raw.is_visible()
    page.emulate_media(media="print")
    assert raw.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
