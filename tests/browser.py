"""Chromium for tests: where it is, and how it is started."""

from __future__ import annotations

import os
import shutil
from typing import Any

WAIT = 120_000.0
"""Milliseconds after which a test gives up. What it waits for takes a second or two."""

LAUNCH_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The path of an installed Chromium, $CHROMIUM if that is set; None without one."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


def window(chrome: Any, heard: list[str], *, width: int, scheme: str) -> Any:
    """A page in a window of this width and colour scheme. It tells `heard` what it says to the console or the user."""
    context = chrome.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.on("console", lambda message: heard.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: (heard.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    return page
