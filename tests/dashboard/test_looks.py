"""How the pages look: pictures in light and dark, wide and narrow; what can be read; nothing that is cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dashboard import renderer
from tests.dashboard.conftest import NARROW, WIDE
from tests.views.views import NAMES

_CONTRAST = """async () => {
  const found = await axe.run("#dashboard", {runOnly: ["color-contrast"]});
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${node.html} ${node.any[0]?.message}`));
}"""
_WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("width", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", NAMES)
def test_a_page_is_drawn(show, shots: Path, view: str, theme: str, width: int) -> None:
    shown = show(view, theme=theme, width=width)
    name = f"{view}-{theme}-{'wide' if width == WIDE else 'narrow'}"
    shown.page.screenshot(path=shots / f"{name}.png", full_page=True, animations="disabled")
    assert shown.page.evaluate(_WIDER) <= 0, "the page scrolls sideways"
    shown.page.add_script_tag(path=renderer.AXE)
    assert shown.page.evaluate(_CONTRAST) == []
