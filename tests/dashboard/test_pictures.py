"""The pictures of the documentation: made into the folder of pictures, and with $PICTURES into that one too."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.browser import WAIT
from tests.detection.staging import APP
from tests.docs.pictures import PICTURES

HEIGHTS = {"get_started": 840, "mfa_challenges": 900}
"""How much of each page a picture shows, of which the width is 1400."""
EXPLAINED = """\
`cloudtrail` eventName=ConsoleLogin errorMessage="Failed authentication" additionalEventData.MFAUsed=Yes
| stats count by src user_name userIdentity.arn
| search NOT user_name="mfa-monitor\""""


@pytest.mark.parametrize("view", HEIGHTS)
def test_a_picture_of_a_page(show, shots: Path, view: str) -> None:
    shown = show(view)
    part = {"x": 0, "y": 0, "width": 1400, "height": HEIGHTS[view]}
    shown.page.screenshot(path=shots / f"{view}.png", clip=part, full_page=True, animations="disabled")
    keep(shots / f"{view}.png")


def test_a_picture_of_minisplunks_own_page(chrome, addresses, shots: Path) -> None:
    address = addresses("full")
    context = chrome.new_context(viewport={"width": 1200, "height": 780}, color_scheme="light")
    context.set_default_timeout(WAIT)
    page = context.new_page()
    asked = {"q": EXPLAINED, "app": APP, "earliest": "-7d@h", "latest": "now"}
    page.goto(f"{address.beside}/en-US/#explain?{urlencode(asked)}")
    page.get_by_label("User name").fill(address.username)
    page.get_by_label("Password").fill(address.password)
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Results").get_by_text("It finds").wait_for()
    page.screenshot(path=shots / "minisplunk.png", animations="disabled")
    context.close()
    keep(shots / "minisplunk.png")


def test_all_pictures_are_made() -> None:
    assert sorted(PICTURES) == sorted([*(f"{view}.png" for view in HEIGHTS), "minisplunk.png"])


def keep(picture: Path) -> None:
    if folder := os.environ.get("PICTURES"):
        shutil.copy(picture, folder)
