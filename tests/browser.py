"""Chromium for tests: where it is, and how it is started."""

from __future__ import annotations

import os
import shutil

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
