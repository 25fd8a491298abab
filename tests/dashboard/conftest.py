"""Chromium, one for all; states of a Splunk, each served once; views of them, as people see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from minisplunk.rest.server import Address
from tests.dashboard import renderer
from tests.dashboard.page import ShownView, open_view
from tests.dashboard.site import site
from tests.views.states import STATES, in_state, looks
from tests.views.views import View

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

SHOTS = renderer.BUILT / "shots"
WIDE, NARROW = 1400, 760


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith("tests/dashboard/"):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def addresses(spl: Path) -> Iterator[Callable[[str], Address]]:
    """The name of a state -> a Splunk in it."""
    with ExitStack() as opened:
        yield cache(lambda name: opened.enter_context(in_state(STATES[name], spl)))


@pytest.fixture(scope="session")
def origin(addresses: Callable[[str], Address]) -> Iterator[Callable[[str], str]]:
    """The name of a state -> where the pages of a Splunk in it are."""
    with site() as opened:
        yield cache(lambda name: opened.add(name, addresses(name), looks(STATES[name])[0]))


@pytest.fixture(scope="session")
def window(chrome: Browser) -> Iterator[BrowserContext]:
    """One for all pages, which then read the renderer once."""
    assert renderer.ready(), "the renderer is not there: `make test-dashboard` installs it"
    with chrome.new_context() as context:
        yield context


@pytest.fixture
def show(window: BrowserContext, origin: Callable[[str], str]) -> Iterator[Callable[..., ShownView]]:
    """A view in a state, in a theme and a width -> what a person sees."""

    def opened(view: str, state: str = "full", theme: str = "light", width: int = WIDE) -> ShownView:
        return open_view(window, origin(state), View.read(view), theme, width)

    yield opened
    for page in window.pages:
        page.close()


@pytest.fixture(scope="session")
def shots() -> Path:
    """The folder for pictures of the pages."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS
